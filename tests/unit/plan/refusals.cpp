// SPDX-License-Identifier: Apache-2.0
// What the planner refuses before anything runs; each names the entity. docs/differences-from-directus.md.
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

json::value schema_of(json::value& snapshot, std::string_view collection, std::string_view field, std::string_view key,
                      json::value value) {
    inside(field_of(snapshot, collection, field), "schema")[key] = value;
    return value;
}
// A diff whose only entry creates one item.
json::value creation(std::string_view list, json::object item) {
    auto diff = read(R"({"collections":[],"fields":[],"systemFields":[],"relations":[]})");
    json::object change{{"kind", "N"}};
    json::object entry;
    for (const auto* key : {"collection", "field", "related_collection"})
        if (const auto* value = item.if_contains(key)) entry.emplace(key, *value);
    change.emplace("rhs", std::move(item));
    entry["diff"].emplace_array().push_back(std::move(change));
    diff.at(list).as_array().push_back(std::move(entry));
    return diff;
}
json::value removal(std::string_view list, json::object entry) {
    auto diff = read(R"({"collections":[],"fields":[],"systemFields":[],"relations":[]})");
    entry["diff"].emplace_array().push_back(json::object{{"kind", "D"}, {"lhs", json::object{}}});
    diff.at(list).as_array().push_back(std::move(entry));
    return diff;
}
std::string refusal_of_diff(const TestProject& project, const json::value& diff) {
    return refusal_of([&] { project.plan_of_diff(diff); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(planner_refuses)

BOOST_AUTO_TEST_CASE(another_primary_key) {
    const TestProject project;
    const char* expected = "The primary key of collection \"posts\" cannot be changed";
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { schema_of(s, "posts", "title", "is_primary_key", true); }),
                   expected));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { schema_of(s, "posts", "title", "has_auto_increment", true); }),
                   expected));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { take_out(s, "fields", "posts", "id"); }), expected));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        auto key = new_field("posts", "key", "integer", "integer");
        inside(key, "schema")["is_primary_key"] = true;
        add(s, "fields", key);
    }),
                   expected));
}

BOOST_AUTO_TEST_CASE(more_than_one_key_in_a_new_collection) {
    const TestProject project;
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        add_table(s, "fresh");
        auto key = new_field("fresh", "key", "integer", "integer");
        inside(key, "schema")["is_primary_key"] = true;
        add(s, "fields", key);
    }),
                   "Collection \"fresh\" has more than one primary key field"));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        add_table(s, "fresh");
        for (const auto* flag : {"is_primary_key", "has_auto_increment"}) schema_of(s, "fresh", "id", flag, false);
    }),
                   "Collection \"fresh\" has no primary key field, and its field \"id\" is none"));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        add_table(s, "fresh");
        auto& id = field_of(s, "fresh", "id");
        id["type"] = "alias", id["schema"] = nullptr, inside(id, "meta")["special"] = json::array{"alias"};
    }),
                   "Collection \"fresh\" has no primary key field, and its field \"id\" is none"));
}

BOOST_AUTO_TEST_CASE(groups_in_a_circle) {
    const TestProject project;
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        add_table(s, "a", "b");
        add_table(s, "b", "a");
    }),
                   "is in a cycle of groups"));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { add_table(s, "self", "self"); }),
                   "Collection \"self\" is in a cycle of groups"));
    BOOST_TEST(has(
        project.refusal_of_edit([](auto& s) { inside(item_of(s, "collections", "blog"), "meta")["group"] = "posts"; }),
        "Collection \"blog\" is in a cycle of groups"));
}

