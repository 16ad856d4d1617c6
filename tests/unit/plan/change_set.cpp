// SPDX-License-Identifier: Apache-2.0
// What a diff does to each entity, derived from its whole entry. docs/spec/engine-6-apply.md 6.1, 6.2;
// differences-from-directus.md.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/plan/change_set.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using model::ItemKind;
using plan::Action;
using plan::ChangeSet;

const json::value& current() {
    static const json::value snapshot = read(R"({
        "version": 1, "directus": "12.4.0", "vendor": "sqlite",
        "collections": [
            {"collection": "posts", "meta": {"collection": "posts", "icon": null, "note": "n"}, "schema": {"name": "posts"}},
            {"collection": "folder", "meta": {"collection": "folder", "icon": "folder"}}],
        "fields": [
            {"collection": "posts", "field": "title", "type": "string",
             "meta": {"field": "title", "options": {"a": 1, "b": 2}, "special": ["x", "y"]},
             "schema": {"name": "title", "max_length": 255, "is_nullable": true}},
            {"collection": "posts", "field": "author", "type": "integer", "meta": {"field": "author"},
             "schema": {"name": "author"}}],
        "systemFields": [{"collection": "directus_users", "field": "email", "schema": {"is_indexed": true}}],
        "relations": [
            {"collection": "posts", "field": "author", "related_collection": "users", "meta": {"one_field": null},
             "schema": {"table": "posts", "on_delete": "CASCADE"}}]})");
    return snapshot;
}

// A diff with these entries in one list.
json::value diff_of(std::string_view list, std::string_view entries) {
    auto diff = read(R"({"collections":[],"fields":[],"systemFields":[],"relations":[]})");
    diff.at(list) = read(entries);
    return diff;
}
ChangeSet set_of(std::string_view list, std::string_view entries) {
    return {diff_of(list, entries).get_object(), current().get_object()};
}
std::string refusal_of_diff(std::string_view list, std::string_view entries) {
    return refusal_of([&] { set_of(list, entries); });
}
std::string nested(const json::object& item, std::string_view object, std::string_view key) {
    const auto* inside_of = model::object_of(item, object);
    const auto* value = inside_of ? inside_of->if_contains(key) : nullptr;
    return value ? text_of(*value) : "(absent)";
}

} // namespace

BOOST_AUTO_TEST_SUITE(change_set)

BOOST_AUTO_TEST_CASE(an_edit_changes_what_it_names_and_nothing_else) {
    const auto set = set_of("fields", R"([{"collection":"posts","field":"title","diff":[
        {"kind":"E","path":["schema","max_length"],"lhs":255,"rhs":100},
        {"kind":"E","path":["meta","options","a"],"lhs":1,"rhs":7}]}])");
    BOOST_REQUIRE(set.changes().size() == 1u);
    const auto& change = set.changes()[0];
    BOOST_TEST((change.action == Action::update));
    BOOST_TEST(nested(change.after, "schema", "max_length") == "100");
    BOOST_TEST(nested(change.after, "schema", "is_nullable") == "true");
    BOOST_TEST(nested(change.after, "meta", "options") == R"({"a":7,"b":2})");
    BOOST_TEST(nested(*change.before, "schema", "max_length") == "255"); // the snapshot itself is left alone
    BOOST_TEST(set.left_out.empty());
}

BOOST_AUTO_TEST_CASE(arrays_are_changed_from_the_end) {
    const auto set = set_of("fields", R"([{"collection":"posts","field":"title","diff":[
        {"kind":"A","path":["meta","special"],"index":1,"item":{"kind":"D","lhs":"y"}},
        {"kind":"E","path":["meta","special",0],"lhs":"x","rhs":"z"}]}])");
    BOOST_TEST(nested(set.changes()[0].after, "meta", "special") == R"(["z"])");
}

BOOST_AUTO_TEST_CASE(an_index_may_be_text_and_may_be_absurd) {
    const auto with_index = [](std::string_view index) {
        return std::string{
            R"([{"collection":"posts","field":"title","diff":[{"kind":"A","path":["meta","special"],"index":)"}
            .append(index)
            .append(R"(,"item":{"kind":"N","rhs":"z"}}]}])");
    };
    BOOST_TEST(nested(set_of("fields", with_index("\"2\"")).changes()[0].after, "meta", "special") ==
               R"(["x","y","z"])");
    for (const auto* index : {"\"Infinity\"", "\"1e300\"", "1e300", "-1", "\"-1e300\"", "4294967294"})
        BOOST_TEST(has(refusal_of_diff("fields", with_index(index)), "does not fit what is there"), index);
}

