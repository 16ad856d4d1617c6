// SPDX-License-Identifier: Apache-2.0
// The rules of a diff, each by itself; the recordings are in tests/conformance/diff. docs/spec/engine-2-model.md 3.1
// and 3.2.
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

json::value base() {
    return read(R"({"version":1,"collections":[
        {"collection":"a","meta":{"collection":"a","icon":null,"list":[1,2]},"schema":{"name":"a"}},
        {"collection":"b","meta":{"collection":"b"},"schema":{"name":"b"}}],
      "fields":[
        {"collection":"a","field":"id","type":"integer","meta":{"note":null},
         "schema":{"name":"id","is_primary_key":true,"has_auto_increment":true}},
        {"collection":"a","field":"x","type":"string","meta":{"note":null},"schema":{"name":"x","max_length":255}},
        {"collection":"a","field":"al","type":"alias","meta":{"special":["alias"]}},
        {"collection":"b","field":"y","type":"string","meta":{"note":null},"schema":{"name":"y"}}],
      "systemFields":[{"collection":"directus_users","field":"email","schema":{"is_indexed":true}}],
      "relations":[{"collection":"b","field":"y","related_collection":"a","meta":{"one_field":null},"schema":{"table":"b"}}]})");
}

// "collections a E[meta.icon]; fields a.x D": list, entity and its changes.
std::string summary(const std::function<void(json::value&)>& edit, diff::Options options = {}) {
    const auto current = base();
    auto after = current;
    edit(after);
    const auto found = diff::snapshot_diff(current.get_object(), after.get_object(), options);
    std::string text;
    if (!found) return text;
    for (const auto kind : model::all_kinds)
        for (const auto& value : model::list_of(*found, kind)) {
            const auto& entry = value.get_object();
            if (!text.empty()) text += "; ";
            text.append(model::list_name(kind)).append(" ");
            text += plan::name_of(model::text_of(entry, "collection"), model::text_of(entry, "field"));
            for (const auto& one : entry.at("diff").get_array()) {
                text.append(" ").append(std::string_view{one.at("kind").get_string()});
                if (const auto* path = one.get_object().if_contains("path")) text += text_of(*path);
            }
        }
    return text;
}
const diff::Options merge{diff::Mode::merge};

} // namespace

BOOST_AUTO_TEST_SUITE(snapshot_diff)

BOOST_AUTO_TEST_CASE(nothing_differs) {
    BOOST_TEST(summary([](auto&) {}).empty());
    BOOST_TEST(summary([](auto& s) { item_of(s, "collections", "a")["unknown"] = 1; }).empty()); // not picked
    BOOST_TEST(summary([](auto& s) { inside(item_of(s, "collections", "a"), "schema")["comment"] = "c"; }).empty());
    BOOST_TEST(summary([](auto& s) { field_of(s, "a", "al")["schema"] = nullptr; }).empty()); // null equals absent
}

BOOST_AUTO_TEST_CASE(what_is_listed_twice_is_no_difference_to_itself) {
    auto current = base();
    auto again = item_of(current, "relations", "b", "y");
    again["related_collection"] = "b"; // another row of meta for the same field
    again.erase("schema");
    current.at("relations").as_array().push_back(again);
    auto alias = field_of(current, "a", "x"); // an alias row over a column
    alias["type"] = "alias";
    alias.erase("schema");
    current.at("fields").as_array().push_back(alias);
    const auto differs = [&](const json::value& after) {
        return diff::snapshot_diff(current.get_object(), after.get_object(), {}).has_value();
    };
    BOOST_TEST(!differs(current));
    auto other = current;
    other.at("relations").as_array().back().as_object()["meta"] = {{"one_field", "ys"}};
    BOOST_TEST(differs(other));
}

BOOST_AUTO_TEST_CASE(new_changed_and_gone) {
    BOOST_TEST(summary([](auto& s) { inside(item_of(s, "collections", "a"), "meta")["icon"] = "star"; }) ==
               R"(collections a E["meta","icon"])");
    BOOST_TEST(summary([](auto& s) { add(s, "fields", new_field("a", "z", "text", "text")); }) == "fields a.z N");
    BOOST_TEST(summary([](auto& s) { take_out(s, "fields", "a", "x"); }) == "fields a.x D");
}

