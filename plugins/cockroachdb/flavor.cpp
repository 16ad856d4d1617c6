// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/flavor.hpp"

#include "vendors/sql/sql_text.hpp"

namespace schemad::cockroachdb {

using pq::TypeClass;

pq::Type Flavor::parse(const sql::SqlText& declared) const {
    auto type = pq::parse_type(declared);
    if (type.name == "string") type.name = "text", type.kind = TypeClass::text; // the one with a length
    return type;
}

pq::Type Flavor::type_of(const schemad_column_spec& spec) const {
    const bool own = (spec.flags & SCHEMAD_SPEC_OWN_SPELLING) != 0 && !(spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT);
    if (own && kit::view(spec.data_type) == "text" && spec.max_length > 0)
        return parse("string(" + sql::number(spec.max_length) + ")");
    if (own && kit::view(spec.data_type) == "character" && spec.max_length <= 0)
        return parse(sql::SqlText("character(1)")); // CHAR is one character, and shown without a length
    auto type = pq::type_of(spec);
    return type.name == "json" ? parse(sql::SqlText("jsonb")) : type; // the same to this server, which shows jsonb
}

void Flavor::describe(const pq::Type& type, kit::Column& column) const {
    column.declared_type = type.sql.str();
    column.data_type = type.name;
    if (type.name.ends_with("[]")) {
        column.data_type = "ARRAY";
    } else if (type.kind == TypeClass::geometry) {
        column.data_type = "USER-DEFINED";
    } else if (type.kind == TypeClass::integer) {
        column.numeric_precision = type.bits(), column.numeric_scale = 0;
    } else if (type.kind == TypeClass::numeric && type.arg(0) >= 0) {
        column.numeric_precision = type.arg(0), column.numeric_scale = type.arg(1) < 0 ? 0 : type.arg(1);
    } else if ((type.kind == TypeClass::text && type.arg(0) >= 0) ||
               (type.kind == TypeClass::character && type.arg(0) > 1)) {
        column.max_length_kind = SCHEMAD_LENGTH_NUMBER;
        column.max_length = static_cast<double>(type.arg(0));
    }
}

sql::SqlText Flavor::before_type_change() const {
    return sql::SqlText("SET enable_experimental_alter_column_type_general = true");
}

bool rewrites_nothing(const pq::Type& from, const pq::Type& to) noexcept {
    if (from.kind != to.kind) return false;
    const auto room = [](const pq::Type& t) { return t.arg(0) < 0 ? INT64_MAX : t.arg(0); };
    switch (to.kind) {
    case TypeClass::text: return from.name != "citext" && to.name != "citext" && room(to) >= room(from);
    case TypeClass::integer: return to.bits() >= from.bits();
    case TypeClass::numeric: {
        if (to.args.empty()) return true;
        const auto scale = [](const pq::Type& t) { return t.arg(1) < 0 ? std::int64_t{0} : t.arg(1); };
        return !from.args.empty() && scale(to) == scale(from) && to.arg(0) >= from.arg(0);
    }
    default: return false;
    }
}

sql::SqlText Flavor::type_clause(const pq::Type& from, const pq::Type& to, const sql::SqlText& expression) const {
    return rewrites_nothing(from, to) ? "type " + to.sql : pq::Flavor::type_clause(from, to, expression);
}

sql::SqlText Flavor::drop_unique(const sql::SqlText& table, const sql::SqlText& name) const {
    return "drop index " + table + "@" + name + " cascade";
}

// Names of indexes are the table's own here: without it they may mean another's.
sql::SqlText Flavor::drop_index(const sql::SqlText& table, const sql::SqlText& /*index*/,
                                const sql::SqlText& name) const {
    return "drop index " + table + "@" + name;
}

sql::SqlText Flavor::input_is_valid(const sql::SqlText& expression, const sql::SqlText& type, int) const {
    return "not iserror((" + expression + ")::" + type + ")";
}

} // namespace schemad::cockroachdb
