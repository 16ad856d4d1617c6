// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/references.hpp"

#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/field_types.hpp"
#include "engine/model/local_type.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/meta_sql.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

enum class Where { own, related };
struct Reference {
    ItemKind kind;
    const char* key;
    Where where; // whose field it names
    bool alias;  // what it has to be
};
constexpr Reference references[] = {
    {ItemKind::collection, "sort_field", Where::own, false},
    {ItemKind::collection, "archive_field", Where::own, false},
    {ItemKind::field, "group", Where::own, true},
    {ItemKind::relation, "one_field", Where::related, true},
    {ItemKind::relation, "sort_field", Where::own, false},
    {ItemKind::relation, "junction_field", Where::own, false},
    {ItemKind::relation, "one_collection_field", Where::own, false},
};

// The flags of a field, stated as a list or as the text of its column; nullopt: none are stated.
std::optional<std::vector<std::string>> flags_of(const json::object& field) {
    const auto* meta = model::object_of(field, "meta");
    const auto* special = meta ? meta->if_contains("special") : nullptr;
    std::vector<std::string> flags;
    if (special && special->is_array()) {
        for (const auto& flag : special->get_array())
            if (flag.is_string()) flags.emplace_back(flag.get_string());
        return flags;
    }
    if (!special || !special->is_string()) return std::nullopt;
    for (std::string_view rest = special->get_string(); !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        flags.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return flags;
}

bool leads_to_alias(const json::object& field) {
    const auto flags = flags_of(field);
    return flags && std::any_of(flags->begin(), flags->end(), model::is_alias_type);
}

// What flags make of a geometry is its type, and a snapshot with a type that is none cannot be read.
void check_geometry(const EntityChange& change) {
    if (!model::text_of(change.after, "type").starts_with("geometry")) return;
    const auto flags = flags_of(change.after);
    if (change.before && flags_of(*change.before) == flags &&
        model::text_of(*change.before, "type") == model::text_of(change.after, "type"))
        return;
    schemad_column column{};
    column.data_type = str("geometry");
    column.field_type = no_str;
    const auto type = model::local_type(&column, flags ? &*flags : nullptr);
    if (model::is_field_type(type)) return;
    throw refused({change.collection, change.field},
                  "Field \"" + name_of(change.collection, change.field) +
                      "\" is a geometry, and the flags of meta.special would make it of type \"" + type +
                      "\", which is none");
}

enum class FieldState { missing, column, alias };
FieldState state_of(const Input& in, const Facts& facts, std::string_view collection, std::string_view field) {
    if (const auto* item = in.set.wanted(ItemKind::field, collection, field)) {
        if (facts.left_out.contains(collection, field)) return FieldState::missing;
        return has_column(*item) ? FieldState::column : FieldState::alias;
    }
    const auto* change = in.set.change_of(ItemKind::field, collection, field);
    const bool gone = (change && change->action == Action::remove) || in.is_removed(collection);
    return !gone && in.index.column(collection, field) ? FieldState::column : FieldState::missing;
}

} // namespace

// `special` alone tells a snapshot which field is an alias: one that says otherwise than the field is would hide the
// field, or show it twice.
void check_special(const EntityChange& change) {
    if (!model::object_of(change.after, "meta")) return;
    check_geometry(change);
    const bool alias = leads_to_alias(change.after), column = has_column(change.after);
    if (alias != column) return;
    if (change.before && model::object_of(*change.before, "meta") && leads_to_alias(*change.before) == alias) return;
    throw refused({change.collection, change.field},
                  "Field \"" + name_of(change.collection, change.field) + "\" " +
                      (column ? "has a column, and meta.special would make it an alias"
                              : "is an alias, and meta.special has none of the flags of an alias"));
}

namespace {

// The same of names of collections: the folder of one, and the list of what an item may be.
void without_gone_collections(const Input& in, Draft& draft, const EntityChange& change, const json::object* before,
                              json::object& after) {
    const EntityName entity{change.collection, change.field};
    const auto is_there = [&](const std::string& name) {
        return in.set.wanted(ItemKind::collection, name) || model::is_system_name(name) ||
               (in.index.any_table(name) && !in.is_removed(name));
    };
    const auto why = [&](const std::string& name) {
        return "collection " + name + (in.is_removed(name) ? " is deleted" : " is not there");
    };
    if (change.kind == ItemKind::collection) {
        const std::string group{model::text_of(after, "group")};
        if (group.empty() || is_there(group) || (before && model::text_of(*before, "group") == group)) return;
        after["group"] = nullptr;
        draft.leave_out(entity, "meta.group", why(group));
    }
    if (change.kind != ItemKind::relation) return;
    const auto listed = allowed_collections(after);
    const auto known = before ? allowed_collections(*before) : std::vector<std::string>{};
    json::array kept;
    for (const auto& name : listed)
        if (is_there(name) || (!in.is_removed(name) && std::find(known.begin(), known.end(), name) != known.end()))
            kept.emplace_back(name);
        else
            draft.leave_out(entity, "meta.one_allowed_collections", why(name));
    if (kept.size() == listed.size()) return;
    const auto* was = before ? before->if_contains("one_allowed_collections") : nullptr;
    auto& list = after["one_allowed_collections"] = nullptr;
    if (!kept.empty() || (was && !was->is_null())) list = std::move(kept);
}

} // namespace

