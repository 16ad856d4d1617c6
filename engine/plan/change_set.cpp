// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/change_set.hpp"

#include <algorithm>
#include <stdexcept>

#include "engine/js/deep_diff.hpp"
#include "engine/js/value.hpp"
#include "engine/model/forgetting.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/table_work.hpp"

namespace schemad::plan {

namespace {

using model::text_of;

std::string key_of(ItemKind kind, std::string_view collection, std::string_view field) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    key.append(collection).append(1, '\0').append(field);
    return key;
}

const char* noun_of(ItemKind kind) {
    switch (kind) {
    case ItemKind::collection: return "collection";
    case ItemKind::field: return "field";
    case ItemKind::system_field: return "system field";
    case ItemKind::relation: return "relation";
    }
    return "";
}

[[noreturn]] void refuse_missing(const EntityChange& change, const char* verb) {
    if (model::is_system_name(change.collection))
        throw refused({change.collection, change.field},
                      std::string{change.kind == ItemKind::collection ? "System collection \"" : "System field \""} +
                          name_of(change.collection, change.field) + "\" cannot be changed or deleted");
    throw refused({change.collection, change.field},
                  std::string{"Provided diff is trying to "} + verb + " " + noun_of(change.kind) + " \"" +
                      name_of(change.collection, change.field) +
                      "\" but it does not exist. Please generate a new diff and try again");
}

[[noreturn]] void refuse_existing(const EntityChange& change) {
    switch (change.kind) {
    case ItemKind::collection:
        throw refused({change.collection, change.field}, "Collection \"" + change.collection + "\" already exists");
    case ItemKind::relation:
        throw refused({change.collection, change.field}, "Field \"" + change.field + "\" in collection \"" +
                                                             change.collection +
                                                             "\" already has an associated relationship");
    default:
        throw refused({change.collection, change.field},
                      "Field \"" + change.field + "\" already exists in collection \"" + change.collection + "\"");
    }
}

std::string step_text(const json::value& step) {
    return step.is_string() ? std::string{std::string_view{step.get_string()}} : json::serialize(step);
}

const json::array* path_of(const json::object& change) {
    const auto* path = change.if_contains("path");
    return path && !path->get_array().empty() ? &path->get_array() : nullptr;
}

std::string dotted(const json::array& path) {
    std::string text;
    for (const auto& step : path) text.append(text.empty() ? "" : ".").append(step_text(step));
    return text;
}

bool is_column(const EntityChange& change) {
    return change.kind == ItemKind::field && change.before && model::object_of(*change.before, "schema");
}

void check_member_is_object(const EntityChange& change, std::string_view key) {
    const auto* value = change.after.if_contains(key);
    if (value && !value->is_null() && !value->is_object())
        throw refused({change.collection, change.field}, std::string{noun_of(change.kind)} + " \"" +
                                                             name_of(change.collection, change.field) +
                                                             "\": " + std::string{key} + " must be an object or null");
}

// No snapshot shows the number of a meta row, but its place in the order: a diff that leads back asks for the old one.
void take_row_id(EntityChange& change) {
    if (change.kind != ItemKind::field && change.kind != ItemKind::relation) return;
    auto* meta = change.after.if_contains("meta");
    const auto* id = meta && meta->is_object() ? meta->get_object().if_contains("id") : nullptr;
    if (!id || !id->is_int64() || id->get_int64() <= 0) return;
    change.row_id = id->get_int64();
    meta->get_object().erase("id");
}

// Members that repeat which entity an item is. The entry names it, whatever they say; a snapshot shows them as its
// names.
struct Repeated {
    ItemKind kind;
    std::string_view object, key;
    bool field; // of its two names
};
constexpr Repeated repeated[] = {
    {ItemKind::collection, {}, "collection", false},
    {ItemKind::collection, "meta", "collection", false},
    {ItemKind::collection, "schema", "name", false},
    {ItemKind::field, {}, "collection", false},
    {ItemKind::field, {}, "field", true},
    {ItemKind::field, "meta", "collection", false},
    {ItemKind::field, "meta", "field", true},
    {ItemKind::field, "schema", "table", false},
    {ItemKind::field, "schema", "name", true},
    {ItemKind::relation, {}, "collection", false},
    {ItemKind::relation, {}, "field", true},
    {ItemKind::relation, "meta", "many_collection", false},
    {ItemKind::relation, "meta", "many_field", true},
    {ItemKind::relation, "schema", "table", false},
    {ItemKind::relation, "schema", "column", true},
};

// The collection a relation leads to is named by a text.
void keep_related(EntityChange& change, LeftOuts& left_out) {
    auto* related = change.after.if_contains("related_collection");
    if (!related || related->is_null() || (related->is_string() && !related->get_string().empty())) return;
    left_out.push_back({change.collection, change.field, "related_collection", "it is no name, so it is not taken"});
    const auto* before = change.before ? change.before->if_contains("related_collection") : nullptr;
    *related = before ? *before : json::value(nullptr);
}

void keep_names(EntityChange& change, LeftOuts& left_out) {
    if (change.kind == ItemKind::relation) keep_related(change, left_out);
    for (const auto& one : repeated) {
        if (one.kind != change.kind) continue;
        auto* inside = one.object.empty() ? nullptr : change.after.if_contains(one.object);
        auto* object = one.object.empty() ? &change.after : inside ? inside->if_object() : nullptr;
        auto* value = object ? object->if_contains(one.key) : nullptr;
        const auto& own = one.field ? change.field : change.collection;
        if (!value || (value->is_string() && value->get_string() == own)) continue;
        if (!value->is_null())
            left_out.push_back({change.collection, change.field,
                                std::string{one.object} + (one.object.empty() ? "" : ".") + std::string{one.key},
                                "the entry is of " + own + ", whatever is said here"});
        *value = own;
    }
}

} // namespace

