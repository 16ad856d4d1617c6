// SPDX-License-Identifier: Apache-2.0
// A catalog as the recorded inspector prints it, and recorded field records as steps.
#pragma once

#include <boost/json.hpp>

#include "tests/unit/sqlite/plugin.hpp"
#include "tests/unit/sqlite/steps.hpp"

namespace schemad::test {

namespace json = boost::json;

inline json::value text(schemad_str s) { return stated(s) ? json::value(json::string(view(s))) : json::value(nullptr); }
inline bool has(std::uint32_t flags, std::uint32_t flag) { return (flags & flag) != 0; }

inline json::object record(const schemad_column& c) {
    json::object o;
    o["name"] = text(c.name), o["table"] = text(c.table), o["data_type"] = text(c.data_type);
    o["default_value"] = text(c.default_text);
    o["max_length"] = nullptr; // NaN prints as null
    if (c.max_length_kind == SCHEMAD_LENGTH_NUMBER) o["max_length"] = static_cast<std::int64_t>(c.max_length);
    o["numeric_precision"] = c.numeric_precision < 0 ? json::value(nullptr) : json::value(c.numeric_precision);
    o["numeric_scale"] = c.numeric_scale < 0 ? json::value(nullptr) : json::value(c.numeric_scale);
    o["is_generated"] = has(c.flags, SCHEMAD_COLUMN_GENERATED), o["generation_expression"] = nullptr;
    o["is_nullable"] = has(c.flags, SCHEMAD_COLUMN_NULLABLE), o["is_unique"] = has(c.flags, SCHEMAD_COLUMN_UNIQUE);
    o["is_indexed"] = has(c.flags, SCHEMAD_COLUMN_INDEXED);
    o["is_primary_key"] = has(c.flags, SCHEMAD_COLUMN_PRIMARY_KEY);
    o["has_auto_increment"] = has(c.flags, SCHEMAD_COLUMN_AUTO_INCREMENT);
    o["foreign_key_column"] = text(c.foreign_key_column), o["foreign_key_table"] = text(c.foreign_key_table);
    return o;
}

inline json::array foreign_key_records(const schemad_catalog& catalog) {
    json::array all;
    for (const auto& k : foreign_keys(catalog))
        for (std::size_t i = 0; i < k.column_count; ++i)
            all.push_back(json::object{{"table", text(k.table)},
                                       {"column", text(k.columns[i])},
                                       {"foreign_key_table", text(k.referenced_table)},
                                       {"foreign_key_column", text(k.referenced_columns[i])},
                                       {"on_update", text(k.on_update)},
                                       {"on_delete", text(k.on_delete)},
                                       {"constraint_name", text(k.reported_name)}});
    return all;
}

// -- recorded fields as columns, in the way the engine reads a field (docs/spec/vendors-5-ddl.md 5.1)

inline bool truthy(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_bool() && v->as_bool();
}

inline void read_default(ColumnWords& c, const json::value& v) {
    c.default_text = v.is_string() ? std::string(v.as_string()) : json::serialize(v);
    c.default_kind = v.is_null()     ? SCHEMAD_DEFAULT_NULL
                     : v.is_bool()   ? SCHEMAD_DEFAULT_BOOLEAN
                     : v.is_number() ? SCHEMAD_DEFAULT_NUMBER
                     : v.is_string() ? SCHEMAD_DEFAULT_TEXT
                                     : SCHEMAD_DEFAULT_JSON;
}

inline ColumnWords column_words(const json::object& field, const schemad_column* existing = nullptr) {
    static const json::object none;
    const auto* s = field.if_contains("schema");
    const json::object& schema = s && s->is_object() ? s->as_object() : none;
    ColumnWords c;
    c.name = field.at("field").as_string();
    c.type = field.at("type").as_string();
    const auto* nullable = schema.if_contains("is_nullable");
    const bool was = !existing || has(existing->flags, SCHEMAD_COLUMN_NULLABLE);
    c.flags = (nullable && nullable->is_bool() ? nullable->as_bool() : was) ? SCHEMAD_SPEC_NULLABLE : 0;
    if (truthy(schema, "is_primary_key")) c.flags |= SCHEMAD_SPEC_PRIMARY_KEY;
    if (truthy(schema, "has_auto_increment")) c.flags |= SCHEMAD_SPEC_AUTO_INCREMENT;
    if (truthy(schema, "is_unique")) c.flags |= SCHEMAD_SPEC_UNIQUE;
    if (truthy(schema, "is_indexed")) c.flags |= SCHEMAD_SPEC_INDEXED;
    const auto* length = schema.if_contains("max_length");
    if (length && length->is_int64()) c.max_length = length->as_int64();
    if (!length && existing && existing->max_length_kind == SCHEMAD_LENGTH_NUMBER)
        c.max_length = static_cast<std::int64_t>(existing->max_length);
    if (const auto* v = schema.if_contains("default_value")) read_default(c, *v);
    if (!existing) return c;
    c.changed = SCHEMAD_CHANGE_TYPE;
    if (schema.contains("default_value")) c.changed |= SCHEMAD_CHANGE_DEFAULT;
    if (was != has(c.flags, SCHEMAD_SPEC_NULLABLE)) c.changed |= SCHEMAD_CHANGE_NULLABLE;
    return c;
}

inline bool creatable(const json::object& field) {
    const auto& type = field.at("type").as_string();
    return type != "alias" && type != "unknown";
}

inline void add_indexes(StepBuilder& step, const std::string& table, const ColumnWords& c) {
    if (c.flags & SCHEMAD_SPEC_PRIMARY_KEY) return;
    if (c.flags & SCHEMAD_SPEC_UNIQUE) step.add_index(table + "_" + c.name + "_unique", c.name, true);
    if (c.flags & SCHEMAD_SPEC_INDEXED) step.add_index(table + "_" + c.name + "_index", c.name);
}

inline StepBuilder create_step(const std::string& table, const json::array& fields) {
    StepBuilder step(SCHEMAD_CREATE_TABLE, table);
    std::vector<ColumnWords> columns;
    for (const auto& f : fields)
        if (creatable(f.as_object())) columns.push_back(column_words(f.as_object()));
    for (const auto& c : columns) step.add(c);
    for (const auto& c : columns) add_indexes(step, table, c);
    return step;
}

} // namespace schemad::test
