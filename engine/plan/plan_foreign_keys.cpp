// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_foreign_keys.hpp"

#include <algorithm>
#include <set>

#include "engine/js/value.hpp"
#include "engine/model/items.hpp"
#include "engine/model/key_rule.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/key_types.hpp"
#include "engine/plan/name_clashes.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

using model::text_of;

std::string related_of(const json::object& relation) { return std::string{text_of(relation, "related_collection")}; }

// A rule goes into SQL as it stands: only the words that exist.
void check_rule(const std::string& rule, const EntityName& entity) {
    static const std::set<std::string> rules{"", "NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"};
    if (!rules.contains(rule))
        throw refused(entity, "Relation \"" + name_of(entity) + "\" has the unknown rule \"" + rule + "\"");
}

std::string key_column_of(const Input& in, std::string_view collection) {
    if (const auto* key = in.index.primary_key(collection)) return std::string{view(key->name)};
    for (const auto* change : in.field_changes(collection))
        if (change->action == Action::create && (nested_truthy(change->after, "schema", "is_primary_key") ||
                                                 nested_truthy(change->after, "schema", "has_auto_increment")))
            return change->field;
    return "id"; // what create_table adds
}

// Whether a foreign key can point to the column: the key, or one that is or gets unique.
bool is_unique_column(const Input& in, const Facts& facts, std::string_view collection, std::string_view column) {
    if (const auto* wanted = in.set.wanted(ItemKind::field, collection, column)) {
        if (!has_column(*wanted) || facts.left_out.contains(collection, column)) return false;
        const auto* change = in.set.change_of(ItemKind::field, collection, column);
        if (change && change->action == Action::create)
            return nested_truthy(*wanted, "schema", "is_unique") ||
                   nested_truthy(*wanted, "schema", "is_primary_key") ||
                   nested_truthy(*wanted, "schema", "has_auto_increment");
        if (nested_truthy(*wanted, "schema", "is_unique")) return true;
    }
    if (const auto* key = in.index.primary_key(collection); key && view(key->name) == column) return true;
    if (!in.index.column(collection, column)) return column == "id" && key_column_of(in, collection) == "id";
    return std::any_of(in.index.indexes(collection).begin(), in.index.indexes(collection).end(),
                       [&](const auto* index) {
                           return (index->flags & SCHEMAD_INDEX_UNIQUE) && index->column_count == 1 &&
                                  view(index->columns[0]) == column;
                       });
}

// The field's word for its foreign key. That of a key that counts up takes no part in a comparison and may be of
// before: there the relation decides.
bool states_key(const Input& in, const json::object& item, std::string_view collection, std::string_view field) {
    const auto* relation = in.set.change_of(ItemKind::relation, collection, field);
    return !(relation && relation->action == Action::remove && nested_truthy(item, "schema", "is_primary_key") &&
             nested_truthy(item, "schema", "has_auto_increment"));
}

bool is_in_wider_key(const Input& in, std::string_view collection, std::string_view field, std::string_view target) {
    const auto& keys = in.index.foreign_keys(collection);
    return std::any_of(keys.begin(), keys.end(), [&](const schemad_foreign_key* key) {
        const auto* end = key->columns + key->column_count;
        return key->column_count > 1 && view(key->referenced_table) == target &&
               std::any_of(key->columns, end, [&](schemad_str column) { return view(column) == field; });
    });
}

struct Target {
    std::string table, column, on_update, on_delete; // rules empty: not stated
    bool from_relation = false;
};
std::optional<Target> wanted_target(const Input& in, const Facts& facts, Draft& draft, const std::string& collection,
                                    const std::string& field) {
    const auto name = name_of(collection, field);
    const auto* relation = in.set.wanted(ItemKind::relation, collection, field);
    const auto* item = in.set.wanted(ItemKind::field, collection, field);
    const auto* existing = foreign_key_of(in, collection, field);
    Target target;
    std::string column; // as stated
    if (relation && relation->contains("schema")) {
        target.from_relation = true;
        target.table = nested_text(*relation, "schema", "foreign_key_table");
        if (const auto related = related_of(*relation); !related.empty()) {
            if (!target.table.empty() && target.table != related)
                throw refused({collection, field}, "Relation \"" + name + "\" has related_collection \"" + related +
                                                       "\" but schema.foreign_key_table \"" + target.table + "\"");
            target.table = related;
        }
        column = nested_text(*relation, "schema", "foreign_key_column");
        target.on_update = model::key_rule(nested_text(*relation, "schema", "on_update"));
        target.on_delete = model::key_rule(nested_text(*relation, "schema", "on_delete"));
        check_rule(target.on_update, {collection, field});
        check_rule(target.on_delete, {collection, field});
    } else if (item && states_key(in, *item, collection, field)) {
        target.table = nested_text(*item, "schema", "foreign_key_table");
        column = nested_text(*item, "schema", "foreign_key_column");
    }
    if (target.table.empty()) return std::nullopt;
    // the field's word for its part in a key over several columns, which is no relation's: nothing to make
    if (!target.from_relation && !existing && is_in_wider_key(in, collection, field, target.table)) return std::nullopt;
    const bool same_table =
        existing && view(existing->referenced_table) == target.table && !in.is_removed(target.table);
    const auto keep = [&] { // as it is
        target.column = view(existing->referenced_columns[0]);
        return target;
    };
    if (!will_be_collection(in, draft, target.table)) {
        if (same_table) return keep(); // a table that is no collection: partitioned, or with another kind of key
        if (target.from_relation && !may_lack_table(in, draft, target.table))
            throw refused({collection, field}, "Collection \"" + target.table + "\" doesn't exist");
        const auto why =
            target.table + " " + no_collection(in, draft, target.table) + ", so the column has no foreign key";
        if (target.from_relation) draft.leave_out({collection, field}, "schema", why);
        draft.leave_out({collection, field}, "schema.foreign_key_table", why);
        return std::nullopt;
    }
    if (item && !has_column(*item))
        throw refused({collection, field},
                      "Field \"" + name + "\" has no column, so relation \"" + name + "\" cannot have a schema");
    if (column.empty()) {
        // not stated: as it is, or the key
        if (same_table && stated(existing->referenced_columns[0])) return keep();
        column = key_column_of(in, target.table);
    } else if (!is_unique_column(in, facts, target.table, column) &&
               !(same_table && view(existing->referenced_columns[0]) == column)) {
        draft.leave_out({collection, field}, "schema.foreign_key_column",
                        name_of(target.table, column) +
                            " is not unique or not there, so no foreign key can point to it");
        if (same_table) return keep();
        if (target.from_relation) draft.leave_out({collection, field}, "schema", "its foreign key cannot be made");
        return std::nullopt;
    }
    target.column = std::move(column);
    return target;
}