BOOST_AUTO_TEST_CASE(a_deleted_collection_hides_its_fields_and_its_own_relations) {
    BOOST_TEST(summary([](auto& s) {
                   take_out(s, "collections", "b");
                   take_out(s, "fields", "b");
                   take_out(s, "relations", "b");
               }) == "collections b D");
    BOOST_TEST(summary([](auto& s) { // the relation that points to it stays mentioned
                   take_out(s, "collections", "a");
                   take_out(s, "fields", "a");
                   take_out(s, "relations", "b");
               }) == "collections a D; relations b.y D");
}

BOOST_AUTO_TEST_CASE(a_collection_that_loses_its_table_hides_them_as_well) {
    BOOST_TEST(summary([](auto& s) {
                   item_of(s, "collections", "b").erase("schema");
                   take_out(s, "fields", "b");
                   take_out(s, "relations", "b");
               }) == R"(collections b D["schema"])");
}

BOOST_AUTO_TEST_CASE(the_schema_of_an_automatic_key_takes_no_part) {
    BOOST_TEST(summary([](auto& s) { inside(field_of(s, "a", "id"), "schema")["name"] = "other"; }).empty());
    BOOST_TEST(summary([](auto& s) { field_of(s, "a", "id")["type"] = "bigInteger"; }) == R"(fields a.id E["type"])");
    // the current side decides: one that becomes automatic shows
    BOOST_TEST(summary([](auto& s) { inside(field_of(s, "a", "x"), "schema")["max_length"] = 1; }) ==
               R"(fields a.x E["schema","max_length"])");
}

BOOST_AUTO_TEST_CASE(alias_and_column_replace_each_other) {
    BOOST_TEST(summary([](auto& s) { field_of(s, "a", "al")["type"] = "string"; }) == "fields a.al D; fields a.al N");
    BOOST_TEST(summary([](auto& s) { field_of(s, "a", "x")["type"] = "alias"; }) == "fields a.x D; fields a.x N");
    BOOST_TEST(summary([](auto& s) { field_of(s, "a", "x")["type"] = "text"; }) == R"(fields a.x E["type"])");
}

BOOST_AUTO_TEST_CASE(meta_collapses_when_keys_come_or_go) {
    const auto key_added = [](json::value& s) {
        auto& meta = inside(item_of(s, "collections", "a"), "meta");
        meta["zz"] = 1;
        meta["icon"] = "star";
    };
    BOOST_TEST(summary(key_added) == R"(collections a E["meta"])");
    BOOST_TEST(summary(key_added, diff::Options::by_member()) == R"(collections a E["meta","icon"] N["meta","zz"])");
    // one that comes under schema collapses the meta too, one that goes there does not
    BOOST_TEST(summary([](auto& s) { inside(field_of(s, "a", "x"), "schema")["is_unique"] = true; }) ==
               R"(fields a.x E["meta"] N["schema","is_unique"])");
    BOOST_TEST(summary([](auto& s) { inside(field_of(s, "a", "x"), "schema").erase("max_length"); }) ==
               R"(fields a.x D["schema","max_length"])");
    // elements of an array do not
    BOOST_TEST(summary([](auto& s) {
                   inside(item_of(s, "collections", "a"), "meta")["list"].as_array().push_back(3);
               }) == R"(collections a A["meta","list"])");
}

BOOST_AUTO_TEST_CASE(merge_leaves_whole_deletions_out) {
    const auto edit = [](json::value& s) {
        take_out(s, "collections", "b");
        take_out(s, "fields", "b");
        take_out(s, "fields", "a", "x");
        take_out(s, "relations", "b");
        take_out(s, "systemFields", "directus_users");
    };
    BOOST_TEST(summary(edit, merge) == R"(systemFields directus_users.email E["schema","is_indexed"])");
    BOOST_TEST(summary([](auto& s) { inside(field_of(s, "a", "x"), "schema").erase("max_length"); }, merge) ==
               R"(fields a.x D["schema","max_length"])");
}

