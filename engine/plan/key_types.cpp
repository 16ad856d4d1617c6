// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/key_types.hpp"

#include "engine/model/local_type.hpp"
#include "engine/plan/plan_foreign_keys.hpp"
#include "engine/plan/refused.hpp"

namespace schemad::plan {

namespace {

std::string_view kind_of(const schemad_column& column) {
    const auto type = model::local_type(&column, nullptr);
    if (type == "string" || type == "uuid") return "string";
    return type == "integer" || type == "bigInteger" || type == "boolean" ? "integer" : view(column.data_type);
}

// Texts of any length go together; a number has to be the same to the sign.
bool of_one_type(const schemad_column& a, const schemad_column& b) {
    return view(a.data_type) == view(b.data_type) || (kind_of(a) == "string" && kind_of(b) == "string");
}

} // namespace

bool is_over_retyped(const Draft& draft, const schemad_foreign_key& key) {
    for (std::size_t i = 0; i < key.column_count; ++i)
        if (draft.is_retyped(view(key.table), view(key.columns[i])) ||
            draft.is_retyped(view(key.referenced_table), view(key.referenced_columns[i])))
            return true;
    return false;
}

// A new foreign key that the catalog, which is from before, would be asked the wrong types of. One of the catalog's own
// has ends of one type before as after.
bool meets_new_types(const Input& in, const Draft& draft, const schemad_step& step) {
    if (step.kind != SCHEMAD_ALTER_TABLE || step.change_count != 1) return false;
    const auto& change = step.changes[0];
    if (change.kind != SCHEMAD_ADD_FOREIGN_KEY) return false;
    const auto& key = *change.foreign_key;
    const auto* existing = foreign_key_of(in, view(step.table), view(key.column));
    const auto* column = in.index.column(view(step.table), view(key.column));
    if (!column || (existing && view(existing->name) == view(key.name))) return false;
    return draft.is_retyped(view(step.table), view(key.column)) ||
           draft.is_retyped(view(key.referenced_table), view(key.referenced_column));
}

// What points to a column whose type changes has to change as well, by its own field: nothing else of the snapshot says
// that it may. follows: one that changes alone is made to match by the vendor, as far as its kind goes.
void require_one_type(const Input& in, const Draft& draft, const EntityName& from, const EntityName& to, bool follows) {
    const bool key_changes = draft.is_retyped(to.collection, to.field),
               changes = draft.is_retyped(from.collection, from.field);
    if (!in.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) || (!key_changes && !changes)) return;
    const auto after = [&](const EntityName& name) -> const schemad_column* {
        const auto found = draft.retyped.find(name_of(name));
        return found != draft.retyped.end() ? &found->second->column : in.index.column(name.collection, name.field);
    };
    const auto *column = after(from), *key = after(to);
    if (!column || !key || of_one_type(*column, *key)) return; // a new column is made to match
    if (!key_changes && follows && kind_of(*column) == kind_of(*key)) return;
    throw refused(from, "\"" + name_of(from) + "\" and \"" + name_of(to) +
                            "\" have to change together: a foreign key needs both of one type, and the diff makes the "
                            "first " +
                            std::string{view(column->data_type)} + " and the second " +
                            std::string{view(key->data_type)});
}

// One over several columns, which no field tells of.
void make_again(const Input& in, Draft& draft, const schemad_foreign_key& key) {
    const std::string collection{view(key.table)};
    if (!in.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) || in.is_removed(collection) ||
        in.is_removed(view(key.referenced_table)) || !stated(key.name) || stated(key.referenced_schema))
        return;
    for (std::size_t i = 0; i < key.column_count; ++i)
        require_one_type(in, draft, {collection, view(key.columns[i])},
                         {view(key.referenced_table), view(key.referenced_columns[i])}, false);
    auto& work = draft.table(collection);
    work.drop_foreign_key(key);
    schemad_foreign_key_spec spec{};
    spec.struct_size = sizeof spec;
    spec.name = key.name, spec.column = key.columns[0]; // the vendor knows the others by the name
    spec.referenced_table = key.referenced_table, spec.referenced_column = key.referenced_columns[0];
    spec.on_update = key.on_update, spec.on_delete = key.on_delete;
    work.add_foreign_key(spec);
}

} // namespace schemad::plan