BOOST_AUTO_TEST_CASE(tables_and_columns_of_directus) {
    const TestProject project;
    project.run("create table directus_users (id char(36) primary key, email varchar(128), extra varchar(20))");
    BOOST_TEST(
        has(refusal_of_diff(project, creation("collections", {{"collection", "directus_new"}, {"meta", nullptr}})),
            "\"collection\" can't start with \"directus_\""));
    const auto refused =
        refusal_of_diff(project, creation("fields", new_field("directus_users", "email", "text", "text")));
    BOOST_TEST(has(refused, "Field \"email\" already exists in collection \"directus_users\""));
    BOOST_TEST(
        has(refusal_of_diff(project, creation("collections", {{"collection", "directus_new"}, {"meta", nullptr}})),
            "Collection \"directus_new\""));
    auto relation = creation("relations", {{"collection", "directus_users"},
                                           {"field", "email"},
                                           {"related_collection", "posts"},
                                           {"meta", {{"many_field", "email"}}},
                                           {"schema", {{"foreign_key_table", "posts"}}}});
    BOOST_TEST(has(refusal_of_diff(project, relation), "System field \"directus_users.email\" cannot be changed"));
    const auto index =
        read(R"({"collections":[],"fields":[],"systemFields":[{"collection":"directus_users","field":"extra",
        "diff":[{"kind":"E","path":["schema","is_indexed"],"lhs":false,"rhs":true}]}],"relations":[]})");
    BOOST_TEST(has(project.plan_of_diff(index).left_out, "directus_users.extra: schema.is_indexed: "));
}

// No snapshot shows its fields, so each diff has them as new: the next deployment of the same snapshot leaves them be.
BOOST_AUTO_TEST_CASE(fields_of_a_collection_whose_name_holds_a_blank) {
    const TestProject project;
    const auto made = project.plan_of([](auto& s) { add_table(s, "two words"); });
    BOOST_TEST(has(made.left_out, "two words.id: made, but a snapshot shows no fields"));
    BOOST_TEST(!made.steps.empty());
    project.run("create table \"two words\" (id integer primary key)");
    for (const auto& field :
         {new_field("two words", "id", "integer", "integer"), new_field("two words", "more", "text", "text"),
          json::object{{"collection", "two words"},
                       {"field", "all"},
                       {"type", "alias"},
                       {"meta", {{"special", json::array{"alias"}}}}}}) {
        const auto plan = project.plan_of_diff(creation("fields", field));
        BOOST_TEST(has(plan.left_out, "a snapshot shows no fields"));
        BOOST_TEST(plan.steps.empty());
    }
    auto relation = read(R"({"collections":[],"fields":[],"systemFields":[],"relations":[]})");
    const auto both = creation("fields", new_field("two words", "more", "integer", "integer"));
    relation.at("fields") = both.at("fields");
    relation.at("relations")
        .as_array()
        .push_back(read(R"({"collection":"two words","field":"more","related_collection":"posts",
        "diff":[{"kind":"N","rhs":{"collection":"two words","field":"more","related_collection":"posts",
        "meta":{"many_field":"more"}}}]})"));
    const auto plan = project.plan_of_diff(relation);
    BOOST_TEST(has(plan.left_out, "the relation of a field that is left out"));
    BOOST_TEST(plan.steps.empty());
}

// Of another version of Directus, or as they are here: named, and the rest is applied.
BOOST_AUTO_TEST_CASE(what_is_built_in_and_is_not_here_or_as_it_is) {
    const TestProject project;
    project.run("create table directus_users (id char(36) primary key, email varchar(128), role char(36))");
    const auto left_out = [&](std::string_view list, json::object item, std::string_view name) {
        const auto plan = project.plan_of_diff(creation(list, std::move(item)));
        BOOST_TEST(has(plan.left_out, std::string{name} + ": "), name);
        BOOST_TEST(plan.steps.empty(), name);
    };
    left_out("collections", {{"collection", "directus_users"}, {"meta", json::object{}}}, "directus_users");
    left_out("collections", {{"collection", "directus_webhooks"}, {"meta", json::object{}}}, "directus_webhooks");
    left_out("fields", new_field("directus_users", "email", "string", "varchar"), "directus_users.email");
    left_out("fields", new_field("directus_users", "auth_data", "json", "json"), "directus_users.auth_data");
    left_out("fields", new_field("directus_webhooks", "flow", "uuid", "char"), "directus_webhooks.flow");
    const auto relation = [](const char* collection, const char* field, const char* related) {
        return json::object{{"collection", collection},
                            {"field", field},
                            {"related_collection", related},
                            {"meta", {{"many_field", field}}}};
    };
    left_out("relations", relation("directus_users", "role", "directus_roles"), "directus_users.role");
    left_out("relations", relation("directus_webhooks", "flow", "directus_flows"), "directus_webhooks.flow");
    left_out("relations", relation("posts", "nowhere", "authors"), "posts.nowhere");
}