BOOST_AUTO_TEST_CASE(an_absent_key_is_not_stated_and_stays) {
    for (const auto* path : {R"(["schema"])", R"(["schema","max_length"])", R"(["meta","options"])", R"(["meta"])"}) {
        const auto set =
            set_of("fields", std::string{R"([{"collection":"posts","field":"title","diff":[{"kind":"D","path":)"} +
                                 path + R"(,"lhs":null}]}])");
        BOOST_TEST_CONTEXT(path) {
            BOOST_TEST((set.changes().at(0).action == Action::update));
            BOOST_TEST(nested(set.changes()[0].after, "schema", "max_length") == "255");
            BOOST_TEST(nested(set.changes()[0].after, "meta", "options") == R"({"a":1,"b":2})");
            // not stated is not left out, but for what may have been meant to go
            BOOST_TEST(set.left_out.empty() != (path == std::string_view{R"(["schema"])"}));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_key_inside_a_value_goes) {
    const auto set = set_of("fields", R"([{"collection":"posts","field":"title","diff":[
        {"kind":"D","path":["meta","options","a"],"lhs":1}]}])");
    BOOST_TEST(nested(set.changes()[0].after, "meta", "options") == R"({"b":2})");
    BOOST_TEST(set.left_out.empty());
}

BOOST_AUTO_TEST_CASE(a_whole_meta_keeps_the_keys_it_does_not_state) {
    const auto set = set_of("collections", R"([{"collection":"posts","diff":[
        {"kind":"E","path":["meta"],"lhs":{},"rhs":{"collection":"posts","icon":"star","zzz":1}}]}])");
    const auto& after = set.changes()[0].after;
    BOOST_TEST(nested(after, "meta", "icon") == "\"star\"");
    BOOST_TEST(nested(after, "meta", "zzz") == "1");
    BOOST_TEST(nested(after, "meta", "note") == "\"n\"");
    BOOST_TEST(set.left_out.empty());
}

BOOST_AUTO_TEST_CASE(a_meta_of_null_keeps_the_row) {
    const auto set = set_of("collections", R"([{"collection":"posts","diff":[
        {"kind":"E","path":["meta"],"lhs":{},"rhs":null}]}])");
    BOOST_TEST(nested(set.changes()[0].after, "meta", "note") == "\"n\"");
    BOOST_TEST(has(set.left_out, "posts: meta: null"));
}

BOOST_AUTO_TEST_CASE(a_whole_schema_of_a_column_keeps_what_it_does_not_state) {
    const auto set = set_of("fields", R"([{"collection":"posts","field":"title","diff":[
        {"kind":"E","path":["schema"],"lhs":{},"rhs":{"name":"title","max_length":100}}]}])");
    BOOST_TEST(nested(set.changes()[0].after, "schema", "max_length") == "100");
    BOOST_TEST(nested(set.changes()[0].after, "schema", "is_nullable") == "true");
    for (const auto* none : {R"("rhs":null)", R"("lhs":{})"}) {
        const auto nothing = set_of("fields", std::string(R"([{"collection":"posts","field":"title","diff":[
            {"kind":"E","path":["schema"],)") + none +
                                                  "}]}]");
        BOOST_TEST(nested(nothing.changes()[0].after, "schema", "max_length") == "255");
        BOOST_TEST(has(nothing.left_out, "posts.title: schema: null"));
    }
}

BOOST_AUTO_TEST_CASE(meta_and_schema_are_objects) {
    BOOST_TEST(has(refusal_of_diff("collections", R"([{"collection":"posts","diff":[
        {"kind":"E","path":["meta"],"lhs":{},"rhs":5}]}])"),
                   "meta must be an object or null"));
    BOOST_TEST(has(refusal_of_diff("fields", R"([{"collection":"posts","field":"title","diff":[
        {"kind":"E","path":["schema"],"lhs":{},"rhs":"x"}]}])"),
                   "\"posts.title\": schema must be an object or null"));
    BOOST_TEST(has(refusal_of_diff("fields", R"([{"collection":"posts","field":"new","diff":[
        {"kind":"N","rhs":{"type":"string","meta":[1]}}]}])"),
                   "meta must be an object or null"));
    BOOST_TEST(has(refusal_of_diff("fields", R"([{"collection":"posts","field":"new","diff":[{"kind":"N","rhs":5}]}])"),
                   "the new item must be an object"));
}

