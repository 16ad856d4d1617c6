// SPDX-License-Identifier: Apache-2.0
// What becomes a collection, a field, a relation, with what Directus's app gives it; what does not, and why.
#include "tests/unit/adopt/adopting_fixture.hpp"

using namespace schemad;
using namespace schemad::test;
using Names = std::vector<std::string>;

namespace {

struct Harbour : Adopting {
    using Adopting::Adopting;
    void make() const {
        run("create table piers (id integer not null primary key autoincrement, name varchar(20) not null, code "
            "char(2) unique)");
        run("create table boats (id integer not null primary key autoincrement, pier integer references piers (id), "
            "towed_by integer references boats (id), built date, insured boolean, shape wibble(2))");
        run("create table berths (pier integer references piers (id), place integer, primary key (pier, place))");
        run("create table boats_piers (id integer not null primary key autoincrement, boat integer references boats "
            "(id), "
            "pier integer references piers (id))");
        run("create table repairs (id integer not null primary key autoincrement, pier integer, place integer, "
            "code char(2) references piers (code), foreign key (pier, place) references berths (pier, place))");
        run("create table tides (height real)");
        run("create table \"tide times\" (id integer primary key)");
        run("create view afloat as select id from boats");
    }
};

json::object meta_in(const adopt::Adoption& made, const char* list, std::string_view collection,
                     std::string_view field = {}) {
    for (const auto& value : made.diff.at(list).as_array()) {
        const auto& entry = value.as_object();
        if (model::text_of(entry, "collection") == collection && model::text_of(entry, "field") == field)
            return entry.at("diff").at(0).at("rhs").at("meta").as_object();
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(adoption)

BOOST_AUTO_TEST_CASE(tables_columns_and_keys_get_rows_and_nothing_else_changes) {
    Harbour project;
    project.make();
    const auto before = project.rows("select name, sql from sqlite_master where name not like 'sqlite%' order by name");
    const auto made = project.adopted();
    BOOST_TEST(names_of(made) == (Names{"boats", "boats_piers", "piers", "repairs"}), boost::test_tools::per_element());
    for (const auto& step : project.plan_of(made).steps)
        BOOST_TEST((step.what == plan::Step::What::meta_rows), step.action);
    project.carry_out(made);
    BOOST_TEST(project.rows("select name, sql from sqlite_master where name not like 'sqlite%' order by name") ==
                   before,
               boost::test_tools::per_element());
    // the model is now what the diff states, and there is nothing left to do
    const auto again = project.adopted();
    BOOST_TEST(again.collections.empty());
    for (const auto kind : {model::ItemKind::collection, model::ItemKind::field, model::ItemKind::relation})
        BOOST_TEST(model::list_of(again.diff, kind).empty());
    auto snapshot = project.snapshot();
    BOOST_TEST(item_of(snapshot, "relations", "boats", "towed_by").at("related_collection").as_string() == "boats");
    BOOST_TEST(snapshot.at("relations").as_array().size() == 4u);
}

BOOST_AUTO_TEST_CASE(fields_look_as_the_app_makes_them) {
    Harbour project;
    project.make();
    const auto made = project.adopted();
    const auto interface_of = [&](const char* collection, const char* field) {
        return std::string{model::text_of(meta_in(made, "fields", collection, field), "interface")};
    };
    BOOST_TEST(interface_of("boats", "pier") == "select-dropdown-m2o");
    BOOST_TEST((meta_in(made, "fields", "boats", "pier").at("special") == json::array{"m2o"}));
    BOOST_TEST(interface_of("boats", "built") == "datetime");
    BOOST_TEST(interface_of("boats", "insured") == "boolean");
    BOOST_TEST(interface_of("repairs", "code") == "input"); // its key leads to no primary key
    BOOST_TEST(meta_in(made, "fields", "boats", "id").at("hidden").as_bool());
    BOOST_TEST(meta_in(made, "collections", "boats_piers").at("hidden").as_bool());
    BOOST_TEST(!meta_in(made, "collections", "boats").contains("hidden"));
    BOOST_TEST(!meta_in(made, "fields", "boats", "shape").empty()); // of a type that nobody knows
}

BOOST_AUTO_TEST_CASE(what_stays_as_it_is_is_named_with_its_reason) {
    Harbour project;
    project.make();
    const auto left = project.adopted().left_out;
    for (const auto* part :
         {"afloat: it is a view", "berths: its primary key has 2 columns (pier, place)",
          "tide times: its name holds a blank", "tides: it has no primary key",
          "repairs.code: relation: the foreign key leads to a column of piers that is not its primary key",
          "repairs.pier: relation: a foreign key over 2 columns (pier, place)",
          "directus_fields: it is a table of Directus itself"})
        BOOST_TEST(has(left, part), part);
}

BOOST_AUTO_TEST_CASE(names_of_javascript_and_of_queries_are_left_out) {
    Adopting project;
    project.run("create table \"constructor\" (id integer primary key)");
    project.run("create table \"a/b\" (id integer primary key)");
    project.run("create table \"a.b\" (id integer primary key)");
    project.run("create table odd (\"k*\" integer primary key)");
    project.run("create table even (id integer primary key, \"what?\" text, \"count(x)\" text, fine text)");
    const auto made = project.adopted();
    BOOST_TEST(names_of(made) == (Names{"even"}), boost::test_tools::per_element());
    for (const auto* part : {"constructor: its name is a property", "a/b: its name holds \"/\"",
                             "a.b: its name holds \".\"", "odd: of its primary key k* the name holds \"*\"",
                             "even.what?: the name holds \"?\"", "even.count(x): the name holds \"(\""})
        BOOST_TEST(has(made.left_out, part), part);
    BOOST_TEST(made.diff.at("fields").as_array().size() == 2u);
}

BOOST_AUTO_TEST_CASE(patterns_choose_and_a_relation_comes_when_both_sides_are_there) {
    Harbour project;
    project.make();
    project.tables = patterns_of({"boats"});
    auto made = project.adopted();
    BOOST_TEST(names_of(made) == (Names{"boats"}), boost::test_tools::per_element());
    BOOST_TEST(made.diff.at("relations").as_array().size() == 1u); // to itself
    BOOST_TEST(has(made.left_out, "boats.pier: relation: the foreign key leads to piers, which is no collection"));
    project.carry_out(made);
    project.tables = patterns_of({"p*"});
    made = project.adopted();
    BOOST_TEST(names_of(made) == (Names{"boats", "piers"}), boost::test_tools::per_element());
    BOOST_TEST(!made.collections[0].at("new").as_bool());
    BOOST_TEST(made.diff.at("collections").as_array().size() == 1u);
    project.carry_out(made);
    auto snapshot = project.snapshot();
    BOOST_TEST(item_of(snapshot, "relations", "boats", "pier").at("related_collection").as_string() == "piers");
}

BOOST_AUTO_TEST_CASE(protected_and_ignored_names_are_left_alone) {
    Harbour project;
    project.make();
    project.protected_names = patterns_of({"boats_piers", "boats.built"});
    project.ignored = patterns_of({"piers"});
    const auto made = project.adopted();
    BOOST_TEST(names_of(made) == (Names{"boats", "repairs"}), boost::test_tools::per_element());
    for (const auto* part : {"boats_piers: the project's `protected`", "boats.built: the project's `protected`",
                             "piers: the project's `ignore`",
                             "boats.pier: relation: the foreign key leads to piers, which the project ignores"})
        BOOST_TEST(has(made.left_out, part), part);
}

BOOST_AUTO_TEST_CASE(the_other_side_of_a_relation_on_request) {
    Adopting project;
    project.run("create table people (id integer not null primary key autoincrement, letters text)");
    project.run(
        "create table letters (id integer not null primary key autoincrement, sender integer references people (id), "
        "answers integer references letters (id), letters_answers text)");
    project.aliases = true;
    const auto made = project.adopted();
    project.carry_out(made);
    auto snapshot = project.snapshot();
    BOOST_TEST(field_of(snapshot, "people", "letters_sender").at("type").as_string() == "alias");
    BOOST_TEST((field_of(snapshot, "people", "letters_sender").at("meta").at("special") == json::array{"o2m"}));
    BOOST_TEST(item_of(snapshot, "relations", "letters", "sender").at("meta").at("one_field").as_string() ==
               "letters_sender");
    BOOST_TEST(field_of(snapshot, "letters", "letters").at("type").as_string() == "alias"); // of its own table
    BOOST_TEST(project.adopted().collections.empty());
    project.protected_names = patterns_of({"people.*"});
    project.run("delete from directus_relations");
    const auto again = project.adopted();
    BOOST_TEST(has(again.left_out, "people.letters_sender: no list of what leads here: the project's `protected`"));
    BOOST_TEST(again.diff.at("relations").as_array().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_plan_that_changes_a_table_is_refused) {
    Harbour project;
    project.make();
    const auto made = project.adopted();
    project.run("drop table repairs"); // somebody else's doing, behind the look at the catalog
    const auto refused = refusal_of([&] { apply::require_meta_rows_only(project.plan_of(made)); });
    BOOST_TEST(has(refused, "it would create table (repairs), and tables are to stay as they are"), refused);
}

BOOST_AUTO_TEST_CASE(columns_and_keys_of_a_collection_that_is_tracked_already) {
    Harbour project;
    project.make();
    for (const auto* name : {"piers", "boats"}) project.add_collection(name);
    project.add_field("boats", "id");
    project.add_field("boats", "pier", "'m2o'");
    project.tables = patterns_of({"boats", "piers"});
    const auto made = project.adopted();
    BOOST_TEST(made.diff.at("collections").as_array().empty());
    BOOST_TEST(meta_in(made, "fields", "boats", "id").empty()); // it has its row
    BOOST_TEST(!meta_in(made, "fields", "boats", "towed_by").empty());
    BOOST_TEST(made.diff.at("relations").as_array().size() == 2u);
    project.carry_out(made);
    BOOST_TEST(project.cell("select count(*) from directus_fields where collection = 'boats'") == "6");
}

// Before 11.10 a snapshot lists what has no row: there the row is what is new.
BOOST_AUTO_TEST_CASE(a_version_that_lists_what_is_untracked) {
    Harbour project("11.5.0");
    project.make();
    const auto made = project.adopted();
    BOOST_TEST(made.diff.at("collections").at(0).at("diff").at(0).at("kind").as_string() == "E");
    project.carry_out(made);
    BOOST_TEST(project.cell("select count(*) from directus_collections") == "4");
    BOOST_TEST(project.adopted().collections.empty());
}

BOOST_AUTO_TEST_SUITE_END()