BOOST_AUTO_TEST_CASE(names_that_no_collection_may_have) {
    const TestProject project;
    const auto refusal = [&](std::string_view name) {
        return project.refusal_of_edit([&](auto& s) { add_table(s, name); });
    };
    BOOST_TEST(has(refusal(" a"), "can't start or end with whitespace"));
    BOOST_TEST(has(refusal("a\n"), "can't start or end with whitespace"));
    BOOST_TEST(has(refusal("a/b"), "can't contain \"/\""));
    BOOST_TEST(has(refusal(std::string_view("a\0b", 3)), "can't contain a zero byte"));
    BOOST_TEST(has(refusal("spatial_ref_sys"), "Collection \"spatial_ref_sys\" cannot be created"));
    BOOST_TEST(refusal("two words").empty()); // made, and named: its fields cannot be shown
    BOOST_TEST(refusal("two_words").empty());
    BOOST_TEST(project
                   .refusal_of_edit([&](auto& s) {
                       add(s, "collections", {{"collection", "a folder"}, {"meta", {{"collection", "a folder"}}}});
                   })
                   .empty());
}

BOOST_AUTO_TEST_CASE(what_is_there_already) {
    const TestProject project;
    project.run("create table untracked (id integer primary key)");
    project.run("alter table posts add column raw text");
    project.run("create table without_key (name text)");
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { add_table(s, "without_key"); }),
                   "Collection \"without_key\" already exists"));
    // what could be a collection or field is taken as it is
    BOOST_TEST(
        project.refusal_of_edit([](auto& s) { add(s, "fields", new_field("posts", "raw", "text", "text")); }).empty());
}

BOOST_AUTO_TEST_CASE(a_field_without_its_collection) {
    const TestProject project;
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { add(s, "fields", new_field("zz", "f", "text", "text")); }),
                   "Field \"zz.f\" belongs to collection \"zz\", which does not exist"));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { add(s, "fields", new_field("blog", "f", "text", "text")); }),
                   "Field \"blog.f\" belongs to collection \"blog\", which has no table"));
    project.run("create table without_key (name text)");
    BOOST_TEST(
        has(project.refusal_of_edit([](auto& s) { add(s, "fields", new_field("without_key", "f", "text", "text")); }),
            "which has no primary key of one column here"));
}

BOOST_AUTO_TEST_CASE(a_type_that_does_not_exist) {
    const TestProject project;
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { add(s, "fields", new_field("posts", "f", "wrong", "text")); }),
                   "Illegal type passed: \"wrong\""));
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) { field_of(s, "posts", "title")["type"] = nullptr; }),
                   "Illegal type passed: \"null\""));
}

BOOST_AUTO_TEST_CASE(flags_that_make_no_type_of_a_geometry) {
    const TestProject project;
    for (const auto& special : {json::value(json::array{"m2o"}), json::value("m2o")})
        BOOST_TEST(
            has(project.refusal_of_edit([&](auto& s) {
                auto field = new_field("posts", "place", "geometry", "geometry");
                inside(field, "meta")["special"] = special;
                add(s, "fields", field);
            }),
                "Field \"posts.place\" is a geometry, and the flags of meta.special would make it of type \"m2o\""));
    BOOST_TEST(project
                   .refusal_of_edit([&](auto& s) {
                       auto field = new_field("posts", "place", "geometry.Point", "geometry");
                       inside(field, "meta")["special"] = json::array{"geometry.Point"};
                       add(s, "fields", field);
                   })
                   .empty());
}