BOOST_AUTO_TEST_CASE(the_entry_names_the_entity_whatever_the_item_says) {
    const auto set = set_of("fields", R"([{"collection":"posts","field":"new","diff":[
        {"kind":"N","rhs":{"collection":"other","field":"elsewhere","type":"string","meta":null,"unknown":1}}]}])");
    BOOST_TEST((set.changes().at(0).action == Action::create));
    BOOST_TEST(model::text_of(set.changes()[0].after, "collection") == "posts");
    BOOST_TEST(model::text_of(set.changes()[0].after, "field") == "new");
    BOOST_TEST(!set.changes()[0].after.contains("unknown"));
}

BOOST_AUTO_TEST_CASE(creating_what_exists_is_refused) {
    BOOST_TEST(refusal_of_diff("collections", R"([{"collection":"posts","diff":[{"kind":"N","rhs":{}}]}])") ==
               "Invalid payload. Collection \"posts\" already exists.");
    BOOST_TEST(
        refusal_of_diff("fields", R"([{"collection":"posts","field":"title","diff":[{"kind":"N","rhs":{}}]}])") ==
        "Invalid payload. Field \"title\" already exists in collection \"posts\".");
    BOOST_TEST(
        refusal_of_diff("relations", R"([{"collection":"posts","field":"author","diff":[{"kind":"N","rhs":{}}]}])") ==
        "Invalid payload. Field \"author\" in collection \"posts\" already has an associated relationship.");
    BOOST_TEST(has(refusal_of_diff("collections", R"([{"collection":"new","diff":[{"kind":"N","rhs":{}}]},
                                                     {"collection":"new","diff":[{"kind":"N","rhs":{}}]}])"),
                   "Collection \"new\" already exists"));
}

BOOST_AUTO_TEST_CASE(changing_or_deleting_what_is_missing_is_refused) {
    BOOST_TEST(has(refusal_of_diff("collections", R"([{"collection":"zz","diff":[{"kind":"D","lhs":{}}]}])"),
                   "trying to delete collection \"zz\" but it does not exist"));
    BOOST_TEST(has(refusal_of_diff("fields", R"([{"collection":"posts","field":"zz","diff":[
                       {"kind":"E","path":["type"],"lhs":1,"rhs":2}]}])"),
                   "trying to update field \"posts.zz\" but it does not exist"));
    BOOST_TEST(has(refusal_of_diff("fields", R"([{"collection":"posts","field":"title","diff":[{"kind":"D","lhs":{}}]},
                                                {"collection":"posts","field":"title","diff":[{"kind":"D","lhs":{}}]}])"),
                   "trying to delete field \"posts.title\" but it does not exist"));
}

// Two rows of directus_relations may speak of one field; then a snapshot has the relation twice.
BOOST_AUTO_TEST_CASE(a_relation_stated_twice_counts_once) {
    const auto removed = set_of("relations", R"([{"collection":"posts","field":"author","diff":[{"kind":"D","lhs":{}}]},
                                                 {"collection":"posts","field":"author","diff":[{"kind":"D","lhs":{}}]}])");
    BOOST_TEST(removed.changes().size() == 1u);
    BOOST_TEST(removed.left_out.empty());
    const auto made = set_of("relations", R"([
        {"collection":"posts","field":"editor","diff":[{"kind":"N","rhs":{"related_collection":"authors"}}]},
        {"collection":"posts","field":"editor","diff":[{"kind":"N","rhs":{"related_collection":"authors",
                                                                         "schema":{"on_delete":"CASCADE"}}}]}])");
    BOOST_REQUIRE(made.changes().size() == 1u);
    BOOST_TEST(made.changes()[0].after.contains("schema"));
    BOOST_REQUIRE(made.left_out.size() == 1u);
    BOOST_TEST(made.left_out.front().field == "editor");
    BOOST_TEST(has(refusal_of_diff("relations", R"([
        {"collection":"posts","field":"editor","diff":[{"kind":"N","rhs":{"related_collection":"authors"}}]},
        {"collection":"posts","field":"editor","diff":[{"kind":"N","rhs":{"related_collection":"posts"}}]}])"),
                   "already has an associated relationship"));
}