BOOST_AUTO_TEST_CASE(a_system_field_that_is_not_listed_loses_its_index) {
    const char* flipped = R"(systemFields directus_users.email E["schema","is_indexed"])";
    BOOST_TEST(summary([](auto& s) { s.at("systemFields") = json::array(); }) == flipped);
    // without a list nothing is said of any: docs/differences-from-directus.md
    BOOST_TEST(summary([](auto& s) { s.as_object().erase("systemFields"); }).empty());
    BOOST_TEST(summary([](auto& s) {
                   add(s, "systemFields",
                       {{"collection", "directus_files"}, {"field", "title"}, {"schema", {{"is_indexed", true}}}});
               }) == R"(systemFields directus_files.title E["schema","is_indexed"])");
    BOOST_TEST(summary([](auto& s) {
                   add(s, "systemFields",
                       {{"collection", "directus_files"}, {"field", "title"}, {"schema", {{"is_indexed", false}}}});
               }).empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_refused) {
    for (const auto* list : {"collections", "fields", "relations"})
        BOOST_TEST(refusal_of([&] { summary([&](auto& s) { s.as_object().erase(list); }); }) ==
                   std::string{"Invalid payload. \""} + list + "\" is required.");
    BOOST_TEST(has(refusal_of([&] {
                       summary([](auto& s) { add(s, "systemFields", {{"collection", "c"}, {"field", "f"}}); });
                   }),
                   "\"systemFields[1].schema\" is required"));
}

BOOST_AUTO_TEST_CASE(a_partial_snapshot_concerns_what_it_names) {
    const auto only = [](std::string_view collection, json::value version = 2) {
        return [collection, version](json::value& s) {
            s.at("version") = version;
            for (const auto* list : {"collections", "fields", "relations"})
                take_out(s, list, collection == "a" ? "b" : "a");
            s.at("systemFields") = json::array();
        };
    };
    BOOST_TEST(summary(only("b")).empty());
    BOOST_TEST(summary(only("b", 2.0)).empty());
    // as text the version validates, but the snapshot is a full one
    BOOST_TEST(summary(only("b", "2")) ==
               R"(collections a D; systemFields directus_users.email E["schema","is_indexed"])");
    BOOST_TEST(summary([&](auto& s) {
                   only("a")(s);
                   take_out(s, "fields", "a", "x");
               }) == "fields a.x D");
    BOOST_TEST(summary([&](auto& s) {
                   only("a")(s);
                   add(s, "systemFields",
                       {{"collection", "directus_users"}, {"field", "token"}, {"schema", {{"is_indexed", true}}}});
               }) == R"(systemFields directus_users.email E["schema","is_indexed"]; )"
                     R"(systemFields directus_users.token E["schema","is_indexed"])");
}

BOOST_AUTO_TEST_CASE(a_collection_that_a_partial_snapshot_only_mentions_keeps_what_it_has) {
    const auto one_field = [](json::value& s) {
        s.at("version") = 2;
        s.at("collections") = s.at("relations") = json::array();
        take_out(s, "fields", "b");
        take_out(s, "fields", "a", "x");
        take_out(s, "fields", "a", "al");
        inside(field_of(s, "a", "id"), "meta")["note"] = "n";
    };
    BOOST_TEST(summary(one_field) == R"(fields a.id E["meta","note"])");
    // stated as well, it is complete: what is missing goes
    BOOST_TEST(summary([&](auto& s) {
                   const auto collections = s.at("collections");
                   one_field(s);
                   s.at("collections") = collections;
                   take_out(s, "collections", "b");
               }) == R"(fields a.id E["meta","note"]; fields a.x D; fields a.al D)");
}

BOOST_AUTO_TEST_CASE(the_first_of_two_of_one_name_counts) {
    BOOST_TEST(summary([](auto& s) {
                   auto twin = item_of(s, "collections", "a");
                   inside(twin, "meta")["icon"] = "twin";
                   add(s, "collections", twin);
               }).empty());
}

BOOST_AUTO_TEST_SUITE_END()
