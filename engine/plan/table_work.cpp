// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/table_work.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "engine/model/field_types.hpp"
#include "engine/model/items.hpp"

namespace schemad::plan {

namespace json = boost::json;
using model::text_of;

void TableWork::push(Phase phase, std::uint32_t what, std::string_view field, const schemad_column_spec* column,
                     const schemad_foreign_key_spec* key, const schemad_index_spec* index) {
    changes.push_back({phase, std::string{field}, {sizeof(schemad_change), what, column, key, index}});
}

schemad_column_spec& TableWork::add_column(const schemad_column_spec& spec) {
    auto& kept = columns_.emplace_back(spec);
    push(Phase::add_column, SCHEMAD_ADD_COLUMN, view(spec.name), &kept, nullptr, nullptr);
    return kept;
}

void TableWork::alter_column(const schemad_column_spec& spec) {
    push(Phase::alter_column, SCHEMAD_ALTER_COLUMN, view(spec.name), &columns_.emplace_back(spec), nullptr, nullptr);
}

void TableWork::drop_column(std::string_view field, Phase phase) {
    schemad_column_spec spec{};
    spec.struct_size = sizeof spec;
    spec.name = keep(field);
    spec.max_length = spec.numeric_precision = spec.numeric_scale = SCHEMAD_UNSTATED;
    push(phase, SCHEMAD_DROP_COLUMN, field, &columns_.emplace_back(spec), nullptr, nullptr);
}

void TableWork::add_index(std::string_view index_name, std::string_view field, std::uint32_t flags, Phase phase) {
    const schemad_index_spec spec{sizeof(schemad_index_spec), flags, keep(index_name), keep(field)};
    push(phase, SCHEMAD_ADD_INDEX, field, nullptr, nullptr, &indexes_.emplace_back(spec));
}

void TableWork::drop_index(const schemad_index& index, std::string_view field) {
    const schemad_index_spec spec{sizeof(schemad_index_spec), index.flags, index.name, keep(field)};
    push(Phase::drop_index, SCHEMAD_DROP_INDEX, field, nullptr, nullptr, &indexes_.emplace_back(spec));
}

void TableWork::add_foreign_key(const schemad_foreign_key_spec& spec) {
    push(Phase::add_foreign_key, SCHEMAD_ADD_FOREIGN_KEY, view(spec.column), nullptr, &foreign_keys_.emplace_back(spec),
         nullptr);
}

void TableWork::drop_foreign_key(const schemad_foreign_key& key) {
    schemad_foreign_key_spec spec{};
    spec.struct_size = sizeof spec;
    spec.name = key.name;
    spec.column = key.columns[0];
    spec.referenced_table = key.referenced_table;
    spec.referenced_column = key.referenced_columns[0];
    push(Phase::drop_foreign_key, SCHEMAD_DROP_FOREIGN_KEY, view(spec.column), nullptr,
         &foreign_keys_.emplace_back(spec), nullptr);
}

void TableWork::refer(std::string_view field, schemad_str referenced_table, schemad_str referenced_column) {
    for (auto& column : columns_)
        if (view(column.name) == field) {
            column.references_table = referenced_table;
            column.references_column = referenced_column;
        }
}

bool has_column(const json::object& field) { return !model::is_alias_type(text_of(field, "type")); }

namespace {

std::int64_t integer_of(const json::object& schema, std::string_view key) {
    const auto* value = schema.if_contains(key);
    double number = std::numeric_limits<double>::quiet_NaN();
    if (value && value->is_number()) number = js::number_of(*value);
    if (value && value->is_string()) number = js::to_number(value->get_string()).value_or(number);
    return number >= 0 && number < 9e15 ? js::truncated(number) : SCHEMAD_UNSTATED;
}

// PostgreSQL reports a varchar without length as -5: its own spelling, to be told from a length that is not stated.
std::int64_t length_of(const json::object& schema) {
    const auto* value = schema.if_contains("max_length");
    if (value && value->is_int64() && value->get_int64() < 0) return value->get_int64();
    return integer_of(schema, "max_length");
}

// The digits to write. A snapshot holds the JavaScript number: the largest and smallest 64-bit integers come rounded
// past the end of their range, where only one value can have been meant.
std::string digits_of(const json::value& value, bool is_unsigned) {
    constexpr double two_63 = 9223372036854775808.0;
    const double number = js::number_of(value);
    if (value.is_int64()) return std::to_string(value.get_int64());
    // what is beyond the signed range is a number of its own, but for the one that JavaScript writes for its end
    constexpr std::uint64_t rounded_end = 9223372036854776000u;
    if (value.is_uint64() && value.get_uint64() != rounded_end) return std::to_string(value.get_uint64());
    if (number == two_63) return is_unsigned ? "9223372036854775808" : "9223372036854775807";
    if (number == -two_63) return "-9223372036854775808";
    return js::number_text(number);
}

bool is_word_null(std::string_view text) {
    constexpr std::string_view word = "null";
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

bool holds_numbers(std::string_view type) {
    return type == "integer" || type == "bigInteger" || type == "float" || type == "decimal";
}

void set_default(TableWork& work, schemad_column_spec& spec, const json::object& field, const json::object& schema) {
    const auto* value = schema.if_contains("default_value");
    spec.default_kind = SCHEMAD_DEFAULT_UNSTATED;
    if (!value || (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT)) return;
    const auto set = [&](std::uint32_t kind, std::string_view text) {
        spec.default_kind = kind;
        spec.default_text = work.keep(text);
    };
    if (value->is_null())
        spec.default_kind = SCHEMAD_DEFAULT_NULL;
    else if (text_of(field, "type") == "json" || value->is_structured())
        set(SCHEMAD_DEFAULT_JSON, formats::write_json(*value));
    else if (value->is_bool())
        set(SCHEMAD_DEFAULT_BOOLEAN, value->get_bool() ? "true" : "false");
    else if (value->is_string() && is_word_null(value->get_string()) && holds_numbers(text_of(field, "type")))
        spec.default_kind = SCHEMAD_DEFAULT_NULL; // an expression, and no text
    else if (value->is_number())
        set(SCHEMAD_DEFAULT_NUMBER, digits_of(*value, text_of(schema, "data_type").ends_with(" unsigned")));
    else
        set(SCHEMAD_DEFAULT_TEXT, value->get_string());
}

} // namespace

bool is_nullable(const json::object& field) {
    const auto* schema = model::object_of(field, "schema");
    const auto* value = schema ? schema->if_contains("is_nullable") : nullptr;
    return !value || value->is_null() || model::truthy(*value);
}

schemad_column_spec column_spec(TableWork& work, const json::object& field, bool own_spelling) {
    static const json::object nothing;
    const auto* stated_schema = model::object_of(field, "schema");
    const auto& schema = stated_schema ? *stated_schema : nothing;
    schemad_column_spec spec{};
    spec.struct_size = sizeof spec;
    const auto flag = [&](std::string_view key, std::uint32_t bit) {
        if (model::truthy(schema, key)) spec.flags |= bit;
    };
    if (is_nullable(field)) spec.flags |= SCHEMAD_SPEC_NULLABLE;
    flag("is_unique", SCHEMAD_SPEC_UNIQUE);
    flag("is_indexed", SCHEMAD_SPEC_INDEXED);
    flag("is_primary_key", SCHEMAD_SPEC_PRIMARY_KEY);
    flag("has_auto_increment", SCHEMAD_SPEC_AUTO_INCREMENT);
    if (spec.flags & (SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT)) spec.flags &= ~SCHEMAD_SPEC_NULLABLE;
    if (own_spelling) spec.flags |= SCHEMAD_SPEC_OWN_SPELLING;
    const auto kept = [&](const json::object& from, std::string_view key) {
        const auto* value = from.if_contains(key);
        return value && value->is_string() ? work.keep(value->get_string()) : no_str;
    };
    spec.name = work.keep(text_of(field, "field"));
    spec.field_type = work.keep(text_of(field, "type"));
    spec.data_type = kept(schema, "data_type");
    spec.max_length = length_of(schema);
    spec.numeric_precision = integer_of(schema, "numeric_precision");
    spec.numeric_scale = integer_of(schema, "numeric_scale");
    spec.generation_expression = kept(schema, "generation_expression");
    spec.default_text = spec.references_table = spec.references_column = no_str;
    set_default(work, spec, field, schema);
    return spec;
}

schemad_step step_of_one(const TableWork& work) {
    schemad_step step{};
    step.struct_size = sizeof step;
    step.kind = work.kind;
    step.table = str(work.name);
    step.changes = &work.changes[0].change;
    step.change_count = 1;
    return step;
}

} // namespace schemad::plan
