// SPDX-License-Identifier: Apache-2.0
// Rows of the meta tables as values. docs/spec/engine-2-model.md 2.4, docs/spec/engine-6-apply.md 7.1 to 7.3.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/model/meta_tables.hpp"
#include "engine/snapshot/meta_rows.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using model::ItemKind;

snapshot::MetaRows rows_of(const TestProject& project, ItemKind kind) {
    return snapshot::read_meta_rows(*project.connection, model::meta_table(kind), project.dialect, {});
}

// The value of one column of directus_fields that holds that literal.
std::string held(const TestProject& project, const std::string& column, const std::string& literal) {
    project.run("delete from directus_fields");
    project.run("insert into directus_fields (collection, field, \"" + column + "\") values ('c', 'f', " + literal +
                ")");
    return text_of(rows_of(project, ItemKind::field).list.at(0).meta.at(column));
}

} // namespace

BOOST_AUTO_TEST_SUITE(meta_rows)

BOOST_AUTO_TEST_CASE(booleans_are_cast_from_what_a_database_holds) {
    const TestProject project(false);
    BOOST_TEST(held(project, "hidden", "1") == "true");
    BOOST_TEST(held(project, "hidden", "0") == "false");
    BOOST_TEST(held(project, "required", "null") == "null");
    BOOST_TEST(held(project, "required", "'true'") == "true");
    BOOST_TEST(held(project, "required", "'0'") == "false");
    BOOST_TEST(held(project, "required", "''") == "null");
}

BOOST_AUTO_TEST_CASE(json_is_parsed_and_deep_sorted) {
    const TestProject project(false);
    BOOST_TEST(held(project, "options", "'{\"b\":1,\"a\":{\"d\":1.0,\"c\":null}}'") ==
               R"({"a":{"c":null,"d":1},"b":1})");
    BOOST_TEST(held(project, "options", "'[3,1,2]'") == "[3,1,2]");
    BOOST_TEST(held(project, "options", "'null'") == "null");
    BOOST_TEST(held(project, "options", "null") == "null");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_json_stays_text) {
    const TestProject project(false);
    BOOST_TEST(held(project, "options", "'{broken'") == "\"{broken\"");
}

BOOST_AUTO_TEST_CASE(json_deeper_than_the_limit_stays_text) {
    const TestProject project(false);
    const std::string deep = std::string(500, '[') + std::string(500, ']');
    BOOST_TEST(held(project, "options", "'" + deep + "'") == "\"" + deep + "\"");
}

BOOST_AUTO_TEST_CASE(comma_lists_become_arrays) {
    const TestProject project(false);
    BOOST_TEST(held(project, "special", "'m2o'") == R"(["m2o"])");
    BOOST_TEST(held(project, "special", "'uuid,cast-json'") == R"(["uuid","cast-json"])");
    BOOST_TEST(held(project, "special", "null") == "null");
}

BOOST_AUTO_TEST_CASE(numbers_stay_numbers_and_text_stays_text) {
    const TestProject project(false);
    BOOST_TEST(held(project, "sort", "7") == "7");
    BOOST_TEST(held(project, "note", "'7'") == "\"7\"");
    BOOST_TEST(held(project, "note", "''") == "\"\"");
}

BOOST_AUTO_TEST_CASE(keys_are_sorted_and_the_id_stands_apart) {
    const TestProject project;
    const auto rows = rows_of(project, ItemKind::field);
    BOOST_REQUIRE(!rows.list.empty());
    const auto& first = rows.list[0];
    BOOST_TEST(first.collection == "authors");
    BOOST_TEST(first.field == "id");
    BOOST_TEST(first.id == 1);
    BOOST_TEST(!first.meta.contains("id"));
    std::string before;
    for (const auto& member : first.meta) {
        BOOST_TEST((before < std::string{member.key()}), member.key());
        before = member.key();
    }
}

BOOST_AUTO_TEST_CASE(a_column_this_version_does_not_know_is_shown_as_it_is) {
    const TestProject project(false);
    project.run("alter table directus_fields add column zz_future text");
    BOOST_TEST(held(project, "zz_future", "'{\"a\":1}'") == R"("{\"a\":1}")");
    const auto rows = rows_of(project, ItemKind::field);
    BOOST_TEST(rows.columns.back() == "zz_future");
}

BOOST_AUTO_TEST_CASE(relations_are_known_by_their_many_side) {
    const TestProject project;
    const auto rows = rows_of(project, ItemKind::relation);
    BOOST_REQUIRE(rows.list.size() == 1u);
    BOOST_TEST(rows.list[0].collection == "posts");
    BOOST_TEST(rows.list[0].field == "author");
}

BOOST_AUTO_TEST_CASE(a_database_without_the_table_is_no_project) {
    const TestProject project(false);
    project.run("drop table directus_relations");
    const auto refusal = refusal_of([&] { rows_of(project, ItemKind::relation); });
    BOOST_TEST(has(refusal, "The database has no table directus_relations"));
}

BOOST_AUTO_TEST_SUITE_END()
