// SPDX-License-Identifier: Apache-2.0
// A plan from two snapshots, without a database.
#include "engine/use_cases/offline_plan.hpp"

#include "tests/unit/plan/project_fixture.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

apply::Preview planned(const json::value& from, const std::function<void(json::value&)>& edit, bool force = false) {
    auto to = from;
    edit(to);
    return use_cases::plan_offline({from, to, DiffMode::mirror, force}, *sqlite());
}

std::string sql_of(const apply::Preview& preview) {
    std::string all;
    for (const auto& step : preview.document.at("steps").get_array())
        for (const auto& statement : step.at("sql").get_array())
            all += std::string{std::string_view{statement.get_string()}} + "\n";
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(offline)

BOOST_AUTO_TEST_CASE(nothing_differs) {
    const TestProject project;
    const auto preview = planned(project.snapshot(), [](json::value&) {});
    BOOST_TEST(preview.document.at("steps").get_array().empty());
}

BOOST_AUTO_TEST_CASE(rows_are_found_by_what_they_are_for) {
    const TestProject project;
    const auto preview = planned(project.snapshot(), [](json::value& snapshot) {
        take_out(snapshot, "fields", "posts", "rating");
        inside(field_of(snapshot, "posts", "title"), "meta")["note"] = "n";
        take_out(snapshot, "relations", "posts", "author");
    });
    const auto sql = sql_of(preview);
    BOOST_TEST(has(sql, "where `collection` = 'posts' and `field` = 'rating'"), sql);
    BOOST_TEST(has(sql, "set `note` = 'n' where `collection` = 'posts' and `field` = 'title'"), sql);
    BOOST_TEST(has(sql, "where `many_collection` = 'posts' and `many_field` = 'author'"), sql);
    const auto text = text_of(preview.document);
    BOOST_TEST(has(text, "their ids are not known"));
    BOOST_TEST(has(preview.script.text, "-- made without a database"));
    // what leads back tells the row as the snapshot does, but for its id
    BOOST_TEST(has(text, "insert into `directus_fields` (`collection`, `field`"), text);
}

BOOST_AUTO_TEST_CASE(tables_are_written_from_the_snapshot) {
    const TestProject project;
    const auto preview = planned(project.snapshot(), [](json::value& snapshot) {
        inside(field_of(snapshot, "posts", "title"), "schema")["is_nullable"] = false;
    });
    const auto sql = sql_of(preview);
    BOOST_TEST(has(sql, "`title` varchar(255) NOT NULL"), sql);
    BOOST_TEST(has(sql, "FOREIGN KEY (`author`) REFERENCES `authors` (`id`) ON DELETE SET NULL"), sql);
    BOOST_TEST(has(text_of(preview.document), "Do not run this plan as it is"));
    BOOST_TEST(has(preview.script.fault, "posts.title"), preview.script.fault); // no shell gets it
}

// As many statements as a table that is made anew, and yet a script.
BOOST_AUTO_TEST_CASE(columns_that_are_added_in_place) {
    const TestProject project;
    const auto preview = planned(project.snapshot(), [](json::value& snapshot) {
        for (const auto* name : {"a", "b", "c", "d", "e"}) {
            auto item = field_of(snapshot, "posts", "title");
            item["field"] = name;
            item["meta"].as_object()["field"] = name;
            item["schema"].as_object()["name"] = name;
            add(snapshot, "fields", item);
        }
    });
    BOOST_TEST(has(sql_of(preview), "ADD COLUMN `e`"), sql_of(preview));
    BOOST_TEST(preview.script.fault.empty(), preview.script.fault);
    BOOST_TEST(!has(text_of(preview.document), "Do not run this plan as it is"));
}

// Directus's own tables can be pointed to, and are told of only where the snapshot speaks of them.
BOOST_AUTO_TEST_CASE(directus_tables) {
    const TestProject project;
    const auto drop = [](json::value& snapshot) {
        for (const auto* list : {"collections", "fields", "relations"}) take_out(snapshot, list, "posts");
    };
    auto from = project.snapshot();
    BOOST_TEST(!has(sql_of(planned(from, drop)), "directus_permissions"));
    BOOST_TEST(has(text_of(planned(from, drop).document), "are not cleaned up"));
    add(from, "systemFields",
        {{"collection", "directus_activity"}, {"field", "timestamp"}, {"schema", {{"is_indexed", true}}}});
    BOOST_TEST(has(sql_of(planned(from, drop)), "delete from `directus_permissions` where `collection` = 'posts'"));
    BOOST_TEST(has(sql_of(planned(from, drop)), "delete from `directus_shares` where `collection` = 'posts'"));
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
    const TestProject project;
    const auto from = project.snapshot();
    const auto refused = [&](const std::function<void(json::value&)>& edit_from,
                             const std::function<void(json::value&)>& edit_to) {
        auto before = from;
        edit_from(before);
        return refusal_of([&] { planned(before, edit_to); });
    };
    const auto nothing = [](json::value&) {};
    BOOST_TEST(has(refused([](json::value& s) { s.at("vendor") = "mysql"; }, nothing), "of vendor \"mysql\""));
    BOOST_TEST(has(refused([](json::value& s) { s.at("version") = 2; }, nothing), "a whole one is needed"));
    BOOST_TEST(has(refused(nothing, [](json::value& s) { s.at("directus") = "11.0.0"; }), "does not match"));
    BOOST_TEST(
        has(refused(nothing, [](json::value& s) { add(s, "fields", new_field("blog", "x", "string", "varchar")); }),
            "which has no table"));
}

BOOST_AUTO_TEST_SUITE_END()
