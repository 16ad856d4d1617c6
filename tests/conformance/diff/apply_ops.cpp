// SPDX-License-Identifier: Apache-2.0
// engine/apply-ops.jsonl: the service calls that the reference makes of a diff, against the action that we derive for
// each entity. docs/spec/engine-6-apply.md 6.1 and 6.2; where we mean to do otherwise,
// docs/differences-from-directus.md says why.
#include "tests/conformance/diff/recorded.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/plan/change_set.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using model::ItemKind;
using plan::Action;

// "update field articles.title" -> the item as it is to be, as text with its keys in order ("" for a removal)
using Actions = std::map<std::string, std::string>;

std::string sorted_text(json::value item) {
    const auto sort = [](const auto& self, json::value& value) -> void {
        if (auto* array = value.if_array())
            for (auto& element : *array) self(self, element);
        auto* object = value.if_object();
        if (!object) return;
        std::map<std::string, json::value> members;
        for (auto& member : *object) {
            self(self, member.value());
            members.emplace(member.key(), member.value());
        }
        object->clear();
        for (auto& [key, inner] : members) object->emplace(key, inner);
    };
    sort(sort, item);
    return text_of(item);
}

std::string label(std::string_view verb, std::string_view noun, std::string_view collection,
                  std::string_view field = {}) {
    return std::string{verb}.append(" ").append(noun).append(" ").append(plan::name_of(collection, field));
}

bool has_entry(const json::object& diff, ItemKind kind, std::string_view collection, std::string_view field) {
    const auto& list = model::list_of(diff, kind);
    return std::any_of(list.begin(), list.end(), [&](const json::value& entry) {
        return model::text_of(entry.get_object(), "collection") == collection &&
               model::text_of(entry.get_object(), "field") == field;
    });
}

void record_item(Actions& actions, std::string_view verb, std::string_view noun, const json::value& item) {
    const auto& object = item.get_object();
    actions[label(verb, noun, model::text_of(object, "collection"), model::text_of(object, "field"))] =
        sorted_text(item);
}

Actions recorded_actions(const json::array& calls, const json::object& diff) {
    Actions actions;
    for (const auto& value : calls) {
        const auto& one = value.get_object();
        const std::string_view call = one.at("call").get_string();
        const auto dot = call.find('.');
        if (dot == call.npos) continue; // BEGIN, COMMIT, flushCaches
        const auto service = call.substr(0, dot), method = call.substr(dot + 1);
        const auto& args = one.at("args").get_array();
        const auto text = [&](std::size_t i) { return std::string_view{args[i].get_string()}; };
        const auto noun = service.substr(0, service.size() - 1);
        if (method == "createOne" || method == "createField") {
            auto item = args[service == "fields" ? 1 : 0];
            auto& object = item.get_object();
            if (service == "collections") {
                if (const auto* fields = object.if_contains("fields"))
                    for (const auto& field : fields->get_array()) record_item(actions, "create", "field", field);
                object.erase("fields");
            }
            record_item(actions, "create", noun, item);
        } else if (method == "updateOne" || method == "updateField") {
            record_item(actions, "update", noun, args[service == "relations" ? 2 : 1]);
        } else {
            const auto field = args.size() > 1 ? text(1) : std::string_view{};
            // the relations of a collection that goes: the planner's work, not an entry of the diff
            if (service == "relations" && !has_entry(diff, ItemKind::relation, text(0), field)) continue;
            actions[label("remove", noun, text(0), field)] = "";
        }
    }
    return actions;
}

Actions derived_actions(const plan::ChangeSet& set) {
    Actions actions;
    for (const auto& change : set.changes()) {
        const auto* verb = change.action == Action::create   ? "create"
                           : change.action == Action::update ? "update"
                                                             : "remove";
        const auto* noun = change.kind == ItemKind::collection ? "collection"
                           : change.kind == ItemKind::relation ? "relation"
                                                               : "field"; // of a system collection too
        auto item = change.after;
        if (change.kind == ItemKind::collection) item.erase("fields"); // picked, but nothing is made of it
        actions[label(verb, noun, change.collection, change.field)] =
            change.action == Action::remove ? "" : sorted_text(std::move(item));
    }
    return actions;
}

