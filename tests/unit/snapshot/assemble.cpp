// SPDX-License-Identifier: Apache-2.0
// Catalog and meta rows become a snapshot: what is in it, and in which order. docs/spec/engine-2-model.md 2.2 to 2.4.
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

// "posts.title posts.author": the items of a list in order.
std::string names(const json::value& snapshot, std::string_view list) {
    std::string text;
    for (const auto& value : snapshot.at(list).as_array()) {
        const auto& item = value.get_object();
        if (!text.empty()) text += ' ';
        text += plan::name_of(model::text_of(item, "collection"), model::text_of(item, "field"));
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(assemble)

BOOST_AUTO_TEST_CASE(head_and_lists_stand_in_order) {
    const TestProject project;
    const auto snapshot = project.snapshot();
    std::string keys;
    for (const auto& member : snapshot.get_object()) keys.append(member.key()).append(" ");
    BOOST_TEST(keys == "version directus vendor collections fields systemFields relations ");
    BOOST_TEST(text_of(snapshot.at("version")) == "1");
    BOOST_TEST(text_of(snapshot.at("directus")) == "\"12.4.0\"");
    BOOST_TEST(text_of(snapshot.at("vendor")) == "\"sqlite\"");
}

BOOST_AUTO_TEST_CASE(collections_by_name_fields_by_collection_then_id) {
    const TestProject project;
    project.add_collection("Zeta", "id integer primary key");
    project.add_field("Zeta", "id");
    project.add_field("authors", "late", "'alias'");
    const auto snapshot = project.snapshot();
    BOOST_TEST(names(snapshot, "collections") == "Zeta authors blog posts"); // by code unit: upper case first
    BOOST_TEST(names(snapshot, "fields") == "Zeta.id authors.id authors.name authors.posts authors.late "
                                            "posts.id posts.title posts.rating posts.author");
}

BOOST_AUTO_TEST_CASE(a_folder_and_an_alias_have_no_schema) {
    const TestProject project;
    auto snapshot = project.snapshot();
    BOOST_TEST(!item_of(snapshot, "collections", "blog").contains("schema"));
    BOOST_TEST(text_of(item_of(snapshot, "collections", "posts").at("schema")) == R"({"name":"posts"})");
    BOOST_TEST(!field_of(snapshot, "authors", "posts").contains("schema"));
    BOOST_TEST(text_of(field_of(snapshot, "authors", "posts").at("type")) == "\"alias\"");
}

BOOST_AUTO_TEST_CASE(a_meta_row_without_table_is_shown_as_a_folder) {
    const TestProject project;
    project.add_collection("ghost");
    auto snapshot = project.snapshot();
    BOOST_TEST(!item_of(snapshot, "collections", "ghost").contains("schema"));
}

BOOST_AUTO_TEST_CASE(what_has_no_meta_row_is_not_in_it) {
    const TestProject project;
    project.run("create table untracked (id integer primary key, a text, b text)");
    project.run("alter table posts add column raw text");
    project.add_field("untracked", "a"); // a field with a meta row of an untracked table is
    const auto snapshot = project.snapshot();
    BOOST_TEST(names(snapshot, "collections") == "authors blog posts");
    BOOST_TEST(!has(names(snapshot, "fields"), "posts.raw"));
    BOOST_TEST(has(names(snapshot, "fields"), "untracked.a"));
    BOOST_TEST(!has(names(snapshot, "fields"), "untracked.b"));
}

BOOST_AUTO_TEST_CASE(a_row_with_neither_column_nor_alias_is_dropped) {
    const TestProject project;
    project.add_field("posts", "gone");
    BOOST_TEST(!has(names(project.snapshot(), "fields"), "posts.gone"));
}

BOOST_AUTO_TEST_CASE(an_alias_row_over_a_real_column_shows_twice) {
    const TestProject project;
    project.run("update directus_fields set special = 'alias' where collection = 'posts' and field = 'rating'");
    const auto snapshot = project.snapshot();
    BOOST_TEST(names(snapshot, "fields") == "authors.id authors.name authors.posts posts.id posts.title "
                                            "posts.rating posts.rating posts.author");
    int with_meta = 0, with_schema = 0;
    for (const auto& value : snapshot.at("fields").as_array()) {
        const auto& item = value.get_object();
        if (model::text_of(item, "field") != "rating") continue;
        with_meta += model::object_of(item, "meta") && model::object_of(item, "meta")->contains("special");
        with_schema += item.contains("schema");
    }
    BOOST_TEST(with_meta == 2);
    BOOST_TEST(with_schema == 1);
}

BOOST_AUTO_TEST_CASE(fields_need_a_table_with_one_key_column_and_a_plain_name) {
    const TestProject project;
    project.add_collection("pair", "a integer, b integer, primary key (a, b)");
    project.add_collection("keyless", "a integer");
    project.add_collection("two words", "id integer primary key");
    project.add_collection("spatial_ref_sys", "id integer primary key");
    for (const auto* name : {"pair", "keyless"}) project.add_field(name, "a");
    for (const auto* name : {"two words", "spatial_ref_sys"}) project.add_field(name, "id");
    const auto fields = names(project.snapshot(), "fields");
    for (const auto* name : {"pair", "keyless", "two words", "spatial_ref_sys"}) BOOST_TEST(!has(fields, name), name);
}

BOOST_AUTO_TEST_CASE(custom_fields_of_system_collections_belong_to_the_model) {
    const TestProject project;
    project.run("create table directus_users (id char(36) primary key, email varchar(128), extra varchar(20))");
    project.run("create index users_email on directus_users (email)");
    project.add_field("directus_users", "extra");
    project.add_field("directus_users", "email"); // built in: its row does not make it a custom one
    const auto snapshot = project.snapshot();
    BOOST_TEST(has(names(snapshot, "fields"), "directus_users.extra"));
    BOOST_TEST(!has(names(snapshot, "fields"), "directus_users.email"));
    BOOST_TEST(!has(names(snapshot, "collections"), "directus_users"));
    BOOST_TEST(text_of(snapshot.at("systemFields")) ==
               R"([{"collection":"directus_users","field":"email","schema":{"is_indexed":true}}])");
}

BOOST_AUTO_TEST_CASE(a_system_collection_with_a_meta_row_stays_out) {
    const TestProject project;
    project.add_collection("directus_users", "id char(36) primary key");
    BOOST_TEST(!has(names(project.snapshot(), "collections"), "directus_users"));
}

BOOST_AUTO_TEST_CASE(a_foreign_key_is_stitched_to_its_meta_row) {
    const TestProject project;
    auto snapshot = project.snapshot();
    BOOST_TEST(names(snapshot, "relations") == "posts.author");
    auto& relation = item_of(snapshot, "relations", "posts", "author");
    BOOST_TEST(text_of(relation.at("related_collection")) == "\"authors\"");
    BOOST_TEST(text_of(relation.at("schema")) ==
               R"({"table":"posts","column":"author","foreign_key_table":"authors","foreign_key_column":"id",)"
               R"("constraint_name":null,"on_update":"NO ACTION","on_delete":"SET NULL"})");
}

BOOST_AUTO_TEST_CASE(a_foreign_key_without_meta_row_is_dropped) {
    const TestProject project;
    project.run("delete from directus_relations");
    BOOST_TEST(names(project.snapshot(), "relations").empty());
}

BOOST_AUTO_TEST_CASE(a_meta_row_that_names_another_table_stands_alone) {
    const TestProject project;
    project.run("update directus_relations set one_collection = 'blog'");
    auto snapshot = project.snapshot();
    auto& relation = item_of(snapshot, "relations", "posts", "author");
    BOOST_TEST(text_of(relation.at("related_collection")) == "\"blog\"");
    BOOST_TEST(!relation.contains("schema"));
}

BOOST_AUTO_TEST_CASE(a_meta_row_that_names_none_takes_the_foreign_key) {
    const TestProject project;
    project.run("update directus_relations set one_collection = ''");
    auto snapshot = project.snapshot();
    BOOST_TEST(text_of(item_of(snapshot, "relations", "posts", "author").at("related_collection")) == "\"authors\"");
}

BOOST_AUTO_TEST_CASE(any_to_many_has_no_related_collection) {
    const TestProject project;
    project.add_collection("m2a", "id integer primary key, item varchar(255)");
    project.run("insert into directus_relations (many_collection, many_field, one_allowed_collections) "
                "values ('m2a', 'item', 'posts,authors')");
    auto snapshot = project.snapshot();
    auto& relation = item_of(snapshot, "relations", "m2a", "item");
    BOOST_TEST(relation.at("related_collection").is_null());
    BOOST_TEST(text_of(inside(relation, "meta").at("one_allowed_collections")) == R"(["posts","authors"])");
    BOOST_TEST(!relation.contains("schema"));
}

BOOST_AUTO_TEST_CASE(a_scope_makes_version_2_and_keeps_the_many_side) {
    const TestProject project;
    const auto included = project.snapshot({SnapshotScope::Kind::include, {"posts", "nope"}});
    BOOST_TEST(text_of(included.at("version")) == "2");
    BOOST_TEST(names(included, "collections") == "posts");
    BOOST_TEST(names(included, "fields") == "posts.id posts.title posts.rating posts.author");
    BOOST_TEST(names(included, "relations") == "posts.author");
    const auto excluded = project.snapshot({SnapshotScope::Kind::exclude, {"posts"}});
    BOOST_TEST(names(excluded, "collections") == "authors blog");
    BOOST_TEST(names(excluded, "fields") == "authors.id authors.name authors.posts");
    BOOST_TEST(names(excluded, "relations").empty());
    const auto nothing = project.snapshot({SnapshotScope::Kind::include, {}});
    BOOST_TEST(text_of(nothing.at("version")) == "2");
    BOOST_TEST(names(nothing, "collections").empty());
}

BOOST_AUTO_TEST_CASE(a_partial_snapshot_holds_known_collections_only) {
    const TestProject project;
    project.add_relation("gone", "item", "'posts'"); // left behind by a collection that is no more
    BOOST_TEST(names(project.snapshot(), "relations") == "gone.item posts.author");
    BOOST_TEST(names(project.snapshot({SnapshotScope::Kind::include, {"gone"}}), "relations").empty());
    BOOST_TEST(names(project.snapshot({SnapshotScope::Kind::exclude, {"authors"}}), "relations") == "posts.author");
    project.run("create table gone (id integer primary key)"); // untracked, but known
    BOOST_TEST(names(project.snapshot({SnapshotScope::Kind::include, {"gone"}}), "relations") == "gone.item");
}

BOOST_AUTO_TEST_CASE(tables_the_reference_excludes_are_no_collections) {
    const TestProject project;
    project.add_collection("spatial_ref_sys", "id integer primary key");
    BOOST_TEST(!has(names(project.snapshot(), "collections"), "spatial_ref_sys"));
}

BOOST_AUTO_TEST_CASE(ordered_is_stable_and_by_code_unit) {
    std::vector<snapshot::Ranked> list;
    list.push_back({"b", "", 1, {{"n", 1}}});
    list.push_back({"a", "", 2, {{"n", 2}}});
    list.push_back({"a", "", 2, {{"n", 3}}});
    list.push_back({"a", "", 1, {{"n", 4}}});
    list.push_back({"B", "", 9, {{"n", 5}}});
    BOOST_TEST(text_of(snapshot::ordered(snapshot::Order::by_id, list, {})) ==
               R"([{"n":5},{"n":4},{"n":2},{"n":3},{"n":1}])");
}

BOOST_AUTO_TEST_SUITE_END()