std::string name_of(std::string_view collection, std::string_view field) {
    std::string name{collection};
    if (!field.empty()) name.append(".").append(field);
    return name;
}

ChangeSet::ChangeSet(const json::object& diff, const json::object& current_snapshot) : snapshot_(current_snapshot) {
    for (const auto kind : model::all_kinds)
        for (const auto& value : model::list_of(snapshot_, kind)) {
            const auto& item = value.get_object();
            current_.emplace(key_of(kind, text_of(item, "collection"), text_of(item, "field")), &item);
        }
    for (const auto kind : model::all_kinds)
        for (const auto& entry : model::list_of(diff, kind)) add(kind, entry.get_object());
    for (std::size_t i = 0, last = changes_.size(); i < last; ++i) {
        const auto collection = changes_[i].collection, field = changes_[i].field;
        const auto* relation = current(ItemKind::relation, collection, field);
        if (changes_[i].kind == ItemKind::field && changes_[i].action == Action::remove && relation &&
            loses_column(collection, field) && !change_of(ItemKind::relation, collection, field))
            take_along({ItemKind::relation, Action::update, collection, field, relation, {}});
    }
}

bool ChangeSet::loses_column(std::string_view collection, std::string_view field) const {
    const auto *now = current(ItemKind::field, collection, field), *next = wanted(ItemKind::field, collection, field);
    return now && has_column(*now) && !(next && has_column(*next));
}

// A relation is of a column, and goes along with it whatever is still said of it.
void ChangeSet::take_along(EntityChange relation) {
    const auto* field = wanted(ItemKind::field, relation.collection, relation.field);
    left_out.push_back({relation.collection,
                        relation.field,
                        {},
                        field ? "its field is an alias now, the relation goes along"
                              : "its field is deleted, the relation goes along"});
    relation.action = Action::remove;
    latest_[key_of(relation.kind, relation.collection, relation.field)] = changes_.size();
    changes_.push_back(std::move(relation));
}

const json::object* ChangeSet::current(ItemKind kind, std::string_view collection, std::string_view field) const {
    const auto found = current_.find(key_of(kind, collection, field));
    return found == current_.end() ? nullptr : found->second;
}

const EntityChange* ChangeSet::change_of(ItemKind kind, std::string_view collection, std::string_view field) const {
    const auto found = latest_.find(key_of(kind, collection, field));
    return found == latest_.end() ? nullptr : &changes_[found->second];
}

const json::object* ChangeSet::wanted(ItemKind kind, std::string_view collection, std::string_view field) const {
    if (const auto* change = change_of(kind, collection, field))
        return change->action == Action::remove ? nullptr : &change->after;
    // a deleted collection takes its fields and relations along; the diff does not list them
    if (kind == ItemKind::field || kind == ItemKind::relation)
        if (const auto* owner = change_of(ItemKind::collection, collection); owner && owner->action == Action::remove)
            return nullptr;
    return current(kind, collection, field);
}