// A rule that no foreign key of this database has: what it would come to is written, by name.
void hold_rule(Draft& draft, std::string& rule, const EntityName& entity, const char* property) {
    if (rule != "SET DEFAULT") return;
    rule = "RESTRICT";
    draft.leave_out(entity, property, "no foreign key here has the rule SET DEFAULT, so it is RESTRICT");
}

void plan_foreign_key(const Input& in, const Facts& facts, Draft& draft, const std::string& collection,
                      const std::string& field) {
    if (in.is_removed(collection) || facts.left_out.contains(collection, field)) return;
    const bool column = in.index.column(collection, field) != nullptr;
    if (!in.set.wanted(ItemKind::field, collection, field) && !column) return;
    const auto* change = in.set.change_of(ItemKind::field, collection, field);
    if (change && change->action == Action::remove) return; // goes with its column
    if (in.system.contains(collection, field)) {
        throw refused({collection, field}, "System field \"" + name_of(collection, field) + "\" cannot be changed");
    }
    const auto* existing = foreign_key_of(in, collection, field);
    auto target = wanted_target(in, facts, draft, collection, field);
    if (!existing && !target) return;
    if (target && in.vendor.has(SCHEMAD_CAP_NO_SET_DEFAULT)) {
        const EntityName entity{collection, field};
        hold_rule(draft, target->on_update, entity, "schema.on_update");
        hold_rule(draft, target->on_delete, entity, "schema.on_delete");
    }
    const bool untracked =
        !in.set.current(ItemKind::field, collection, field) && !in.set.current(ItemKind::relation, collection, field) &&
        !in.set.wanted(ItemKind::field, collection, field) && !in.set.wanted(ItemKind::relation, collection, field);
    if (existing && untracked && !in.is_removed(view(existing->referenced_table))) // nobody's to change: kept as it is
        target =
            Target{std::string{view(existing->referenced_table)}, std::string{view(existing->referenced_columns[0])},
                   std::string{view(existing->on_update)}, std::string{view(existing->on_delete)}};
    if (existing && target) {
        // a rule that is not stated stays as it is
        if (target->on_update.empty()) target->on_update = view(existing->on_update);
        if (target->on_delete.empty()) target->on_delete = view(existing->on_delete);
        const bool to_key =
            !stated(existing->referenced_columns[0]) || view(existing->referenced_columns[0]) == target->column;
        // a column changes its type only while no foreign key holds either end
        const bool retyped = !in.vendor.has(SCHEMAD_CAP_INLINE_FOREIGN_KEYS) &&
                             (draft.is_retyped(collection, field) || draft.is_retyped(target->table, target->column));
        if (view(existing->referenced_table) == target->table && to_key && !retyped &&
            view(existing->on_update) == target->on_update && view(existing->on_delete) == target->on_delete)
            return;
    }
    auto& work = draft.table(collection);
    if (existing) work.drop_foreign_key(*existing);
    if (!target) return;
    require_one_type(in, draft, {collection, field}, {target->table, target->column}, true);
    schemad_foreign_key_spec spec{};
    spec.struct_size = sizeof spec;
    spec.name = existing && stated(existing->name) ? existing->name
                                                   : work.keep(free_foreign_key_name(draft, collection, field));
    spec.column = work.keep(field);
    spec.referenced_table = work.keep(target->table);
    spec.referenced_column = work.keep(target->column);
    spec.on_update = target->on_update.empty() ? no_str : work.keep(target->on_update);
    spec.on_delete = target->on_delete.empty() ? no_str : work.keep(target->on_delete);
    work.add_foreign_key(spec);
    // what it points to says what it has to be, and where that changes says it of what it was
    if (!draft.is_retyped(target->table, target->column))
        work.refer(field, spec.referenced_table, spec.referenced_column);
}

} // namespace

