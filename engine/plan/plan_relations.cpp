// SPDX-License-Identifier: Apache-2.0
// Relations: meta rows, and the foreign keys that follow from relation and field together.
// docs/spec/engine-6-apply.md 6.5.
//
// A foreign key is wanted when the relation states a schema, or, for a relation without one and for a field without
// relation, when the field's own schema names a foreign key table. So a key is really dropped when nothing names it any
// more, and one that the field still names stays.
#include <algorithm>
#include <set>

#include "engine/js/value.hpp"
#include "engine/model/items.hpp"
#include "engine/model/names.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/planner.hpp"

namespace schemad::plan {

namespace {

using model::text_of;

std::string related_of(const json::object& relation) { return std::string{text_of(relation, "related_collection")}; }

std::string upper(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return result;
}

// A rule goes into SQL as it stands: only the words that exist.
void check_rule(const std::string& rule, const EntityName& entity) {
    static const std::set<std::string> rules{"", "NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"};
    if (!rules.contains(rule))
        throw refused(entity, "Relation \"" + name_of(entity) + "\" has the unknown rule \"" + rule + "\"");
}

} // namespace

void Planner::plan_relations() {
    for (const auto& change : set_.changes()) {
        if (change.kind != ItemKind::relation) continue;
        const auto name = name_of(change.collection, change.field);
        const auto* row = row_of(ItemKind::relation, change.collection, change.field);
        if (change.action == Action::remove) {
            for (const auto& one : meta_rows(ItemKind::relation).list) // there may be two
                if (one.collection == change.collection && one.field == change.field)
                    delete_row(ItemKind::relation, {change.collection, change.field}, one);
            continue;
        }
        if (is_left_out(change.collection, change.field)) {
            leave_out({change.collection, change.field}, {}, "the relation of a field that is left out");
            plan_.unshowable.push_back(name);
            continue;
        }
        if (change.action == Action::create) {
            const EntityName entity{change.collection, change.field};
            if (!will_be_collection(change.collection))
                throw refused(entity, "Collection \"" + change.collection + "\" doesn't exist");
            // a folder, or what is no plain table here: the row can be written, a foreign key cannot
            if (const auto related = related_of(change.after); !related.empty() && !may_lack_table(related))
                throw refused(entity, "Collection \"" + related + "\" doesn't exist");
        }
        if (const auto* meta = model::object_of(change.after, "meta")) {
            json::object after = *meta;
            after["many_collection"] = change.collection;
            after["many_field"] = change.field;
            if (const auto* related = change.after.if_contains("related_collection"); related && !related->is_null())
                after["one_collection"] = *related;
            const auto* before = change.before ? model::object_of(*change.before, "meta") : nullptr;
            if (row && before)
                update_row(ItemKind::relation, {change.collection, change.field}, *row, *before,
                           without_dangling(change, before, std::move(after)));
            else {
                if (change.row_id) after["id"] = change.row_id;
                insert_row(ItemKind::relation, {change.collection, change.field},
                           without_dangling(change, nullptr, std::move(after)));
            }
        } else if (change.action == Action::create) {
            leave_out({change.collection, change.field}, "meta",
                      "null: without a meta row a snapshot does not show the relation");
            plan_.unshowable.push_back(name);
        }
    }
}

// A collection without a table that a foreign key could point to: a folder, or one of Directus's own that this database
// does not have. Then the column is made and the key is not.
bool Planner::may_lack_table(std::string_view name) const {
    return will_be_collection(name) || model::is_built_in_collection(name) ||
           set_.wanted(ItemKind::collection, name) != nullptr;
}

// Whether a foreign key can point to the column: the key, or one that is or gets unique.
bool Planner::is_unique_column(std::string_view collection, std::string_view column) const {
    if (const auto* wanted = set_.wanted(ItemKind::field, collection, column)) {
        if (!has_column(*wanted) || is_left_out(collection, column)) return false;
        const auto* change = set_.change_of(ItemKind::field, collection, column);
        if (change && change->action == Action::create)
            return nested_truthy(*wanted, "schema", "is_unique") ||
                   nested_truthy(*wanted, "schema", "is_primary_key") ||
                   nested_truthy(*wanted, "schema", "has_auto_increment");
        if (nested_truthy(*wanted, "schema", "is_unique")) return true;
    }
    if (const auto* key = index_.primary_key(collection); key && view(key->name) == column) return true;
    if (!index_.column(collection, column)) return column == "id" && key_column_of(collection) == "id";
    return std::any_of(index_.indexes(collection).begin(), index_.indexes(collection).end(), [&](const auto* index) {
        return (index->flags & SCHEMAD_INDEX_UNIQUE) && index->column_count == 1 && view(index->columns[0]) == column;
    });
}

bool Planner::will_be_collection(std::string_view name) const {
    if (is_removed(name)) return false;
    return is_created_table(std::string{name}) || index_.is_collection(name);
}

std::string Planner::key_column_of(std::string_view collection) const {
    if (const auto* key = index_.primary_key(collection)) return std::string{view(key->name)};
    if (const auto found = field_changes_.find(collection); found != field_changes_.end())
        for (const auto* change : found->second)
            if (change->action == Action::create && (nested_truthy(change->after, "schema", "is_primary_key") ||
                                                     nested_truthy(change->after, "schema", "has_auto_increment")))
                return change->field;
    return "id"; // what create_table adds
}

std::optional<Planner::Target> Planner::wanted_target(const std::string& collection, const std::string& field) {
    const auto name = name_of(collection, field);
    const auto* relation = set_.wanted(ItemKind::relation, collection, field);
    const auto* item = set_.wanted(ItemKind::field, collection, field);
    const auto* existing = foreign_key_of(collection, field);
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
        target.on_update = upper(nested_text(*relation, "schema", "on_update"));
        target.on_delete = upper(nested_text(*relation, "schema", "on_delete"));
        check_rule(target.on_update, {collection, field});
        check_rule(target.on_delete, {collection, field});
    } else if (item) {
        target.table = nested_text(*item, "schema", "foreign_key_table");
        column = nested_text(*item, "schema", "foreign_key_column");
    }
    if (target.table.empty()) return std::nullopt;
    const bool same_table = existing && view(existing->referenced_table) == target.table && !is_removed(target.table);
    const auto keep = [&] { // as it is
        target.column = view(existing->referenced_columns[0]);
        return target;
    };
    if (!will_be_collection(target.table)) {
        if (same_table) return keep(); // a table that is no collection: partitioned, or with another kind of key
        if (target.from_relation && !may_lack_table(target.table))
            throw refused({collection, field}, "Collection \"" + target.table + "\" doesn't exist");
        const auto why = target.table + " " + no_collection(target.table) + ", so the column has no foreign key";
        if (target.from_relation) leave_out({collection, field}, "schema", why);
        leave_out({collection, field}, "schema.foreign_key_table", why);
        return std::nullopt;
    }
    if (item && !has_column(*item))
        throw refused({collection, field},
                      "Field \"" + name + "\" has no column, so relation \"" + name + "\" cannot have a schema");
    if (column.empty()) {
        // not stated: as it is, or the key
        if (same_table && stated(existing->referenced_columns[0])) return keep();
        column = key_column_of(target.table);
    } else if (!is_unique_column(target.table, column) &&
               !(same_table && view(existing->referenced_columns[0]) == column)) {
        leave_out({collection, field}, "schema.foreign_key_column",
                  name_of(target.table, column) + " is not unique or not there, so no foreign key can point to it");
        if (same_table) return keep();
        if (target.from_relation) leave_out({collection, field}, "schema", "its foreign key cannot be made");
        return std::nullopt;
    }
    target.column = std::move(column);
    return target;
}

