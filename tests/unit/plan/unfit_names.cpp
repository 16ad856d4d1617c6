// SPDX-License-Identifier: Apache-2.0
// Names that Directus cannot live with: refused where a diff makes them, left alone where they are there.
#include "engine/plan/unfit_names.hpp"
#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using namespace std::string_view_literals;

const std::string_view of_every_object[] = {
    "constructor", "hasOwnProperty",   "isPrototypeOf",    "propertyIsEnumerable", "toLocaleString",   "toString",
    "valueOf",     "__defineGetter__", "__defineSetter__", "__lookupGetter__",     "__lookupSetter__", "__proto__"};
const std::string_view in_no_query[] = {"c.d",
                                        ".c",
                                        "c.",
                                        "*",
                                        "a*",
                                        "b?",
                                        "?",
                                        "a as b",
                                        "a AS b",
                                        "a  aS\tb",
                                        " as b as ",
                                        "x as ",
                                        " c",
                                        "c ",
                                        "\tc",
                                        "c\xC2\xA0",
                                        "\xE2\x80\xA8"
                                        "c",
                                        "\xEF\xBB\xBF"
                                        "c"};
const std::string_view in_no_column[] = {"f(x)", "f()", ")(", "price (net)"};
// Odd, and good all the same.
const std::string_view fit[] = {"Constructor", "prototype", "length", "__proto", "as",    "asb",   "a-as-b", "class as",
                                "a b",         "a:b",       "a,b",    "a'b",     "a\"b",  "é",     "1",      "f(x",
                                "$a",          "-->",       "a`b",    "a;b",     "as as", "was as"};

std::string refusal_of_table(const TestProject& project, std::string_view name) {
    return project.refusal_of_edit([&](auto& s) { add_table(s, name); });
}
std::string refusal_of_column(const TestProject& project, std::string_view name) {
    return project.refusal_of_edit([&](auto& s) { add(s, "fields", new_field("posts", name, "string", "varchar")); });
}
json::object new_alias(std::string_view name) {
    return {{"collection", "posts"},
            {"field", name},
            {"type", "alias"},
            {"meta", {{"collection", "posts"}, {"field", name}, {"special", json::array{"alias", "no-data"}}}},
            {"schema", nullptr}};
}
std::string refusal_of_alias(const TestProject& project, std::string_view name) {
    return project.refusal_of_edit([&](auto& s) { add(s, "fields", new_alias(name)); });
}
std::string refusal_of_folder(const TestProject& project, std::string_view name) {
    return project.refusal_of_edit([&](auto& s) {
        add(s, "collections", {{"collection", name}, {"meta", {{"collection", name}}}, {"schema", nullptr}});
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(unfit_names)

BOOST_AUTO_TEST_CASE(properties_of_every_object) {
    const TestProject project;
    for (const auto name : of_every_object) {
        const auto quoted =
            "\"" + std::string{name} + "\" cannot be created: the name is a property of every JavaScript";
        const auto of_posts = "\"posts." + std::string{name} + "\" cannot be created: the name is a property of every";
        BOOST_TEST(has(refusal_of_table(project, name), "Collection " + quoted), name);
        BOOST_TEST(has(refusal_of_folder(project, name), "Collection " + quoted), name);
        BOOST_TEST(has(refusal_of_column(project, name), "Field " + of_posts), name);
        BOOST_TEST(has(refusal_of_alias(project, name), "Field " + of_posts), name);
    }
}

BOOST_AUTO_TEST_CASE(what_a_query_takes_apart) {
    const TestProject project;
    for (const auto name : in_no_query) {
        const auto table = refusal_of_table(project, name), column = refusal_of_column(project, name);
        BOOST_TEST((has(table, "Collection \"" + std::string{name} + "\" cannot be created") ||
                    has(table, "can't start or end with whitespace")),
                   name << ": " << table);
        BOOST_TEST(has(column, "Field \"posts." + std::string{name} + "\" cannot be created"), name << ": " << column);
    }
    for (const auto name : in_no_column) {
        BOOST_TEST(has(refusal_of_column(project, name), "the call of a function"), name);
        BOOST_TEST(refusal_of_table(project, name).empty(), name);
    }
}

BOOST_AUTO_TEST_CASE(what_has_no_column_is_in_no_query) {
    const TestProject project;
    for (const auto name : {"c.d"sv, "a as b"sv, "what?"sv, "f(x)"sv}) {
        BOOST_TEST(refusal_of_alias(project, name).empty(), name);
        BOOST_TEST(refusal_of_folder(project, name).empty(), name);
    }
    BOOST_TEST(has(refusal_of_alias(project, "*"), "all fields"));
    BOOST_TEST(has(refusal_of_alias(project, "a\0b"sv), "zero byte"));
    BOOST_TEST(has(refusal_of_column(project, "a\xED\xA0\x80"), "half a character"));
    BOOST_TEST(has(refusal_of_table(project, "a\xED\xB0\x80"), "half a character"));
    BOOST_TEST(has(refusal_of_column(project, ""), "is empty"));
}

BOOST_AUTO_TEST_CASE(other_names_are_as_good_as_ever) {
    const TestProject project;
    for (const auto name : fit) {
        BOOST_TEST(plan::fault_of_table_name(name).empty(), name);
        BOOST_TEST(plan::fault_of_column_name(name).empty(), name);
        BOOST_TEST(refusal_of_column(project, name).empty(), name << ": " << refusal_of_column(project, name));
    }
}

BOOST_AUTO_TEST_CASE(a_folder_that_becomes_a_table) {
    const TestProject project;
    project.add_collection("c.d");
    BOOST_TEST(has(project.refusal_of_edit([](auto& s) {
        item_of(s, "collections", "c.d")["schema"] = json::object{{"name", "c.d"}};
        auto id = new_field("c.d", "id", "integer", "integer");
        for (const auto flag : {"is_primary_key", "has_auto_increment"}) inside(id, "schema")[flag] = true;
        add(s, "fields", std::move(id));
    }),
                   "Collection \"c.d\" cannot be created: the name holds \".\""));
}

BOOST_AUTO_TEST_CASE(what_is_there_is_left_alone) {
    const TestProject project;
    for (const auto* name : {"constructor", "c.d", "what?"}) {
        const std::string table = name;
        project.add_collection(table, "id integer not null primary key autoincrement, \"a as b\" text, \"*\" text");
        for (const auto* field : {"id", "a as b", "*"}) project.add_field(table, field);
        const auto plan = project.plan_of([&](auto& s) {
            inside(item_of(s, "collections", table), "meta")["note"] = "changed";
            inside(field_of(s, table, "a as b"), "meta")["note"] = "changed";
            inside(field_of(s, table, "*"), "schema")["is_indexed"] = true;
            add(s, "fields", new_field(table, "more", "string", "varchar"));
        });
        BOOST_TEST(!plan.steps.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
