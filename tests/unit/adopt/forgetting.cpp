// SPDX-License-Identifier: Apache-2.0
// Meta rows go, and what they were of stays: by the order, by a diff, and on the way back over an adoption.
#include "tests/unit/adopt/adopting_fixture.hpp"

#include "engine/diff/validate.hpp"
#include "engine/history/kept_there.hpp"
#include "engine/model/forgetting.hpp"

using namespace schemad;
using namespace schemad::test;
using Names = std::vector<std::string>;

namespace {

struct Blog : Adopting {
    Blog() {
        run("create table authors (id integer not null primary key autoincrement, name varchar(20))");
        run("create table posts (id integer not null primary key autoincrement, author integer references authors "
            "(id))");
        run("insert into authors (name) values ('Ada')");
        run("insert into posts (author) values (1)");
        carry_out(adopted());
    }
    std::string count(const char* table) const { return cell("select count(*) from " + std::string{table}); }
};

std::string fault_of(const json::object& change) {
    const json::value payload{
        {"hash", "h"},
        {"diff",
         {{"collections", json::array{json::object{{"collection", "a"}, {"diff", json::array{change}}}}},
          {"fields", json::array{}},
          {"systemFields", json::array{}},
          {"relations", json::array{}}}}};
    return refusal_of([&] { diff::validate_diff(payload, model::Dialect({}, "sqlite")); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(forgetting)

BOOST_AUTO_TEST_CASE(all_rows_go_and_all_tables_stay) {
    const Blog project;
    const auto made = project.forgotten();
    BOOST_TEST(names_of(made) == (Names{"authors", "posts"}), boost::test_tools::per_element());
    project.carry_out(made);
    for (const auto* table : {"directus_collections", "directus_fields", "directus_relations"})
        BOOST_TEST(project.count(table) == "0", table);
    BOOST_TEST(project.count("authors") == "1");
    BOOST_TEST(project.cell("select author from posts") == "1");
    BOOST_TEST(project.rows("select \"table\" from pragma_foreign_key_list('posts')") == (Names{"authors"}));
}

BOOST_AUTO_TEST_CASE(of_one_collection_what_leads_to_it_goes_along) {
    Blog project;
    project.run("update directus_relations set one_field = 'posts'");
    project.add_field("authors", "posts", "'o2m'");
    project.tables = patterns_of({"authors"});
    project.carry_out(project.forgotten());
    BOOST_TEST(project.rows("select collection from directus_collections") == (Names{"posts"}));
    BOOST_TEST(project.count("directus_relations") == "0");
    BOOST_TEST(project.count("directus_fields") == "2");

    Blog other; // and the alias of one that stays, which without its relation cannot be read
    other.run("update directus_relations set one_field = 'posts'");
    other.add_field("authors", "posts", "'o2m'");
    other.tables = patterns_of({"posts"});
    other.carry_out(other.forgotten());
    BOOST_TEST(other.rows("select collection, field from directus_fields order by id") ==
                   (Names{"authors|id", "authors|name"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(folders_and_what_is_kept_off_are_named) {
    Blog project;
    project.add_collection("shelf");
    project.run("update directus_collections set \"group\" = 'posts' where collection = 'shelf'");
    project.protected_names = patterns_of({"authors.name"});
    const auto made = project.forgotten();
    BOOST_TEST(names_of(made) == (Names{"posts"}), boost::test_tools::per_element());
    BOOST_TEST(has(made.left_out, "shelf: it is a folder"));
    BOOST_TEST(has(made.left_out, "authors: it holds name: the project's `protected`"));
    project.carry_out(made);
    BOOST_TEST(project.cell("select \"group\" from directus_collections where collection = 'shelf'") == "-");
}

BOOST_AUTO_TEST_CASE(the_mark_is_of_one_form_alone) {
    const auto change = model::forgetting({{"meta", {{"note", "x"}}}});
    BOOST_TEST(fault_of(change).empty());
    BOOST_TEST(model::is_forgetting(change));
    auto other = change;
    other[model::forget_mark] = "yes";
    BOOST_TEST(!fault_of(other).empty());
    other = change;
    other["rhs"] = json::object{};
    BOOST_TEST(!fault_of(other).empty());
    BOOST_TEST(!fault_of({{"kind", "D"}, {"lhs", json::object{}}, {"forget", true}}).empty());
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_is_not_changed_as_well) {
    const Blog project;
    const auto model = project.model();
    const auto& snapshot = model.snapshot.get_object();
    const auto diff_with = [](json::array changes, const char* collection = "posts") {
        return json::object{
            {"collections", json::array{json::object{{"collection", collection}, {"diff", std::move(changes)}}}}};
    };
    const auto forget = model::forgetting({{"meta", json::object{}}});
    const json::object note{{"kind", "E"}, {"path", json::array{"meta", "note"}}, {"lhs", nullptr}, {"rhs", "x"}};
    const auto refused = [&](const json::object& diff) { return refusal_of([&] { plan::ChangeSet(diff, snapshot); }); };
    BOOST_TEST(has(refused(diff_with({forget, note})), "not changed as well"));
    BOOST_TEST(has(refused(diff_with({forget}, "nowhere")), "to forget collection"));
    const plan::ChangeSet set(diff_with({forget}), snapshot);
    BOOST_TEST(set.is_forgotten(model::ItemKind::field, "posts", "author"));
    BOOST_TEST(!set.is_forgotten(model::ItemKind::field, "authors", "name"));
    BOOST_TEST(set.wanted_snapshot().at("collections").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_way_back_drops_nothing_that_was_there_before) {
    Adopting project;
    project.run("create table there (id integer not null primary key autoincrement, up integer references there (id))");
    const auto before = project.model();
    project.carry_out(project.adopted());
    project.add_collection("made", "id integer not null primary key autoincrement");
    const auto after = project.snapshot();
    auto back = diff::snapshot_diff(after.get_object(), before.snapshot.get_object(), diff::Options()).value();
    history::forget_what_was_there(back, *before.catalog);
    const auto plan = project.plan_of_diff(json::value(back));
    std::vector<std::string> dropped;
    for (const auto& step : plan.steps)
        if (step.what != plan::Step::What::meta_rows) dropped.push_back(step.action + " " + step.table);
    BOOST_TEST(dropped == (Names{"drop table made"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