const schemad_foreign_key* Planner::foreign_key_of(std::string_view collection, std::string_view field) const {
    for (const auto* key : index_.foreign_keys(collection))
        if (key->column_count == 1 && view(key->columns[0]) == field) return key;
    return nullptr;
}

// The column has a foreign key and will have one, be it another.
bool Planner::keeps_foreign_key(const std::string& collection, const std::string& field) const {
    if (!foreign_key_of(collection, field)) return false;
    const auto* relation = set_.wanted(ItemKind::relation, collection, field);
    if (relation && relation->contains("schema")) return true;
    const auto* item = set_.wanted(ItemKind::field, collection, field);
    return !item || !nested_text(*item, "schema", "foreign_key_table").empty();
}

// A rule that no foreign key of this database has: what it would come to is written, by name.
void Planner::hold_rule(std::string& rule, const EntityName& entity, const char* property) {
    if (rule != "SET DEFAULT") return;
    rule = "RESTRICT";
    leave_out(entity, property, "no foreign key here has the rule SET DEFAULT, so it is RESTRICT");
}

// What the column points to by a foreign key that stays: a wish about another type than that one's is nobody's.
const schemad_foreign_key* Planner::kept_foreign_key(const std::string& collection, const std::string& field) const {
    const auto* key = foreign_key_of(collection, field);
    if (!key || !keeps_foreign_key(collection, field)) return nullptr;
    const auto* relation = set_.wanted(ItemKind::relation, collection, field);
    const auto* item = set_.wanted(ItemKind::field, collection, field);
    const auto table = view(key->referenced_table), column = view(key->referenced_columns[0]);
    const auto same = [](std::string_view stated, std::string_view is) { return stated.empty() || stated == is; };
    const auto* from = relation && relation->contains("schema") ? relation : item;
    if (from && (!same(nested_text(*from, "schema", "foreign_key_table"), table) ||
                 !same(nested_text(*from, "schema", "foreign_key_column"), column)))
        return nullptr;
    if (relation && !same(related_of(*relation), table)) return nullptr;
    const auto* change = set_.change_of(ItemKind::field, table, column); // its own type may change as well
    const auto* there = index_.column(table, column);
    const bool fixed = there && (there->flags & SCHEMAD_COLUMN_AUTO_INCREMENT); // never changes
    return is_removed(table) || (!fixed && change && (!change->before || declared_differently(*change))) ? nullptr
                                                                                                         : key;
}

