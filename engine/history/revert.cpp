// SPDX-License-Identifier: Apache-2.0
#include "engine/history/revert.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/model/forgetting.hpp"
#include "engine/model/model_hash.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/model/system_tables.hpp"
#include "engine/plan/change_set.hpp"

namespace schemad::history {

namespace json = boost::json;
using model::ItemKind;
using model::text_of;

namespace {

using Keys = std::unordered_set<std::string>;

Keys keys_of(const json::object& snapshot) {
    Keys keys;
    for (const auto kind : model::all_kinds)
        for (const auto& value : model::list_of(snapshot, kind)) {
            const auto& item = value.get_object();
            keys.insert(row_key(kind, text_of(item, "collection"), text_of(item, "field")));
        }
    return keys;
}

// 'N' or 'D' of an entry that creates or deletes its entity, else 'E'; what is forgotten goes as well.
char action_of(const json::object& entry) {
    for (const auto& value : entry.at("diff").as_array()) {
        const auto& change = value.as_object();
        if (model::is_forgetting(change)) return 'D';
        const auto* path = change.if_contains("path");
        const auto& kind = change.at("kind").as_string();
        if ((!path || path->as_array().empty()) && (kind == "N" || kind == "D")) return kind[0];
    }
    return 'E';
}

json::value parsed(const std::string& text) {
    formats::Limits limits; // it is our own text, and as deep as a model may be
    limits.max_depth = 1000;
    limits.max_bytes = text.size();
    return formats::read_json(text, limits);
}

RequestError cannot(const Entry& entry, const std::string& why) {
    return RequestError(ErrorCode::conflict,
                        "History entry " + std::to_string(entry.id) + " cannot be led back over: " + why + ".",
                        {{"entry", entry.id}, {"reason", why}});
}

} // namespace

WayBack::WayBack(json::object model, RowIds ids, std::string hash)
    : model_(std::move(model)), ids_(std::move(ids)), hash_(std::move(hash)) {}

void WayBack::pass(const Entry& entry, const Texts& texts) {
    if (entry.seal != seal_of(entry) || entry.digest != digest_of(texts))
        throw cannot(entry, "it was altered since it was written");
    if (last_ && last_->id != entry.id + 1)
        throw cannot(*last_, "entry " + std::to_string(last_->id - 1) + " before it is missing");
    const auto newer = last_ ? std::to_string(last_->id) : std::string{};
    last_ = entry;
    if (!changed_the_model(entry)) return;

    if (hash_ != entry.hash_after) {
        exact_ = false;
        warnings_.push_back("The model was changed by somebody else after entry " + std::to_string(entry.id) +
                            (newer.empty() ? "" : " and before entry " + newer) + "; that is kept.");
    }
    hash_ = entry.hash_before;
    if (!texts[Kind::back]) throw cannot(entry, "the diff that leads back was too large to keep");
    auto back = parsed(*texts[Kind::back]);
    if (const auto* configuration = back.as_object().if_contains("configuration")) {
        records_.pass(configuration->as_object());
        back.as_object().erase("configuration");
    }
    keep_possible(back.as_object(), entry.id);
    note_forgotten(back.as_object());
    RowIds given;
    take_row_ids(back.as_object(), given);
    for (const auto kind : model::all_kinds) // what goes, goes with its number
        for (const auto& value : model::list_of(back.get_object(), kind))
            if (const auto& one = value.as_object(); action_of(one) == 'D')
                ids_.erase(row_key(kind, text_of(one, "collection"), text_of(one, "field")));
    for (auto& [key, id] : given) ids_[key] = id;
    try {
        plan::ChangeSet changes(back.get_object(), model_);
        auto wanted = changes.wanted_snapshot();
        for (const auto* list : {&changes.left_out, &changes.not_stated}) // a diff cannot say that it goes
            for (const auto& line : *list) {
                exact_ = false;
                warnings_.push_back(sentence_of(line) + " (entry " + std::to_string(entry.id) + ")");
            }
        model_ = std::move(wanted);
    } catch (const RequestError& error) {
        throw cannot(entry, std::string{"somebody else's changes are in the way ("} + error.what() + ")");
    }
    if (!texts[Kind::lost]) return;
    const auto lost = parsed(*texts[Kind::lost]);
    for (const auto& value : lost.as_array()) {
        json::object one{{"entry", entry.id}};
        for (const auto& member : value.as_object()) one[member.key()] = member.value();
        lost_.emplace_back(std::move(one));
    }
}

// Leaves out, and says so, what others' changes have made impossible or needless.
void WayBack::keep_possible(json::object& diff, std::int64_t entry) {
    auto there = keys_of(model_);
    for (const auto kind : model::all_kinds) {
        auto* list = diff.if_contains(model::list_name(kind));
        if (!list) continue;
        json::array kept;
        for (auto& value : list->as_array()) {
            const auto& one = value.as_object();
            const auto collection = text_of(one, "collection"), field = text_of(one, "field");
            const auto key = row_key(kind, collection, field);
            const auto action = action_of(one);
            const bool exists = there.contains(key);
            const bool homeless = kind != ItemKind::collection && kind != ItemKind::system_field && action == 'N' &&
                                  !model::is_system_name(collection) && // no snapshot lists those
                                  !there.contains(row_key(ItemKind::collection, collection, {}));
            const char* why = action == 'N' && exists                                      ? "is there again"
                              : action == 'D' && !exists                                   ? "is gone already"
                              : action == 'E' && !exists && kind != ItemKind::system_field ? "is gone"
                              : homeless ? "has no collection any more"
                                         : nullptr;
            if (why) {
                exact_ = false;
                warnings_.push_back(plan::name_of(collection, field) + ": what entry " + std::to_string(entry) +
                                    " did to it is not taken back, it " + why + ".");
                continue;
            }
            if (action == 'N') there.insert(key);
            if (action == 'D') there.erase(key);
            kept.push_back(std::move(value));
        }
        *list = std::move(kept);
    }
}

// Of several entries the one that was passed last decides: it leads to the moment that is wanted.
void WayBack::note_forgotten(const json::object& diff) {
    for (const auto kind : model::all_kinds)
        for (const auto& value : model::list_of(diff, kind)) {
            const auto& entry = value.as_object();
            const auto key = row_key(kind, text_of(entry, "collection"), text_of(entry, "field"));
            const auto& changes = entry.at("diff").as_array();
            if (!changes.empty() && model::is_forgetting(changes[0].as_object()))
                forgotten_.insert(key);
            else if (action_of(entry) != 'E')
                forgotten_.erase(key);
        }
}

void WayBack::forget_instead(json::object& diff) {
    if (forgotten_.empty()) return;
    for (const auto kind : model::all_kinds) {
        auto* list = diff.if_contains(model::list_name(kind));
        if (!list) continue;
        for (auto& value : list->as_array()) {
            auto& entry = value.as_object();
            const auto collection = text_of(entry, "collection"), field = text_of(entry, "field");
            if (action_of(entry) != 'D' || !forgotten_.contains(row_key(kind, collection, field))) continue;
            const auto item = entry.at("diff").as_array()[0].as_object().at("lhs");
            entry["diff"] = json::array{model::forgetting(item.as_object())};
            if (kind == ItemKind::collection)
                warnings_.push_back(plan::name_of(collection, field) +
                                    ": its table was there before it was tracked, so it is forgotten and stays as it "
                                    "is now.");
        }
    }
}

WayBack::Result WayBack::result(const json::object& current, const model::Dialect& dialect) {
    Result made;
    as_read(model_, ids_, dialect);
    if (exact_ && last_ && model::model_hash(model_, dialect) != hash_)
        warnings_.push_back("The model that this leads to is not exactly the one before entry " +
                            std::to_string(last_->id) + ".");
    made.diff = diff::snapshot_diff(current, model_, diff::Options());
    if (made.diff) {
        forget_instead(*made.diff);
        put_row_ids(*made.diff, ids_);
    }

    std::unordered_set<std::string> names; // what is there again, or still
    for (const auto kind : {ItemKind::collection, ItemKind::field})
        for (const auto& value : model::list_of(model_, kind)) {
            const auto& item = value.get_object();
            names.insert(plan::name_of(text_of(item, "collection"), text_of(item, "field")));
        }
    for (auto& one : lost_) {
        const auto entity = text_of(one.get_object(), "entity");
        const auto table = std::string{entity.substr(0, entity.find_first_of("./"))};
        // of rows that hold no configuration nothing comes back, of a user all but password and token
        const bool rows = model::is_system_name(table) && (!model::system_table(table) || table == "directus_users") &&
                          text_of(one.get_object(), "action").ends_with(" row");
        if (rows || names.contains(std::string{entity})) made.lost.push_back(std::move(one));
    }
    made.warnings = std::move(warnings_);
    made.configuration = records_.document();
    return made;
}

} // namespace schemad::history
