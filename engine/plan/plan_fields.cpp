// SPDX-License-Identifier: Apache-2.0
// Fields: columns and their meta rows; the index of a system field. docs/spec/engine-6-apply.md 6.1 (steps 5 and 6)
// and 6.4.
#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/field_types.hpp"
#include "engine/model/items.hpp"
#include "engine/model/local_type.hpp"
#include "engine/model/names.hpp"
#include "engine/plan/planner.hpp"

namespace schemad::plan {

namespace {

// Flags are what is true of them: null, 0 and an empty text are no.
bool nullable_differs(const EntityChange& change) { return is_nullable(*change.before) != is_nullable(change.after); }

// What decides how a column is declared.
bool same_type(const schemad_column& a, const schemad_column& b) {
    return view(a.data_type) == view(b.data_type) && a.max_length_kind == b.max_length_kind &&
           (a.max_length_kind != SCHEMAD_LENGTH_NUMBER || a.max_length == b.max_length) &&
           a.numeric_precision == b.numeric_precision && a.numeric_scale == b.numeric_scale;
}

} // namespace

bool declared_differently(const EntityChange& change) {
    for (const auto key : {"data_type", "max_length", "numeric_precision", "numeric_scale"})
        if (schema_differs(change, key)) return true;
    return false;
}

void Planner::plan_fields() {
    for (const auto& change : set_.changes()) {
        if (change.kind == ItemKind::system_field) plan_system_field(change);
        if (change.kind != ItemKind::field) continue;
        if (change.action == Action::create && is_created_table(change.collection))
            create_fields_of(change.collection);
        else if (change.action == Action::create)
            create_field(change);
        if (change.action == Action::update) update_field(change);
        if (change.action == Action::remove) remove_field(change);
    }
}

// The rows of a new collection's fields: ungrouped ones first, then group by group. Their order gives the ids, and so
// the order in every later snapshot.
void Planner::create_fields_of(const std::string& collection) {
    if (!fields_written_.insert(collection).second) return;
    const auto& changes = field_changes_[collection];
    std::vector<std::string_view> groups{""};
    for (const auto* change : changes) {
        const auto group = nested_text(change->after, "meta", "group");
        if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    }
    for (const auto group : groups)
        for (const auto* change : changes)
            if (change->action == Action::create && nested_text(change->after, "meta", "group") == group)
                create_field(*change);
}

void Planner::create_field(const EntityChange& change) {
    const auto &collection = change.collection, &field = change.field;
    const auto name = name_of(collection, field);
    const bool column = has_column(change.after);
    check_type(change);
    check_special(change);
    if (is_left_out(collection, field)) return;
    if (system_.contains(collection, field))
        throw refused({change.collection, change.field},
                      "Field \"" + field + "\" already exists in collection \"" + collection + "\"");
    if (!is_created_table(collection)) {
        if (!index_.is_collection(collection) || is_removed(collection)) {
            throw refused({collection, field}, "Field \"" + name + "\" belongs to collection \"" + collection +
                                                   "\", which " + no_collection(collection));
        }
        const auto* there = index_.column(collection, field);
        const auto* now = set_.change_of(ItemKind::field, collection, field);
        const bool replaces = now && set_.current(ItemKind::field, collection, field); // removed earlier in this diff
        if (const auto* untracked = untracked_column(change)) adopt_column(change, *untracked);
        if (column && (!there || replaces)) {
            if (nested_truthy(change.after, "schema", "is_primary_key") ||
                nested_truthy(change.after, "schema", "has_auto_increment"))
                throw refused({change.collection, change.field}, "The primary key of collection \"" + collection +
                                                                     "\" cannot be changed (field \"" + field + "\")");
            auto& work = table(collection);
            auto spec = column_spec(work, in_own_types(change.after), own_spelling(change.after));
            leave_out_indexes(spec, collection);
            leave_out_unfit_default(spec, {collection, field});
            work.add_column(spec);
            if (spec.flags & SCHEMAD_SPEC_UNIQUE) set_index(work, collection, field, true, true);
            if (spec.flags & SCHEMAD_SPEC_INDEXED) set_index(work, collection, field, false, true);
        }
    }
    if (!model::object_of(change.after, "meta")) {
        leave_out({collection, field}, "meta", "null: without a meta row a snapshot does not show the field");
        plan_.unshowable.push_back(name);
        return;
    }
    const auto flagged = with_cast_flag(change.after, {collection, field});
    json::object row = without_dangling(change, nullptr, *model::object_of(flagged, "meta"));
    row["collection"] = collection;
    row["field"] = field;
    if (change.row_id) row["id"] = change.row_id;
    insert_row(ItemKind::field, {collection, field}, std::move(row));
}

// Some field types are only told from others by a flag of the meta row on this vendor
// (docs/spec/vendors-5-ddl.md 10.4).
json::object Planner::with_cast_flag(const json::object& field, const EntityName& name) {
    const auto type = model::text_of(field, "type");
    std::string_view flag;
    for (std::string_view rest = view(vendor_.table().cast_flags); !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        const auto pair = rest.substr(0, end);
        if (const auto equals = pair.find('='); pair.substr(0, equals) == type) flag = pair.substr(equals + 1);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (flag.empty()) return field;
    json::object copy = field;
    auto& special = copy["meta"].as_object()["special"];
    if (!special.is_array()) special.emplace_array();
    auto& list = special.get_array();
    if (std::any_of(list.begin(), list.end(),
                    [&](const json::value& v) { return v.is_string() && v.get_string() == flag; }))
        return field;
    list.emplace_back(flag);
    leave_out(name, "meta.special", std::string{flag} + " added, type " + std::string{type} + " needs it here");
    return copy;
}

// A flag that this vendor needs is no difference: it stays where a snapshot has the type and not the flag.
json::object Planner::with_kept_cast_flag(const EntityChange& change, const json::object& after) {
    const auto type = model::text_of(change.after, "type");
    const auto* meta = model::object_of(*change.before, "meta");
    const auto* had = meta ? meta->if_contains("special") : nullptr;
    const auto* has = after.if_contains("special");
    if (!has || (had && js::equal(*had, *has))) return after;
    if (model::text_of(*change.before, "type") != type) return after;
    json::object field = change.after;
    field["meta"] = after;
    return with_cast_flag(field, {change.collection, change.field}).at("meta").as_object();
}

// A field's data_type may be taken by the letter when this vendor itself would report exactly that. One column it would
// not spell so shows that the whole snapshot came from another vendor, and then the field type alone decides.
bool Planner::own_spelling(const json::object& field) {
    // nullopt: says nothing of who spelled it: a type nobody could make of its name alone (an enum), or one by hand
    const auto spelled_here = [&](const json::object& item) -> std::optional<bool> {
        if (!has_column(item) || !model::object_of(item, "schema")) return true;
        const auto data_type = nested_text(item, "schema", "data_type");
        if (data_type.empty() || nested_truthy(item, "schema", "has_auto_increment")) return true;
        TableWork scratch("", SCHEMAD_ALTER_TABLE);
        auto spec = column_spec(scratch, item, true);
        spec.default_kind = SCHEMAD_DEFAULT_UNSTATED; // a default that cannot be written says nothing of the types
        spec.default_text = no_str;
        try {
            const auto preview = vendor_.preview(spec);
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
    };
    if (!foreign_spelling_) {
        foreign_spelling_ = false;
        for (const auto& change : set_.changes())
            if (change.kind == ItemKind::field && change.action != Action::remove &&
                (!change.before || declared_differently(change)) && spelled_here(change.after) == false) {
                foreign_spelling_ = true;
                break;
            }
    }
    return !*foreign_spelling_ && spelled_here(field) == true;
}

void Planner::check_type(const EntityChange& change) {
    const auto* type = change.after.if_contains("type");
    const auto word = model::text_of(change.after, "type");
    if (model::is_field_type(word)) return;
    throw refused({change.collection, change.field},
                  "Illegal type passed: \"" +
                      (type && !type->is_string() ? json::serialize(*type) : std::string{word}) + "\"");
}

bool Planner::has_foreign_type(const json::object& field) {
    if (!has_column(field) || nested_truthy(field, "schema", "is_primary_key")) return false;
    const auto type = model::text_of(field, "type");
    const bool own = own_spelling(field);
    if (type == "unknown" && !own) return true;
    // what this very database lacks (an extension, a version) shows when the column is written down; asked once a type
    const auto key =
        std::string{type} + '\0' + std::string{nested_text(field, "schema", "data_type")} + (own ? "!" : "");
    const auto [known, fresh] = missing_types_.emplace(key, false);
    if (fresh) known->second = unfit_column(field, own, false).has_value();
    return known->second;
}

void Planner::check_key_unchanged(const EntityChange& change) const {
    for (const auto key : {"is_primary_key", "has_auto_increment"})
        if (nested_truthy(*change.before, "schema", key) != nested_truthy(change.after, "schema", key))
            throw refused({change.collection, change.field}, "The primary key of collection \"" + change.collection +
                                                                 "\" cannot be changed (field \"" + change.field +
                                                                 "\": " + key + ")");
}

void Planner::update_field(const EntityChange& change) {
    const auto name = name_of(change.collection, change.field);
    check_type(change);
    check_special(change);
    if (has_column(*change.before) != has_column(change.after))
        throw refused({change.collection, change.field}, "Alias type cannot be changed");
    check_key_unchanged(change);
    if (const auto* column = has_column(change.after) ? index_.column(change.collection, change.field) : nullptr)
        alter_column(change, *column);
    const auto* row = row_of(ItemKind::field, change.collection, change.field);
    const auto* before = model::object_of(*change.before, "meta");
    const auto* after = model::object_of(change.after, "meta");
    if (row && before && after)
        update_row(ItemKind::field, {change.collection, change.field}, *row, *before,
                   without_dangling(change, before, with_kept_cast_flag(change, *after)));
}

void Planner::alter_column(const EntityChange& change, const schemad_column& column) {
    const auto &collection = change.collection, &field = change.field;
    auto& work = table(collection);
    const auto item = in_own_types(change.after, &column);
    const bool as_uuid = model::text_of(item, "type") != model::text_of(change.after, "type");
    auto spec = column_spec(work, item, !as_uuid && own_spelling(change.after));
    spec.existing = &column;
    const bool declared =
        model::text_of(*change.before, "type") != model::text_of(change.after, "type") || declared_differently(change);
    if (declared && !(column.flags & SCHEMAD_COLUMN_AUTO_INCREMENT)) {
        // another label, or a spelling this vendor would not give: only what it would really declare differently counts
        try {
            auto bare = spec; // whatever its default is
            bare.default_kind = SCHEMAD_DEFAULT_UNSTATED;
            if (const auto* key = kept_foreign_key(collection, field))
                bare.references_table = key->referenced_table, bare.references_column = key->referenced_columns[0];
            if (!same_type(vendor_.preview(bare)->column, column))
                spec.changed |= SCHEMAD_CHANGE_TYPE;
            else if (model::text_of(*change.before, "type") != model::text_of(change.after, "type"))
                ask_for_label(change, spec);
        } catch (const VendorError& error) { throw refused({collection, field}, error.what()); }
    }
    if (schema_differs(change, "default_value")) {
        change_default(spec, column, {collection, field});
    } else {
        spec.default_kind = SCHEMAD_DEFAULT_UNSTATED;
    }
    if (nullable_differs(change)) {
        if (is_nullable(change.after) && nested_truthy(change.after, "schema", "is_primary_key"))
            leave_out({collection, field}, "schema.is_nullable", "a primary key holds no nulls");
        else
            spec.changed |= SCHEMAD_CHANGE_NULLABLE;
    }
    if (spec.changed && (column.flags & SCHEMAD_COLUMN_REALLY_GENERATED))
        throw refused({change.collection, change.field}, "Field \"" + name_of(collection, field) +
                                                             "\" is generated by the database and cannot be changed");
    if (spec.changed && (column.flags & SCHEMAD_COLUMN_AUTO_INCREMENT))
        throw refused({change.collection, change.field}, "The primary key of collection \"" + collection +
                                                             "\" cannot be changed (field \"" + field + "\")");
    if (spec.changed & SCHEMAD_CHANGE_TYPE) {
        auto bare = spec;
        bare.default_kind = SCHEMAD_DEFAULT_UNSTATED, bare.default_text = no_str;
        retyped_.emplace(name_of(collection, field), vendor_.preview(bare));
    }
    const bool key = (column.flags & SCHEMAD_COLUMN_PRIMARY_KEY) != 0; // its own index decides the flags
    const auto without = key ? 0u : indexes_left_out(spec, change);
    if (spec.changed) work.alter_column(spec);
    if (!key) change_indexes(work, change, without);
}

// Another field type over the same column, told by a flag of its meta row: what is in the column is read as something
// else from then on, so it is asked for what a change of the column's type would be. The row's step carries the checks.
void Planner::ask_for_label(const EntityChange& change, schemad_column_spec spec) {
    TableWork scratch(change.collection, SCHEMAD_ALTER_TABLE);
    spec.changed = SCHEMAD_CHANGE_TYPE;
    spec.default_kind = SCHEMAD_DEFAULT_UNSTATED, spec.default_text = no_str;
    scratch.alter_column(spec);
    try {
        for (auto& one : rendered(step_of_one(scratch))) {
            if (!one.check) continue;
            one.table = change.collection;
            label_checks_[name_of(change.collection, change.field)].push_back(std::move(one));
        }
    } catch (const VendorError& error) { // nothing is changed, so nothing can be lost
        if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID) throw;
    }
}

json::object Planner::in_own_types(const json::object& field, const schemad_column* existing) {
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
        return same_type(vendor_.preview(spec)->column, *existing);
    };
    const bool fits = existing && !target.empty() && is_one();
    if (!fits && own_spelling(field)) return field;
    if (target.empty() && !nested_truthy(field, "schema", "is_primary_key")) return field;
    // a foreign key takes the type of the key it points to
    const auto* key = target.empty() ? nullptr : index_.primary_key(target);
    if (key && model::local_type(key, nullptr) != "uuid") return field;
    if (existing && !fits && model::local_type(existing, nullptr) != "uuid") return field; // no need to change it
    return copy;
}

void Planner::remove_field(const EntityChange& change) {
    const auto &collection = change.collection, &field = change.field;
    const auto name = name_of(collection, field);
    if (is_removed(collection)) return;
    const bool column = has_column(*change.before);
    if (column && system_.contains(collection, field))
        throw refused({change.collection, change.field}, "System field \"" + name + "\" cannot be deleted");
    if (const auto* there = column ? index_.column(collection, field) : nullptr) {
        if (there->flags & (SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY))
            throw refused({change.collection, change.field}, "The primary key of collection \"" + collection +
                                                                 "\" cannot be changed (field \"" + field + "\")");
        auto& work = table(collection);
        for (const auto* key : index_.foreign_keys(collection))
            if (key->column_count == 1 && view(key->columns[0]) == field) work.drop_foreign_key(*key);
        drop_index_of_rest(work, collection, field);
        const auto* next = set_.wanted(ItemKind::field, collection, field);
        work.drop_column(field, next && has_column(*next) ? Phase::replace_column : Phase::drop_column);
    }
    if (const auto* row = row_of(ItemKind::field, collection, field))
        delete_row(ItemKind::field, {collection, field}, *row);
    forget_field(collection, field, !column);
}

// An index over several columns stays over the rest, or goes with the column, as the database has it. Where the rest
// would make another field indexed, which is not wanted, it goes, by name.
void Planner::drop_index_of_rest(TableWork& work, const std::string& collection, const std::string& field) {
    for (const auto* index : index_.indexes(collection)) {
        if (index->column_count < 2 || (index->flags & SCHEMAD_INDEX_UNIQUE)) continue;
        std::vector<std::string> rest;
        bool concerned = false, first = false;
        for (std::size_t i = 0; i < index->column_count; ++i) {
            const auto column =
                stated(index->columns[i]) ? view(index->columns[i]) : std::string_view{}; // an expression
            const auto* change = set_.change_of(ItemKind::field, collection, column);
            if (column == field)
                concerned = true, first = i == 0;
            else if (!change || change->action != Action::remove)
                rest.emplace_back(column);
        }
        if (!concerned || rest.empty() || (!first && rest.size() > 1)) continue;
        const auto* wanted = set_.wanted(ItemKind::field, collection, rest[0]);
        if (!wanted || nested_truthy(*wanted, "schema", "is_indexed") ||
            nested_truthy(*wanted, "schema", "is_primary_key"))
            continue;
        if (vendor_.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) && keeps_foreign_key(collection, rest[0])) continue;
        if (!indexes_of_rest_.insert(index).second) continue;
        work.drop_index(*index, field);
        leave_out({collection, rest[0]}, "index " + std::string{view(index->name)},
                  "goes with " + field + ": over the other columns alone it would make this field indexed");
    }
}

void Planner::plan_system_field(const EntityChange& change) {
    const bool wanted = nested_truthy(change.after, "schema", "is_indexed");
    const bool now = change.before && nested_truthy(*change.before, "schema", "is_indexed");
    if (!wanted && now && vendor_.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) &&
        foreign_key_of(change.collection, change.field)) {
        leave_out({change.collection, change.field}, "schema.is_indexed", "the foreign key keeps its index");
        return;
    }
    if (wanted != now) set_index(table(change.collection), change.collection, change.field, false, wanted);
}

} // namespace schemad::plan