BOOST_AUTO_TEST_CASE(a_column_that_becomes_an_alias_by_hand) {
    const TestProject project;
    const auto diff = read(R"({"collections":[],"fields":[{"collection":"posts","field":"title","diff":[
        {"kind":"E","path":["type"],"lhs":"string","rhs":"alias"}]}],"systemFields":[],"relations":[]})");
    BOOST_TEST(has(refusal_of_diff(project, diff), "Alias type cannot be changed"));
}

BOOST_AUTO_TEST_CASE(relations_that_contradict_themselves_or_point_nowhere) {
    const TestProject project;
    const auto edited = [&](const std::function<void(json::object&)>& edit) {
        return project.refusal_of_edit([&](auto& s) { edit(item_of(s, "relations", "posts", "author")); });
    };
    BOOST_TEST(
        has(edited([](auto& r) { inside(r, "schema")["foreign_key_table"] = "posts"; }),
            "Relation \"posts.author\" has related_collection \"authors\" but schema.foreign_key_table \"posts\""));
    BOOST_TEST(has(edited([](auto& r) { r["related_collection"] = inside(r, "schema")["foreign_key_table"] = "zz"; }),
                   "Collection \"zz\" doesn't exist"));
    BOOST_TEST(has(edited([](auto& r) { inside(r, "schema")["on_delete"] = "CASCADE; drop table posts"; }),
                   "Relation \"posts.author\" has the unknown rule"));
    BOOST_TEST(edited([](auto& r) { inside(r, "schema")["on_delete"] = "cascade"; }).empty());

    const auto created = [&](std::string_view collection, std::string_view field, std::string_view related) {
        return refusal_of_diff(project, creation("relations", {{"collection", collection},
                                                               {"field", field},
                                                               {"related_collection", related},
                                                               {"meta", {{"many_field", field}}}}));
    };
    BOOST_TEST(created("zz", "f", "authors").empty()); // left out, as where its field alone is not there
    BOOST_TEST(has(created("posts", "rating", "zz"), "Collection \"zz\" doesn't exist"));
    BOOST_TEST(created("posts", "rating", "authors").empty());
}

BOOST_AUTO_TEST_CASE(deleting_what_a_surviving_relation_points_to) {
    const TestProject project;
    const auto refusal = refusal_of_diff(project, removal("collections", {{"collection", "authors"}}));
    BOOST_TEST(has(refusal, "Collection \"authors\" cannot be deleted: relation \"posts.author\" still points to it"));
    // a whole snapshot that leaves it out leaves out the relation as well
    BOOST_TEST(project
                   .refusal_of_edit([](auto& s) {
                       take_out(s, "collections", "authors");
                       take_out(s, "fields", "authors");
                       take_out(s, "relations", "posts", "author");
                       for (const auto* key : {"foreign_key_table", "foreign_key_column"})
                           schema_of(s, "posts", "author", key, nullptr);
                   })
                   .empty());
}

BOOST_AUTO_TEST_CASE(deleting_what_an_untracked_column_references) {
    const TestProject project;
    project.run("create table stock (id integer primary key, who integer references authors (id))");
    const auto refusal = project.refusal_of_edit([](auto& s) {
        take_out(s, "collections", "authors");
        take_out(s, "fields", "authors");
        take_out(s, "relations", "posts", "author");
    });
    BOOST_TEST(
        has(refusal, "Collection \"authors\" cannot be deleted: column \"who\" of table \"stock\" references it"));
}

BOOST_AUTO_TEST_SUITE_END()