void ChangeSet::add(ItemKind kind, const json::object& entry) {
    const auto& changes = entry.at("diff").get_array();
    if (changes.empty()) return;
    EntityChange change{
        kind, Action::update, std::string{text_of(entry, "collection")}, std::string{text_of(entry, "field")}, nullptr,
        {}};
    const auto key = key_of(kind, change.collection, change.field);
    const auto earlier = latest_.find(key);
    const bool removed_before = earlier != latest_.end() && changes_[earlier->second].action == Action::remove;
    change.before = removed_before ? nullptr : current(kind, change.collection, change.field);
    const bool exists = change.before || (earlier != latest_.end() && !removed_before);

    const auto whole = std::find_if(changes.begin(), changes.end(), [](const json::value& value) {
        const auto kind_word = value.get_object().at("kind").get_string();
        return !path_of(value.get_object()) && (kind_word == "N" || kind_word == "D");
    });
    if (std::any_of(changes.begin(), changes.end(),
                    [](const json::value& value) { return model::is_forgetting(value.get_object()); }))
        return add_forgetting(std::move(change), changes);
    if (whole == changes.end() && kind == ItemKind::relation && change.before &&
        loses_column(change.collection, change.field))
        return take_along(std::move(change));
    if (whole == changes.end()) return add_update(std::move(change), changes);
    if (kind == ItemKind::system_field)
        throw refused({change.collection, change.field},
                      "System field \"" + name_of(change.collection, change.field) +
                          "\" cannot be created or deleted; only its index can change");
    const auto& made = whole->get_object();
    if (kind == ItemKind::relation && earlier != latest_.end() && is_said_again(changes_[earlier->second], made))
        return;
    if (made.at("kind").get_string() == "D") {
        if (!exists) refuse_missing(change, "delete");
        change.action = Action::remove;
    } else {
        if (exists) refuse_existing(change);
        const auto* item = made.at("rhs").if_object();
        if (!item)
            throw refused({change.collection, change.field}, std::string{noun_of(kind)} + " \"" +
                                                                 name_of(change.collection, change.field) +
                                                                 "\": the new item must be an object");
        change.action = Action::create;
        change.after = model::pick(kind, *item, {});
        change.after["collection"] = change.collection; // the entry names the entity, whatever the item says
        if (kind != ItemKind::collection) change.after["field"] = change.field;
        check_member_is_object(change, "meta");
        take_row_id(change);
        keep_names(change, left_out);
    }
    latest_[key] = changes_.size();
    changes_.push_back(std::move(change));
}

// Nothing keeps two rows of directus_relations from speaking of one field, and a snapshot then lists the relation
// twice.
bool ChangeSet::is_said_again(EntityChange& first, const json::object& made) {
    if (made.at("kind").get_string() == "D") return first.action == Action::remove;
    const auto* item = made.at("rhs").if_object();
    if (first.action != Action::create || !item ||
        text_of(*item, "related_collection") != text_of(first.after, "related_collection"))
        return false;
    // the one that tells of the foreign key may be either
    if (const auto* schema = item->if_contains("schema"); schema && !first.after.contains("schema"))
        first.after["schema"] = *schema;
    left_out.push_back({first.collection, first.field, {}, "the relation is stated twice, and made once"});
    return true;
}

// By itself, so that no other change of the entry is taken for what is kept.
void ChangeSet::add_forgetting(EntityChange change, const json::array& changes) {
    if (!change.before || change.kind == ItemKind::system_field) refuse_missing(change, "forget");
    if (changes.size() != 1)
        throw refused({change.collection, change.field}, std::string{noun_of(change.kind)} + " \"" +
                                                             name_of(change.collection, change.field) +
                                                             "\": what is forgotten is not changed as well");
    change.forgets = true;
    change.after = *change.before;
    change.after["meta"] = nullptr;
    latest_[key_of(change.kind, change.collection, change.field)] = changes_.size();
    changes_.push_back(std::move(change));
}

bool ChangeSet::is_forgotten(ItemKind kind, std::string_view collection, std::string_view field) const {
    if (const auto* change = change_of(kind, collection, field)) return change->forgets;
    const auto* owner = kind == ItemKind::collection ? nullptr : change_of(ItemKind::collection, collection);
    return owner && owner->forgets;
}