void Planner::plan_foreign_key(const std::string& collection, const std::string& field) {
    if (is_removed(collection) || is_left_out(collection, field)) return;
    const bool column = index_.column(collection, field) != nullptr;
    if (!set_.wanted(ItemKind::field, collection, field) && !column) return;
    const auto* change = set_.change_of(ItemKind::field, collection, field);
    if (change && change->action == Action::remove) return; // goes with its column
    if (system_.contains(collection, field)) {
        throw refused({collection, field}, "System field \"" + name_of(collection, field) + "\" cannot be changed");
    }
    const auto* existing = foreign_key_of(collection, field);
    auto target = wanted_target(collection, field);
    if (!existing && !target) return;
    if (target && vendor_.has(SCHEMAD_CAP_NO_SET_DEFAULT)) {
        const EntityName entity{collection, field};
        hold_rule(target->on_update, entity, "schema.on_update");
        hold_rule(target->on_delete, entity, "schema.on_delete");
    }
    const bool untracked =
        !set_.current(ItemKind::field, collection, field) && !set_.current(ItemKind::relation, collection, field) &&
        !set_.wanted(ItemKind::field, collection, field) && !set_.wanted(ItemKind::relation, collection, field);
    if (existing && untracked && !is_removed(view(existing->referenced_table))) // nobody's to change: kept as it is
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
        const bool retyped = !vendor_.has(SCHEMAD_CAP_INLINE_FOREIGN_KEYS) &&
                             (is_retyped(collection, field) || is_retyped(target->table, target->column));
        if (view(existing->referenced_table) == target->table && to_key && !retyped &&
            view(existing->on_update) == target->on_update && view(existing->on_delete) == target->on_delete)
            return;
    }
    auto& work = table(collection);
    if (existing) work.drop_foreign_key(*existing);
    if (!target) return;
    require_one_type({collection, field}, {target->table, target->column}, true);
    schemad_foreign_key_spec spec{};
    spec.struct_size = sizeof spec;
    spec.name =
        existing && stated(existing->name) ? existing->name : work.keep(free_foreign_key_name(collection, field));
    spec.column = work.keep(field);
    spec.referenced_table = work.keep(target->table);
    spec.referenced_column = work.keep(target->column);
    spec.on_update = target->on_update.empty() ? no_str : work.keep(target->on_update);
    spec.on_delete = target->on_delete.empty() ? no_str : work.keep(target->on_delete);
    work.add_foreign_key(spec);
    // what it points to says what it has to be, and where that changes says it of what it was
    if (!is_retyped(target->table, target->column)) work.refer(field, spec.referenced_table, spec.referenced_column);
}

void Planner::plan_foreign_keys() {
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
    for (const auto& change : set_.changes()) {
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
         foreign_keys(*model_.catalog)) { // what points to a collection that goes, and what is retyped
        if (key.column_count != 1) {
            if (is_over_retyped(key)) make_again(key);
            continue;
        }
        if (is_removed(view(key.referenced_table)) || is_over_retyped(key))
            add(std::string{view(key.table)}, std::string{view(key.columns[0])});
    }
    for (const auto& [collection, field] : affected) plan_foreign_key(collection, field);
}

} // namespace schemad::plan
