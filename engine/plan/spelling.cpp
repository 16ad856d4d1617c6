// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/spelling.hpp"

#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/items.hpp"
#include "engine/model/local_type.hpp"
#include "engine/plan/stated.hpp"
#include "engine/plan/table_work.hpp"

namespace schemad::plan {

// nullopt: says nothing of who spelled it: a type nobody could make of its name alone (an enum), or one by hand.
std::optional<bool> Spelling::spelled_here(const json::object& item) const {
    if (!has_column(item) || !model::object_of(item, "schema")) return true;
    const auto data_type = nested_text(item, "schema", "data_type");
    if (data_type.empty() || nested_truthy(item, "schema", "has_auto_increment")) return true;
    TableWork scratch("", SCHEMAD_ALTER_TABLE);
    auto spec = column_spec(scratch, item, true);
    spec.default_kind = SCHEMAD_DEFAULT_UNSTATED; // a default that cannot be written says nothing of the types
    spec.default_text = no_str;
    try {
        const auto preview = in_.vendor.preview(spec);
        const auto& column = preview->column;
        const auto length =
            column.max_length_kind == SCHEMAD_LENGTH_NUMBER ? js::truncated(column.max_length) : SCHEMAD_UNSTATED;
        // so spelled it has to be of the field's type as well: SQLite's varchar without a length is a text
        const auto type = model::text_of(item, "type");
        if (!type.empty() && type != "unknown" && model::local_type(column, item) != type) return std::nullopt;
        return view(column.data_type) == data_type && length == spec.max_length &&
               std::max<std::int64_t>(column.numeric_precision, -1) == spec.numeric_precision &&
               std::max<std::int64_t>(column.numeric_scale, -1) == spec.numeric_scale;
    } catch (const VendorError&) {
        if (model::text_of(item, "type") == "unknown") return std::nullopt;
        return false;
    }
}

bool Spelling::is_own(const json::object& field) const {
    if (!foreign_) {
        foreign_ = false;
        for (const auto& change : in_.set.changes())
            if (change.kind == ItemKind::field && change.action != Action::remove &&
                (!change.before || declared_differently(change)) && spelled_here(change.after) == false) {
                foreign_ = true;
                break;
            }
    }
    return !*foreign_ && spelled_here(field) == true;
}

json::object Spelling::in_own_types(const json::object& field, const schemad_column* existing) const {
    const auto data_type = nested_text(field, "schema", "data_type");
    const auto* schema = model::object_of(field, "schema");
    if (model::text_of(field, "type") != "string" || (data_type != "char" && data_type != "varchar") || !schema)
        return field;
    const auto* length = schema->if_contains("max_length");
    if (!length || !length->is_number() || js::number_of(*length) != 36) return field;
    const std::string target{nested_text(field, "schema", "foreign_key_table")};
    json::object copy = field;
    copy["type"] = "uuid";
    // a column that has been made a UUID to fit its key stays one: of a second diff of the same snapshot the spelling
    // tells less, as what was taken as it is differs no more
    const auto is_one = [&] {
        TableWork scratch("", SCHEMAD_ALTER_TABLE);
        auto spec = column_spec(scratch, copy, false);
        spec.default_kind = SCHEMAD_DEFAULT_UNSTATED, spec.default_text = no_str;
        return same_type(in_.vendor.preview(spec)->column, *existing);
    };
    const bool fits = existing && !target.empty() && is_one();
    if (!fits && is_own(field)) return field;
    if (target.empty() && !nested_truthy(field, "schema", "is_primary_key")) return field;
    // a foreign key takes the type of the key it points to
    const auto* key = target.empty() ? nullptr : in_.index.primary_key(target);
    if (key && model::local_type(key, nullptr) != "uuid") return field;
    if (existing && !fits && model::local_type(existing, nullptr) != "uuid") return field; // no need to change it
    return copy;
}

bool same_type(const schemad_column& a, const schemad_column& b) {
    return view(a.data_type) == view(b.data_type) && a.max_length_kind == b.max_length_kind &&
           (a.max_length_kind != SCHEMAD_LENGTH_NUMBER || a.max_length == b.max_length) &&
           a.numeric_precision == b.numeric_precision && a.numeric_scale == b.numeric_scale;
}

} // namespace schemad::plan