void ChangeSet::add_update(EntityChange change, const json::array& changes) {
    const auto name = name_of(change.collection, change.field);
    if (!change.before && change.kind != ItemKind::system_field) {
        if (latest_.contains(key_of(change.kind, change.collection, change.field))) refuse_existing(change);
        refuse_missing(change, "update");
    }
    if (change.before)
        change.after = *change.before;
    else
        change.after = {
            {"collection", change.collection}, {"field", change.field}, {"schema", {{"is_indexed", false}}}};

    for (const auto& value : changes) {
        const auto& one = value.get_object();
        const auto* path = path_of(one);
        if (!path)
            throw refused({change.collection, change.field}, "\"path\" is required in a change of " +
                                                                 std::string{noun_of(change.kind)} + " \"" + name +
                                                                 "\"");
        const auto top = step_text((*path)[0]);
        const bool removes = one.at("kind").get_string() == "D";
        if (change.kind == ItemKind::system_field && dotted(*path) != "schema.is_indexed")
            throw refused({change.collection, change.field},
                          "Provided diff is trying to alter property \"" + dotted(*path) + "\" on \"" + name +
                              "\" but currently only \"schema.is_indexed\" is supported. Please generate a new "
                              "diff and try again");
        if (removes && path->size() == 1 && top == "schema" && change.kind == ItemKind::relation) {
            change.foreign_key_unstated = true;
            change.after.erase("schema");
            continue;
        }
        // absent means "not stated": nothing of the table or the meta row goes because a key was left out
        if (removes && (path->size() == 1 || (path->size() == 2 && (top == "schema" || top == "meta")))) {
            // a schema of null may mean that the column or the table is to go: that is said by deleting the entity
            auto& list = path->size() == 1 && top == "schema" ? left_out : not_stated;
            list.push_back({change.collection, change.field, dotted(*path), "not stated, kept as it is"});
            continue;
        }
        if (path->size() == 1 && (top == "meta" || (top == "schema" && is_column(change)))) {
            replace_part(change, one, top);
            continue;
        }
        try {
            json::value target(std::move(change.after));
            // a numeric text is taken for an index, as the reference's validation does
            const auto* index = one.if_contains("index");
            if (index && index->is_string()) {
                json::object numbered = one;
                numbered["index"] = js::to_number(index->get_string()).value_or(0); // may be past every integer
                js::apply_change(target, numbered);
            } else {
                js::apply_change(target, one);
            }
            change.after = std::move(target.as_object());
        } catch (const std::exception&) {
            throw refused({change.collection, change.field}, "The change at \"" + dotted(*path) + "\" of " +
                                                                 noun_of(change.kind) + " \"" + name +
                                                                 "\" does not fit what is there");
        }
    }
    check_member_is_object(change, "meta");
    check_member_is_object(change, "schema");
    keep_names(change, left_out);
    latest_[key_of(change.kind, change.collection, change.field)] = changes_.size();
    changes_.push_back(std::move(change));
}

// A whole meta or a whole schema of a column is replaced: keys it does not state keep their value. Without any meta the
// row stays, without any schema the column with its indexes.
void ChangeSet::replace_part(EntityChange& change, const json::object& one, const std::string& part) {
    const auto* rhs = one.if_contains("rhs");
    if (!rhs || rhs->is_null()) {
        left_out.push_back({change.collection, change.field, part,
                            part == "meta" ? "null, kept: without its meta row a snapshot would not show it"
                                           : "null, kept: a column goes when its field is deleted"});
        return;
    }
    const auto* stated = rhs->if_object();
    if (!stated)
        throw refused({change.collection, change.field}, std::string{noun_of(change.kind)} + " \"" +
                                                             name_of(change.collection, change.field) + "\": " + part +
                                                             " must be an object or null");
    json::object merged = *stated;
    if (const auto* before = model::object_of(*change.before, part))
        for (const auto& member : *before)
            if (!merged.contains(member.key())) merged.emplace(member.key(), member.value());
    change.after[part] = std::move(merged);
}

void ChangeSet::leave_out(const std::function<std::optional<LeftOut>(const EntityChange&)>& why) {
    std::vector<bool> out; // all are asked before the first one goes
    out.reserve(changes_.size());
    for (const auto& change : changes_) {
        auto reason = why(change);
        out.push_back(reason.has_value());
        if (reason) left_out.push_back(std::move(*reason));
    }
    std::vector<EntityChange> kept;
    latest_.clear();
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        if (out[i]) continue;
        latest_[key_of(changes_[i].kind, changes_[i].collection, changes_[i].field)] = kept.size();
        kept.push_back(std::move(changes_[i]));
    }
    changes_ = std::move(kept);
}

bool ChangeSet::removes_fields() const noexcept {
    return std::any_of(changes_.begin(), changes_.end(), [](const EntityChange& change) {
        return change.kind == ItemKind::field && change.action == Action::remove;
    });
}

json::object ChangeSet::wanted_snapshot(json::storage_ptr storage) const {
    json::object snapshot(storage);
    for (const auto key : {"version", "directus", "vendor"})
        if (const auto* value = snapshot_.if_contains(key)) snapshot.emplace(key, *value);
    for (const auto kind : model::all_kinds) {
        json::array items(storage);
        for (const auto& value : model::list_of(snapshot_, kind)) {
            const auto& item = value.get_object();
            const auto collection = text_of(item, "collection"), field = text_of(item, "field");
            const auto* change = change_of(kind, collection, field);
            if (is_forgotten(kind, collection, field)) continue;
            // a replaced item (removed, then created) takes the place of its creation below
            if (const auto* now = wanted(kind, collection, field); now && !(change && change->action == Action::create))
                items.emplace_back(change ? *now : item); // itself, of two that have one name
        }
        for (const auto& change : changes_)
            if (change.kind == kind && change.action == Action::create)
                items.emplace_back(change.after);
            else if (change.kind == kind && change.action == Action::update && !change.before)
                items.emplace_back(change.after);
        snapshot.emplace(model::list_name(kind), std::move(items));
    }
    return snapshot;
}

} // namespace schemad::plan