BOOST_AUTO_TEST_CASE(a_removed_field_may_come_again) {
    const auto set = set_of("fields", R"([{"collection":"posts","field":"title","diff":[{"kind":"D","lhs":{}}]},
        {"collection":"posts","field":"title","diff":[{"kind":"N","rhs":{"type":"alias","meta":{"field":"title"}}}]}])");
    BOOST_REQUIRE(set.changes().size() == 2u);
    BOOST_TEST((set.changes()[0].action == Action::remove));
    BOOST_TEST((set.changes()[1].action == Action::create));
    BOOST_REQUIRE(set.wanted(ItemKind::field, "posts", "title"));
    BOOST_TEST(model::text_of(*set.wanted(ItemKind::field, "posts", "title"), "type") == "alias");
    BOOST_TEST(model::text_of(*set.current(ItemKind::field, "posts", "title"), "type") == "string");
    BOOST_TEST(set.wanted_snapshot().at("fields").as_array().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_deleted_collection_takes_its_fields_and_relations_along) {
    const auto set = set_of("collections", R"([{"collection":"posts","diff":[{"kind":"D","lhs":{}}]}])");
    BOOST_TEST(!set.wanted(ItemKind::collection, "posts"));
    BOOST_TEST(!set.wanted(ItemKind::field, "posts", "title"));
    BOOST_TEST(!set.wanted(ItemKind::relation, "posts", "author"));
    BOOST_TEST(set.current(ItemKind::field, "posts", "title"));
    const auto wanted = set.wanted_snapshot();
    BOOST_TEST(wanted.at("fields").as_array().empty());
    BOOST_TEST(wanted.at("relations").as_array().empty());
    BOOST_TEST(text_of(wanted.at("collections")) ==
               R"([{"collection":"folder","meta":{"collection":"folder","icon":"folder"}}])");
}

BOOST_AUTO_TEST_CASE(a_relation_may_lose_its_schema_and_stays) {
    const auto set =
        set_of("relations", R"([{"collection":"posts","field":"author","related_collection":"users","diff":[
        {"kind":"D","path":["schema"],"lhs":{}}]}])");
    const auto& change = set.changes().at(0);
    BOOST_TEST((change.action == Action::update));
    BOOST_TEST(change.foreign_key_unstated);
    BOOST_TEST(!change.after.contains("schema"));
    BOOST_TEST(change.after.contains("meta"));
    BOOST_TEST(set.left_out.empty());
    const auto inner = set_of("relations", R"([{"collection":"posts","field":"author","diff":[
        {"kind":"D","path":["schema","on_delete"],"lhs":"CASCADE"}]}])");
    BOOST_TEST(nested(inner.changes().at(0).after, "schema", "on_delete") == "\"CASCADE\"");
    BOOST_TEST(inner.left_out.empty());
}

BOOST_AUTO_TEST_CASE(of_a_system_field_only_the_index_changes) {
    const auto set = set_of("systemFields", R"([{"collection":"directus_users","field":"email","diff":[
        {"kind":"E","path":["schema","is_indexed"],"lhs":true,"rhs":false}]}])");
    BOOST_TEST(nested(set.changes().at(0).after, "schema", "is_indexed") == "false");
    const auto added = set_of("systemFields", R"([{"collection":"directus_users","field":"token","diff":[
        {"kind":"E","path":["schema","is_indexed"],"lhs":false,"rhs":true}]}])");
    BOOST_TEST(nested(added.changes().at(0).after, "schema", "is_indexed") == "true");
    BOOST_TEST(has(refusal_of_diff("systemFields", R"([{"collection":"directus_users","field":"email","diff":[
                       {"kind":"E","path":["schema","is_nullable"],"lhs":true,"rhs":false}]}])"),
                   "trying to alter property \"schema.is_nullable\" on \"directus_users.email\""));
    BOOST_TEST(has(refusal_of_diff("systemFields", R"([{"collection":"directus_users","field":"email","diff":[
                       {"kind":"D","lhs":{}}]}])"),
                   "cannot be created or deleted"));
}

BOOST_AUTO_TEST_CASE(a_change_that_does_not_fit_is_refused) {
    BOOST_TEST(has(refusal_of_diff("collections", R"([{"collection":"posts","diff":[
                       {"kind":"E","path":["meta","icon","deep","er"],"lhs":1,"rhs":2}]}])"),
                   "The change at \"meta.icon.deep.er\" of collection \"posts\" does not fit"));
    BOOST_TEST(has(refusal_of_diff("collections", R"([{"collection":"posts","diff":[{"kind":"E","lhs":1,"rhs":2}]}])"),
                   "\"path\" is required in a change of collection \"posts\""));
}

BOOST_AUTO_TEST_CASE(an_entry_without_changes_is_nothing) {
    BOOST_TEST(set_of("collections", R"([{"collection":"zz","diff":[]}])").changes().empty());
}

BOOST_AUTO_TEST_CASE(the_whole_entry_decides_not_its_first_change) {
    // a whole-object removal behind another change is a removal all the same
    const auto set = set_of("fields", R"([{"collection":"posts","field":"title","diff":[
        {"kind":"E","path":["type"],"lhs":"string","rhs":"text"},{"kind":"D","lhs":{}}]}])");
    BOOST_TEST((set.changes().at(0).action == Action::remove));
}

BOOST_AUTO_TEST_SUITE_END()