// before: the meta as it is, null for a new row. What leads nowhere becomes null and is named.
json::object without_dangling(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change,
                              const json::object* before, json::object after) {
    for (const auto& reference : references) {
        if (reference.kind != change.kind) continue;
        auto* value = after.if_contains(reference.key);
        if (!value || !value->is_string() || value->get_string().empty()) continue;
        const auto* was = before ? before->if_contains(reference.key) : nullptr;
        if (was && js::equal(*was, *value)) continue;
        std::string_view owner = change.collection;
        if (reference.where == Where::related) owner = model::text_of(change.after, "related_collection");
        if (owner.empty()) owner = model::text_of(after, "one_collection"); // what is not taken away stays
        // any-to-many names no collection; Directus's own are not listed
        if (owner.empty() || in.system.contains(owner)) continue;
        const std::string name{value->get_string()};
        const auto state = state_of(in, facts, owner, name);
        if (state == (reference.alias ? FieldState::alias : FieldState::column)) continue;
        *value = nullptr;
        draft.leave_out({change.collection, change.field}, std::string{"meta."} + reference.key,
                        "field " + name_of(owner, name) +
                            (state == FieldState::missing ? " is not there"
                             : reference.alias            ? " is a column"
                                                          : " is an alias"));
    }
    without_gone_collections(in, draft, change, before, after);
    return after;
}

// A field that goes, or comes back under its name as the other kind.
void forget_field(const Input& in, const Facts& facts, Draft& draft, const std::string& collection,
                  const std::string& field, bool was_alias) {
    const auto* next = in.set.wanted(ItemKind::field, collection, field);
    if (next && has_column(*next) != was_alias) return;
    const auto why = "field " + name_of(collection, field) +
                     (!next       ? " is deleted"
                      : was_alias ? " is a column now"
                                  : " is an alias now");
    const auto clear = [&](ItemKind kind, std::string_view c, std::string_view f, const char* key) {
        const auto* row = in.row_of(kind, c, f);
        const auto* wanted = in.set.wanted(kind, c, f);
        if (!row || !wanted || nested_text(*wanted, "meta", key) != field) return;
        // what the diff itself wants to say is looked at where it is written
        const auto* now = in.set.current(kind, c, f);
        if (!now || nested_text(*now, "meta", key) != field) return;
        const json::object before{{key, field}}, after{{key, nullptr}};
        update_row(in, draft, kind, {c, f}, *row, before, after);
        draft.leave_out({c, f}, std::string{"meta."} + key, why);
    };
    for (const auto& reference : references) {
        if (reference.alias != was_alias) continue;
        switch (reference.kind) {
        case ItemKind::collection: clear(ItemKind::collection, collection, {}, reference.key); break;
        case ItemKind::field: break;
        case ItemKind::system_field: break;
        case ItemKind::relation:
            for (const auto* row : facts.mentions.relations_about(collection)) {
                const auto* wanted = in.set.wanted(ItemKind::relation, row->collection, row->field);
                const bool theirs = reference.where == Where::own
                                        ? row->collection == collection
                                        : wanted && nested_text(*wanted, "meta", "one_collection") == collection;
                if (theirs && !(row->collection == collection && row->field == field))
                    clear(ItemKind::relation, row->collection, row->field, reference.key);
            }
            break;
        }
    }
    for (const auto* row : in.field_rows(collection)) // a folder of fields, whatever it was
        if (row->field != field) clear(ItemKind::field, collection, row->field, "group");
    if (!next) draft.forgotten_fields[collection].insert(field);
}

// An alias that some relation led to and none leads to any more: Directus takes it for a column that is not there.
void name_lonely_aliases(const Input& in, const Facts& facts, Draft& draft) {
    std::unordered_set<std::string> led_to, was_led_to;
    const auto target = [](const json::object& relation) -> std::string {
        const auto one = nested_text(relation, "meta", "one_collection"),
                   field = nested_text(relation, "meta", "one_field");
        return one.empty() || field.empty() ? std::string{} : name_of(one, field);
    };
    const auto& now = model::list_of(in.model.snapshot.get_object(), ItemKind::relation);
    std::vector<EntityName> candidates;
    for (const auto& value : now) {
        const auto& relation = value.get_object();
        const auto collection = model::text_of(relation, "collection"), field = model::text_of(relation, "field");
        if (const auto* wanted = in.set.wanted(ItemKind::relation, collection, field)) led_to.insert(target(*wanted));
        if (auto name = target(relation); !name.empty() && was_led_to.insert(name).second)
            candidates.emplace_back(nested_text(relation, "meta", "one_collection"),
                                    nested_text(relation, "meta", "one_field"));
    }
    for (const auto& change : in.set.changes())
        if (change.kind == ItemKind::relation && change.action == Action::create) led_to.insert(target(change.after));
    for (const auto& alias : candidates) {
        if (led_to.contains(name_of(alias)) || state_of(in, facts, alias.collection, alias.field) != FieldState::alias)
            continue;
        if (const auto* field = in.set.current(ItemKind::field, alias.collection, alias.field);
            field && !has_column(*field))
            draft.leave_out(
                alias, "meta.special",
                "no relation leads to this alias any more: Directus cannot read the collection until it has one "
                "or goes");
    }
}

void leave_without_row(const Input& in, Draft& draft, const EntityName& entity, std::string_view noun,
                       bool in_database) {
    if (in_database && in.dialect->lists_untracked && !model::is_system_name(entity.collection)) return;
    draft.leave_out(entity, "meta", "null: without a meta row a snapshot does not show the " + std::string{noun});
    draft.plan.unshowable.push_back(name_of(entity));
}

} // namespace schemad::plan
