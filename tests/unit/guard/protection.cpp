// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/protection.hpp"

#include "tests/unit/plan/project_fixture.hpp"

using namespace schemad;
using namespace schemad::test;
using guard::NamePatterns;

namespace {

struct Blog : TestProject {
    // What an edit would touch, as the refusal names it: "alter table posts: posts.title".
    std::vector<std::string> touched(std::string_view pattern, const std::function<void(json::value&)>& edit) const {
        NamePatterns names;
        names.add(pattern);
        auto now = model();
        const auto diff = diff_of(edit);
        plan::ChangeSet set(diff.get_object(), now.snapshot.get_object());
        if (set.removes_fields()) now.permissions = snapshot::read_permissions(*connection, now.catalog);
        auto plan = plan::make_plan(set, now, *sqlite(), dialect);
        guard::mark_protected(plan, *now.catalog, names);
        std::vector<std::string> told;
        try {
            guard::refuse_protected(plan);
        } catch (const RequestError& error) {
            BOOST_TEST((error.code == ErrorCode::forbidden));
            for (const auto& value : error.extensions.at("steps").get_array()) {
                const auto& step = value.get_object();
                const auto& there = plan.steps.at(step.at("id").to_number<std::size_t>() - 1);
                BOOST_TEST(there.entity == step.at("entity").get_string());
                std::string line = std::string{step.at("action").get_string()} + " " + there.entity + ":";
                for (const auto& name : step.at("protected").get_array()) line += " " + std::string{name.get_string()};
                told.push_back(line);
            }
        }
        return told;
    }
};
using Lines = std::vector<std::string>;

void note(json::object& item) { inside(item, "meta")["note"] = "changed"; }

} // namespace

BOOST_FIXTURE_TEST_SUITE(protection, Blog)

BOOST_AUTO_TEST_CASE(meta_rows) {
    const auto field = [](json::value& s) { note(field_of(s, "posts", "title")); };
    BOOST_TEST(touched("posts.title", field) == Lines{"update row posts.title: posts.title"});
    BOOST_TEST(touched("posts", field) == Lines{"update row posts.title: posts.title"});
    BOOST_TEST(touched("posts.rating", field).empty());
    const auto collection = [](json::value& s) { note(item_of(s, "collections", "posts")); };
    BOOST_TEST(touched("posts", collection) == Lines{"update row posts: posts"});
    BOOST_TEST(touched("posts.*", collection).empty());
    const auto relation = [](json::value& s) {
        inside(item_of(s, "relations", "posts", "author"), "meta")["one_field"] = nullptr;
    };
    BOOST_TEST(touched("posts.author", relation) == Lines{"update row posts.author: posts.author"});
    BOOST_TEST(touched("authors", relation).empty());
}

BOOST_AUTO_TEST_CASE(a_rebuild_for_another_column_touches_that_one_alone) {
    const auto edit = [](json::value& s) { inside(field_of(s, "posts", "title"), "schema")["is_nullable"] = false; };
    BOOST_TEST(touched("posts.title", edit) == Lines{"alter column posts.title: posts.title"});
    BOOST_TEST(touched("posts.rating", edit).empty());
    BOOST_TEST(touched("posts.author", edit).empty());
}

BOOST_AUTO_TEST_CASE(indexes_keys_and_columns) {
    const auto index = [](json::value& s) { inside(field_of(s, "posts", "title"), "schema")["is_indexed"] = true; };
    BOOST_TEST(touched("*.title", index) == Lines{"add index posts.title: posts.title"});
    const auto key = [](json::value& s) {
        inside(item_of(s, "relations", "posts", "author"), "schema")["on_delete"] = "CASCADE";
    };
    BOOST_TEST(touched("posts.author", key) == Lines{"alter table posts: posts.author"});
    BOOST_TEST(touched("authors", key).empty());
    const auto drop = [](json::value& s) { take_out(s, "fields", "posts", "rating"); };
    BOOST_TEST(touched("posts.rating", drop) ==
               (Lines{"drop column posts.rating: posts.rating", "delete row posts.rating: posts.rating"}));
}

BOOST_AUTO_TEST_CASE(creations) {
    const auto edit = [](json::value& s) {
        add_table(s, "pages");
        add(s, "fields", new_field("pages", "secret", "string", "varchar"));
    };
    BOOST_TEST(touched("pages.secret", edit) ==
               (Lines{"create table pages: pages.secret", "insert row pages.secret: pages.secret"}));
    BOOST_TEST(touched("pages", edit).size() == 4u); // the table, its row, the rows of both fields
    BOOST_TEST(touched("posts", edit).empty());
}

// The column is nobody's field; it goes with its table all the same.
BOOST_AUTO_TEST_CASE(a_table_that_goes_takes_what_it_holds) {
    run("alter table posts add column secret text");
    const auto edit = [](json::value& s) {
        for (const auto* list : {"collections", "fields", "relations"}) take_out(s, list, "posts");
    };
    BOOST_TEST(touched("posts.secret", edit) == Lines{"drop table posts: posts.secret"});
    const auto title = touched("posts.title", edit);
    BOOST_TEST(has(title, "drop table posts: posts.title"));
    BOOST_TEST(has(title, "delete row posts.title: posts.title"));
    BOOST_TEST(has(touched("posts", edit), "drop table posts: posts"));
    BOOST_TEST(touched("pages", edit).empty());
}

// What a deletion cleans up elsewhere counts.
BOOST_AUTO_TEST_CASE(clean_up) {
    const auto folder = [](json::value& s) {
        take_out(s, "collections", "blog");
        for (const auto* name : {"authors", "posts"})
            inside(item_of(s, "collections", name), "meta")["group"] = nullptr;
    };
    BOOST_TEST(touched("authors", folder) == Lines{"update row authors: authors"});
    run("update directus_collections set sort_field = 'rating' where collection = 'posts'");
    const auto field = [](json::value& s) { take_out(s, "fields", "posts", "rating"); };
    BOOST_TEST(has(touched("posts", field), "update row posts: posts"));
    run("create table directus_permissions (id integer primary key, collection text, fields text)");
    run("insert into directus_permissions values (1, 'posts', 'id,rating')");
    BOOST_TEST(has(touched("posts.rating", field), "update row posts.rating: posts.rating"));
}

BOOST_AUTO_TEST_SUITE_END()