// A deliberate difference: what we do with the entity instead ("" for nothing), or how the diff is refused.
struct Difference {
    std::string instead_of, does, why;
};
const std::multimap<std::string, Difference> differences{
    {"coll-meta-null", {"update collection articles", "update collection articles", "a meta row is never taken away"}},
    {"group-nesting-new", {"", "create collection orphan", "the planner refuses a missing group, none is skipped"}},
    {"field-schema-key-removed-only",
     {"remove field articles.title", "update field articles.title", "not stated: kept"}},
    {"field-schema-null", {"remove field articles.title", "update field articles.title", "not stated: kept"}},
    {"field-schema-missing", {"remove field articles.title", "update field articles.title", "not stated: kept"}},
    {"field-fk-deleted-and-relation", {"", "remove relation pages.article", "the entry is honoured by itself"}},
    {"rel-schema-removed",
     {"remove relation pages.article", "update relation pages.article", "the key goes, not the row"}},
};
const std::map<std::string, std::string> refused{
    {"field-alias-to-real-merge", "Field \"pages\" already exists in collection \"articles\""},
    {"sys-schema-empty", "Provided diff is trying to alter property \"schema\" on \"directus_activity.timestamp\""},
};
// Every item lacks keys of its meta there; each must keep the value it has.
const std::set<std::string> keeps_unstated{"v10-style-after(no searchable,status,is_indexed,systemFields)"};

void expect_kept(const plan::ChangeSet& set) {
    for (const auto& change : set.changes())
        if (change.action == Action::update && change.before)
            for (const auto* part : {"meta", "schema"})
                if (const auto* before = model::object_of(*change.before, part)) {
                    const auto* after = model::object_of(change.after, part);
                    BOOST_REQUIRE(after);
                    for (const auto& member : *before) BOOST_TEST(after->contains(member.key()), member.key());
                }
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_apply_ops)

BOOST_AUTO_TEST_CASE(each_entity_gets_the_recorded_action) {
    std::size_t all = 0, as_recorded = 0;
    for (const auto& line : lines("engine/apply-ops.jsonl")) {
        const auto value = read(line);
        const auto& one = value.get_object();
        const std::string name{model::text_of(one, "name")};
        ++all;
        BOOST_TEST_CONTEXT(name) {
            const auto& diff = one.at("diff").get_object();
            std::optional<plan::ChangeSet> set;
            const auto refusal = refusal_of([&] { set.emplace(diff, one.at("current").get_object()); });
            if (const auto found = refused.find(name); found != refused.end()) {
                BOOST_TEST(refusal.find(found->second) != std::string::npos, refusal);
                continue;
            }
            BOOST_REQUIRE_EQUAL(refusal, "");
            auto expected = recorded_actions(one.at("ops").get_array(), diff);
            auto found = derived_actions(*set);
            const auto [first, last] = differences.equal_range(name);
            as_recorded += first == last && !keeps_unstated.contains(name);
            for (auto at = first; at != last; ++at) {
                const auto& [instead_of, does, why] = at->second;
                BOOST_TEST_CONTEXT(why) {
                    if (!instead_of.empty()) BOOST_TEST(expected.contains(instead_of));
                    BOOST_TEST(found.contains(does));
                    if (instead_of == does) BOOST_TEST(expected[instead_of] != found[does]);
                    expected.erase(instead_of);
                    found.erase(does);
                }
            }
            if (keeps_unstated.contains(name)) {
                for (auto* actions : {&expected, &found})
                    for (auto& [entity, item] : *actions) item.clear();
                expect_kept(*set);
            }
            BOOST_TEST(found.size() == expected.size());
            for (const auto& [entity, item] : expected) {
                BOOST_TEST(found.contains(entity), entity);
                BOOST_TEST_CONTEXT(entity) BOOST_TEST(found[entity] == item);
            }
        }
    }
    BOOST_TEST(all > 0u);
    BOOST_TEST_MESSAGE(as_recorded << " of " << all << " as recorded, the others as docs say");
}

BOOST_AUTO_TEST_SUITE_END()
