// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/flavor.hpp"

#include "plugins/postgres/column_facts.hpp"
#include "vendors/pq/connection.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::postgres {

namespace {

std::int32_t modifier_of(const pq::Type& t) noexcept {
    const auto first = t.arg(0);
    if (t.name == "numeric" && first > 0) {
        const auto scale = t.args.size() > 1 ? t.args[1] : 0;
        return static_cast<std::int32_t>((first << 16 | (scale & 0x7ff)) + 4);
    }
    if (t.name == "character varying" || t.name == "character")
        return t.args.empty() ? -1 : static_cast<std::int32_t>(first + 4);
    return t.args.empty() ? -1 : static_cast<std::int32_t>(first);
}

// geometry(Point,4326) is shown as POINT, geography(Point,4326) as Point
std::string geometry_type(const pq::Type& t) {
    const auto open = t.sql.find('(');
    const auto end = t.sql.find_first_of(",)", open == std::string::npos ? 0 : open);
    std::string shape =
        open == std::string::npos || end == std::string::npos ? t.name : t.sql.substr(open + 1, end - open - 1);
    if (t.name == "geometry")
        for (char& c : shape)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return shape;
}

} // namespace

void Flavor::describe(const pq::Type& type, kit::Column& column) const {
    const auto facts = type_facts(type.name, modifier_of(type));
    column.data_type = type.kind == pq::TypeClass::geometry ? geometry_type(type) : type.name;
    column.declared_type = type.sql;
    if (facts.max_length) {
        column.max_length_kind = SCHEMAD_LENGTH_NUMBER;
        column.max_length = static_cast<double>(*facts.max_length);
    }
    column.numeric_precision = facts.precision, column.numeric_scale = facts.scale;
}

std::string Flavor::input_is_valid(const std::string& expression, const std::string& type, int server_version) const {
    const char* function = server_version >= 160000 ? "pg_catalog.pg_input_is_valid" : "pg_temp.schemad_input_is_valid";
    return std::string(function) + "(" + expression + ", " + pq::literal(type) + ")";
}

} // namespace schemad::postgres
