// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/ignored.hpp"

#include "tests/unit/plan/project_fixture.hpp"

using namespace schemad;
using namespace schemad::test;
using guard::NamePatterns;

namespace {

NamePatterns of(std::initializer_list<std::string_view> list) {
    NamePatterns patterns;
    for (const auto one : list) patterns.add(one);
    return patterns;
}

std::vector<std::string> names_in(const json::object& lists) {
    std::vector<std::string> names;
    for (const auto kind : model::all_kinds)
        for (const auto& value : model::list_of(lists, kind))
            names.push_back(std::string{model::list_name(kind)}.substr(0, 1) + " " +
                            plan::name_of(model::text_of(value.get_object(), "collection"),
                                          model::text_of(value.get_object(), "field")));
    return names;
}

// The diff of a project that ignores, as Project::diff makes it.
std::vector<std::string> diff_between(const json::value& whole, const json::value& uploaded,
                                      const NamePatterns& ignored, std::string* text = nullptr) {
    const auto both = guard::comparable(whole.get_object(), uploaded.get_object(), ignored);
    const auto found = diff::snapshot_diff(both.current, both.uploaded, diff::Options());
    if (text && found) *text = text_of(json::value(*found));
    return found ? names_in(*found) : std::vector<std::string>{};
}

struct Applied {
    plan::Plan plan;
    LeftOuts left_out;
};
Applied planned(const TestProject& project, const json::value& diff, const NamePatterns& ignored) {
    const auto model = project.model();
    Applied made;
    plan::ChangeSet set(guard::entries_left(diff.get_object(), model.snapshot.get_object(), ignored, made.left_out),
                        model.snapshot.get_object());
    guard::keep_ignored(set, model, ignored);
    made.plan = plan::make_plan(set, model, *sqlite(), project.dialect);
    made.left_out.insert(made.left_out.end(), made.plan.left_out.begin(), made.plan.left_out.end());
    return made;
}

using Names = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(ignored)

BOOST_AUTO_TEST_CASE(a_collection_goes_with_its_fields_and_the_relations_of_either_side) {
    const TestProject project;
    const auto whole = project.snapshot();
    BOOST_TEST(names_in(guard::shown(whole.get_object(), of({"authors"}))) ==
                   (Names{"c blog", "c posts", "f posts.id", "f posts.title", "f posts.rating", "f posts.author"}),
               boost::test_tools::per_element());
    BOOST_TEST(names_in(guard::shown(whole.get_object(), of({"posts.author", "*.rating", "blog"}))) ==
                   (Names{"c authors", "c posts", "f authors.id", "f authors.name", "f authors.posts", "f posts.id",
                          "f posts.title"}),
               boost::test_tools::per_element());
    BOOST_TEST(guard::shown(whole.get_object(), of({"nothing"})) == whole.get_object());
    json::value without = guard::shown(whole.get_object(), of({"authors"}));
    BOOST_TEST(inside(field_of(without, "posts", "author"), "schema")["foreign_key_table"].is_null());
}

BOOST_AUTO_TEST_CASE(nothing_differs_on_account_of_what_is_ignored) {
    const TestProject project;
    const auto whole = project.snapshot();
    const auto ignored = of({"authors", "*.rating"});
    // the other side has none of it
    auto other = whole;
    other = guard::shown(whole.get_object(), ignored);
    BOOST_TEST(diff_between(whole, other, ignored).empty());
    // ... has more of it
    auto more = whole;
    add_table(more, "authors_old");
    field_of(more, "posts", "rating")["type"] = "string";
    inside(field_of(more, "authors", "name"), "meta")["note"] = "another";
    BOOST_TEST(diff_between(whole, more, of({"authors*", "*.rating"})).empty());
    // ... and its relation points elsewhere
    auto elsewhere = whole;
    item_of(elsewhere, "relations", "posts", "author")["related_collection"] = "posts";
    inside(item_of(elsewhere, "relations", "posts", "author"), "schema")["foreign_key_table"] = "posts";
    inside(field_of(elsewhere, "posts", "author"), "schema")["foreign_key_table"] = "posts";
    BOOST_TEST(diff_between(whole, elsewhere, of({"authors"})).empty());
    take_out(elsewhere, "collections", "authors");
    take_out(elsewhere, "fields", "authors");
    BOOST_TEST(diff_between(elsewhere, whole, of({"authors"})).empty());
    // what is not ignored is still found
    inside(item_of(more, "collections", "posts"), "meta")["note"] = "seen";
    BOOST_TEST(diff_between(whole, more, of({"authors*", "*.rating"})) == Names{"c posts"});
}

BOOST_AUTO_TEST_CASE(what_an_item_says_of_the_ignored_is_not_compared) {
    const TestProject project;
    const auto whole = project.snapshot();
    auto other = whole;
    inside(item_of(other, "collections", "posts"), "meta")["group"] = nullptr; // was in the folder blog
    inside(item_of(other, "collections", "authors"), "meta")["archive_field"] = "secret_status";
    inside(field_of(other, "posts", "title"), "meta")["group"] = "secret_group";
    inside(item_of(other, "relations", "posts", "author"), "meta")["sort_field"] = "secret_sort";
    inside(item_of(other, "relations", "posts", "author"), "meta")["one_allowed_collections"] = {"blog", "gone"};
    BOOST_TEST(diff_between(whole, other, of({"blog", "*.secret_*", "gone"})).empty() == false);
    inside(item_of(other, "relations", "posts", "author"), "meta")["one_allowed_collections"] = nullptr;
    BOOST_TEST(diff_between(whole, other, of({"blog", "*.secret_*"})).empty());
    BOOST_TEST(diff_between(other, whole, of({"blog", "*.secret_*"})).empty());
    BOOST_TEST(diff_between(whole, other, of({"*.secret_*"})) == Names{"c posts"});
}

BOOST_AUTO_TEST_CASE(allowed_collections_are_compared_without_the_ignored) {
    const TestProject project;
    auto whole = project.snapshot(), other = whole;
    const auto allow = [](json::value& snapshot, json::value list) {
        inside(item_of(snapshot, "relations", "posts", "author"), "meta")["one_allowed_collections"] = std::move(list);
    };
    allow(whole, {"hidden", "authors"});
    allow(other, {"authors"});
    BOOST_TEST(diff_between(whole, other, of({"hidden"})).empty());
    BOOST_TEST(diff_between(other, whole, of({"hidden"})).empty());
    allow(other, {"authors", "posts"});
    std::string text;
    diff_between(whole, other, of({"hidden"}), &text);
    BOOST_TEST(has(text, R"("rhs":"posts")"), text);
    BOOST_TEST(has(text, R"("rhs":"hidden")"), text); // stays, behind what is not
    diff_between(whole, other, of({"other"}), &text);
    BOOST_TEST(has(text, R"("authors")"), text);
}

BOOST_AUTO_TEST_CASE(entries_are_left_out_and_named) {
    const TestProject project;
    auto diff = project.diff_of([](json::value& snapshot) {
        add_table(snapshot, "log_today");
        inside(field_of(snapshot, "posts", "title"), "meta")["note"] = "n";
        inside(field_of(snapshot, "posts", "rating"), "meta")["note"] = "n";
        take_out(snapshot, "relations", "posts", "author");
    });
    const auto made = planned(project, diff, of({"log_*", "posts.rating", "authors"}));
    BOOST_TEST(
        sentences_of(made.left_out) ==
            (Names{"log_today: collection: ignored by this project", "posts.rating: field: ignored by this project",
                   "log_today.id: field: ignored by this project", "posts.author: relation: ignored by this project"}),
        boost::test_tools::per_element());
    BOOST_REQUIRE(made.plan.steps.size() == 1u);
    BOOST_TEST(made.plan.steps[0].entity == "posts.title");
}

BOOST_AUTO_TEST_CASE(a_relation_is_not_sent_to_an_ignored_collection) {
    const TestProject project;
    auto diff = project.diff_of([](json::value& snapshot) {
        item_of(snapshot, "relations", "posts", "author")["related_collection"] = "blog";
        inside(item_of(snapshot, "relations", "posts", "author"), "schema")["foreign_key_table"] = "blog";
    });
    for (const auto* name : {"blog", "authors", "posts.author"}) {
        const auto made = planned(project, diff, of({name}));
        BOOST_TEST(has(made.left_out, "posts.author: relation: ignored"), name);
        BOOST_TEST(made.plan.steps.empty(), name);
    }
}

// A new item says of the ignored only what is there; the group of one that is stays, though the diff says null.
BOOST_AUTO_TEST_CASE(a_group_that_is_ignored_refuses_nothing) {
    const TestProject project;
    auto diff = project.diff_of([](json::value& snapshot) {
        add_table(snapshot, "pages", "blog");
        add_table(snapshot, "tags", "drafts");
        auto author = new_field("tags", "author", "integer", "integer");
        inside(author, "schema")["foreign_key_table"] = "authors";
        inside(author, "schema")["foreign_key_column"] = "id";
        add(snapshot, "fields", author);
        inside(item_of(snapshot, "collections", "posts"), "meta")["group"] = nullptr;
        inside(item_of(snapshot, "collections", "posts"), "meta")["note"] = "n";
    });
    const auto made = planned(project, diff, of({"blog", "drafts", "authors"}));
    BOOST_TEST(has(made.left_out, "tags: meta.group: kept as it is"));
    BOOST_TEST(has(made.left_out, "tags.author: schema.foreign_key_table: kept as it is"));
    BOOST_TEST(has(made.left_out, "posts: meta.group: kept as it is"));
    BOOST_TEST(!has(made.left_out, "pages"));
    for (const auto& step : made.plan.steps)
        for (const auto& statement : step.statements) {
            BOOST_TEST(!has(statement.sql.str(), "references"), statement.sql.str());
            if (step.entity == "posts") BOOST_TEST(!has(statement.sql.str(), "group"), statement.sql.str());
        }
}

// A key to an ignored collection outlives a change of its column's type.
BOOST_AUTO_TEST_CASE(a_hidden_foreign_key_stays) {
    const TestProject project;
    auto diff = project.diff_of([](json::value& snapshot) {
        auto& field = field_of(snapshot, "posts", "author");
        field["type"] = "bigInteger";
        inside(field, "schema")["data_type"] = "bigint";
        inside(field, "schema")["foreign_key_table"] = nullptr;
        inside(field, "schema")["foreign_key_column"] = nullptr;
        take_out(snapshot, "relations", "posts", "author");
    });
    const auto made = planned(project, diff, of({"authors"}));
    std::string all;
    for (const auto& step : made.plan.steps)
        for (const auto& statement : step.statements) all += statement.sql.str() + "\n";
    BOOST_TEST(has(all, "bigint"), all);
    BOOST_TEST((has(all, "references") || has(all, "REFERENCES") || has(all, "foreign key")), all);
}

BOOST_AUTO_TEST_CASE(a_collection_that_the_ignored_needs_is_not_deleted) {
    const TestProject project;
    project.run("create table log (id integer primary key, post integer references posts (id))");
    project.run("alter table posts add column internal_note text"); // no field of the project's
    const auto without = [](const char* name) {
        return [name](json::value& snapshot) {
            for (const auto* list : {"collections", "fields", "relations"}) take_out(snapshot, list, name);
            if (std::string_view{name} == "authors") take_out(snapshot, "relations", "posts", "author");
        };
    };
    const auto refused = [&](const char* name, std::string_view pattern) {
        const auto diff = project.diff_of(without(name));
        return refusal_of([&] { planned(project, diff, of({pattern})); });
    };
    BOOST_TEST(has(refused("posts", "log"), "\"log.post\", which this project ignores, references it"));
    BOOST_TEST(has(refused("posts", "*.internal_*"), "it holds \"posts.internal_note\", which this project ignores"));
    BOOST_TEST(has(refused("authors", "authors.posts"), "it holds \"authors.posts\""));
    BOOST_TEST(has(refused("authors", "posts.author"), "\"posts.author\", which this project ignores, references it"));
    BOOST_TEST(refused("authors", "nothing") == "");
}

// Its name is ignored, not free.
BOOST_AUTO_TEST_CASE(the_plan_sees_what_is_ignored) {
    const TestProject project;
    const auto whole = project.snapshot();
    auto without = whole;
    without = guard::shown(whole.get_object(), of({"blog"}));
    const auto found = diff::snapshot_diff(without.get_object(), whole.get_object(), {});
    const auto made = planned(project, json::value(*found), of({"blog"}));
    BOOST_TEST(made.plan.steps.empty());
    BOOST_TEST(has(made.left_out, "blog: collection: ignored"));
    BOOST_TEST(has(refusal_of([&] { planned(project, json::value(*found), of({"other"})); }), "already exists"));
}

BOOST_AUTO_TEST_SUITE_END()