bool will_be_collection(const Input& in, const Draft& draft, std::string_view name) {
    if (in.is_removed(name)) return false;
    return draft.is_created_table(std::string{name}) || in.index.is_collection(name);
}

// A collection without a table that a foreign key could point to: a folder, or one of Directus's own that this database
// does not have. Then the column is made and the key is not.
bool may_lack_table(const Input& in, const Draft& draft, std::string_view name) {
    return will_be_collection(in, draft, name) || model::is_built_in_collection(name) ||
           in.set.wanted(ItemKind::collection, name) != nullptr;
}

// Of a column that stays: one that goes, or makes place for another of its name, takes its key along.
const schemad_foreign_key* foreign_key_of(const Input& in, std::string_view collection, std::string_view field) {
    const auto* change = in.set.change_of(ItemKind::field, collection, field);
    const auto* now = in.set.current(ItemKind::field, collection, field);
    if (change && now && change->action != Action::update && has_column(*now)) return nullptr;
    for (const auto* key : in.index.foreign_keys(collection))
        if (key->column_count == 1 && view(key->columns[0]) == field) return key;
    return nullptr;
}

// The column has a foreign key and will have one, be it another.
bool keeps_foreign_key(const Input& in, const std::string& collection, const std::string& field) {
    if (!foreign_key_of(in, collection, field)) return false;
    const auto* relation = in.set.wanted(ItemKind::relation, collection, field);
    if (relation && relation->contains("schema")) return true;
    const auto* item = in.set.wanted(ItemKind::field, collection, field);
    return !item ||
           (states_key(in, *item, collection, field) && !nested_text(*item, "schema", "foreign_key_table").empty());
}

// What the column points to by a foreign key that stays: a wish about another type than that one's is nobody's.
const schemad_foreign_key* kept_foreign_key(const Input& in, const std::string& collection, const std::string& field) {
    const auto* key = foreign_key_of(in, collection, field);
    if (!key || !keeps_foreign_key(in, collection, field)) return nullptr;
    const auto* relation = in.set.wanted(ItemKind::relation, collection, field);
    const auto* item = in.set.wanted(ItemKind::field, collection, field);
    const auto table = view(key->referenced_table), column = view(key->referenced_columns[0]);
    const auto same = [](std::string_view stated, std::string_view is) { return stated.empty() || stated == is; };
    const auto* from = relation && relation->contains("schema") ? relation : item;
    if (from && (!same(nested_text(*from, "schema", "foreign_key_table"), table) ||
                 !same(nested_text(*from, "schema", "foreign_key_column"), column)))
        return nullptr;
    if (relation && !same(related_of(*relation), table)) return nullptr;
    const auto* change = in.set.change_of(ItemKind::field, table, column); // its own type may change as well
    const auto* there = in.index.column(table, column);
    const bool fixed = there && (there->flags & SCHEMAD_COLUMN_AUTO_INCREMENT); // never changes
    return in.is_removed(table) || (!fixed && change && (!change->before || declared_differently(*change))) ? nullptr
                                                                                                            : key;
}

void plan_foreign_keys(const Input& in, const Facts& facts, Draft& draft) {
    std::vector<std::pair<std::string, std::string>> affected;
    std::set<std::pair<std::string, std::string>> seen;
    const auto add = [&](const std::string& collection, const std::string& field) {
        if (seen.emplace(collection, field).second) affected.emplace_back(collection, field);
    };
    const auto key_info_differs = [](const EntityChange& change) {
        if (change.action != Action::update) return true;
        for (const auto key : {"foreign_key_table", "foreign_key_column"})
            if (nested_text(*change.before, "schema", key) != nested_text(change.after, "schema", key)) return true;
        return false;
    };
    for (const auto& change : in.set.changes()) {
        if (change.kind == ItemKind::field && key_info_differs(change)) add(change.collection, change.field);
        if (change.kind != ItemKind::relation) continue;
        const auto same = [&](std::string_view key) {
            const auto *a = change.before ? change.before->if_contains(key) : nullptr,
                       *b = change.after.if_contains(key);
            return (!a && !b) || (a && b && js::equal(*a, *b));
        };
        if (change.action != Action::update || !same("schema") || !same("related_collection"))
            add(change.collection, change.field);
    }
    for (const auto& key :
         foreign_keys(*in.model.catalog)) { // what points to a collection that goes, and what is retyped
        if (key.column_count != 1) {
            if (is_over_retyped(draft, key)) make_again(in, draft, key);
            continue;
        }
        if (in.is_removed(view(key.referenced_table)) || is_over_retyped(draft, key))
            add(std::string{view(key.table)}, std::string{view(key.columns[0])});
    }
    for (const auto& [collection, field] : affected) plan_foreign_key(in, facts, draft, collection, field);
}

} // namespace schemad::plan
