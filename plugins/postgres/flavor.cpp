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
    const auto& sql = t.sql.str();
    const auto open = sql.find('(');
    const auto end = sql.find_first_of(",)", open == std::string::npos ? 0 : open);
    std::string shape =
        open == std::string::npos || end == std::string::npos ? t.name : sql.substr(open + 1, end - open - 1);
    if (t.name == "geometry")
        for (char& c : shape)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return shape;
}

} // namespace

void Flavor::describe(const pq::Type& type, kit::Column& column) const {
    const auto facts = type_facts(type.name, modifier_of(type));
    column.data_type = type.kind == pq::TypeClass::geometry ? geometry_type(type) : type.name;
    column.declared_type = type.sql.str();
    if (facts.max_length) {
        column.max_length_kind = SCHEMAD_LENGTH_NUMBER;
        column.max_length = static_cast<double>(*facts.max_length);
    }
    column.numeric_precision = facts.precision, column.numeric_scale = facts.scale;
}

namespace {

// Trying is slow, and nearly every value is plain: those are told by their digits alone.
sql::SqlText plainly_valid(const sql::SqlText& expression, const sql::SqlText& type) {
    using sql::Words;
    const auto digits = type == "smallint"  ? Words("{1,4}")
                        : type == "integer" ? Words("{1,9}")
                        : type == "bigint"  ? Words("{1,18}")
                        : type == "numeric" ? Words("{1,100}([.][0-9]{1,100})?")
                                            : Words("");
    if (digits.view().empty()) return {};
    return expression + " ~ '^-?[0-9]" + digits + "$'";
}

} // namespace

sql::SqlText Flavor::input_is_valid(const sql::SqlText& expression, const sql::SqlText& type,
                                    int server_version) const {
    const auto arguments = "(" + expression + ", " + pq::literal(type.view()) + ")";
    if (server_version >= 160000) return "pg_catalog.pg_input_is_valid" + arguments;
    const auto tried = sql::SqlText(own_validity_function) + arguments, plain = plainly_valid(expression, type);
    return plain.empty() ? tried : "(" + plain + " or " + tried + ")";
}

} // namespace schemad::postgres
