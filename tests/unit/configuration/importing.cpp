// SPDX-License-Identifier: Apache-2.0
// Records of configuration, imported into a small project: what becomes of each, what is refused and that nothing has
// changed then. docs/spec/configuration.md 1.
#include "tests/unit/configuration/configured_project.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

std::string role(const std::string& id, const std::string& more = R"(,"name":"Editors")") {
    return R"([{"collection":"directus_roles","items":[{"id":")" + uuid(id) + "\"" + more + "}]}]";
}

} // namespace

BOOST_AUTO_TEST_SUITE(importing)

BOOST_AUTO_TEST_CASE(a_record_is_made_then_changed_then_left_alone) {
    const ConfiguredProject project;
    auto report = project.import(role("1"));
    BOOST_TEST(report.steps == 1u);
    BOOST_TEST(project.answer(report, "directus_roles") ==
               R"({"existing":[],"new":[")" + uuid("1") + R"("],"deleted":[],"mapped":{}})");
    BOOST_TEST(project.cell("select name, icon, parent from directus_roles where id = '" + uuid("1") + "'") ==
               "Editors|supervised_user_circle|-");
    report = project.import(role("1", R"(,"name":"Writers","parent":")" + uuid("b") + "\""));
    BOOST_TEST(report.steps == 1u);
    BOOST_TEST(project.answer(report, "directus_roles") ==
               R"({"existing":[")" + uuid("1") + R"("],"new":[],"deleted":[],"mapped":{}})");
    BOOST_TEST(project.cell("select name, parent from directus_roles where id = '" + uuid("1") + "'") ==
               "Writers|" + uuid("b"));
    report = project.import(role("1", R"(,"name":"Writers")"));
    BOOST_TEST(report.steps == 0u);
    BOOST_TEST(project.answer(report, "directus_roles") ==
               R"({"existing":[")" + uuid("1") + R"("],"new":[],"deleted":[],"mapped":{}})");
    BOOST_TEST(project.cell("select count(*) from schemad_history") == "2");
}

BOOST_AUTO_TEST_CASE(the_database_numbers_what_it_counts) {
    const ConfiguredProject project;
    const auto permissions = [](const char* first, const char* second) {
        const auto one = [](const char* id, const char* action) {
            return std::string{R"({"id":)"} + id + R"(,"collection":"posts","action":")" + action +
                   R"(","fields":["id","title"],"permissions":{"_and":[]},"policy":")" + uuid("a") + "\"}";
        };
        return R"([{"collection":"directus_permissions","items":[)" + one(first, "read") + "," + one(second, "update") +
               "]}]";
    };
    const auto report = project.import(permissions("-1", "-2"));
    BOOST_TEST(project.answer(report, "directus_permissions") ==
               R"({"existing":[],"new":[1,2],"deleted":[],"mapped":{"-1":1,"-2":2}})");
    BOOST_TEST(project.rows("select id, action, fields, permissions from directus_permissions order by id") ==
                   (std::vector<std::string>{R"(1|read|id,title|{"_and":[]})", R"(2|update|id,title|{"_and":[]})"}),
               boost::test_tools::per_element());
    BOOST_TEST(project.import(permissions("1", "2")).steps == 0u);
    // as a client that kept them as members sends
    BOOST_TEST(project.import(permissions("\"1\"", "\"2\"")).steps == 0u);
}

BOOST_AUTO_TEST_CASE(references_are_followed_whatever_the_order) {
    const ConfiguredProject project;
    const auto flow = uuid("1"), first = uuid("2"), second = uuid("3");
    project.import(R"([{"collection":"directus_operations","items":[{"id":")" + first + R"(","key":"a","resolve":")" +
                   second + R"(","flow":")" + flow + R"("},{"id":")" + second + R"(","key":"b","flow":")" + flow +
                   R"("}]},{"collection":"directus_flows","items":[{"id":")" + flow +
                   R"(","name":"f","options":{"url":"x"},"operation":")" + first + R"("}]}])");
    BOOST_TEST(project.cell("select operation from directus_flows") == first);
    BOOST_TEST(project.cell("select resolve from directus_operations where id = '" + first + "'") == second);
    BOOST_TEST(project.cell("select date_created is not null from directus_flows") == "1");
    // what is unique may change hands
    project.import(R"([{"collection":"directus_operations","items":[{"id":")" + first + R"(","resolve":null},{"id":")" +
                   second + R"(","resolve":")" + second + R"("}]}])");
    project.import(R"([{"collection":"directus_operations","items":[{"id":")" + first + R"(","resolve":")" + second +
                   R"("},{"id":")" + second + R"(","resolve":")" + first + R"("}]}])");
    BOOST_TEST(project.rows("select resolve from directus_operations order by id") ==
                   (std::vector<std::string>{second, first}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(add_makes_another_row_and_what_points_there_follows) {
    const ConfiguredProject project;
    const auto report = project.import(R"([{"collection":"directus_roles","items":[{"id":")" + uuid("b") +
                                           R"(","name":"Second"},{"id":")" + uuid("9") +
                                           R"(","name":"Below","parent":")" + uuid("b") + R"("}]}])",
                                       "add");
    const auto& mapped = report.configuration->at("collections").at("directus_roles").at("mapped").as_object();
    BOOST_REQUIRE(mapped.size() == 1u);
    const std::string made{mapped.at(uuid("b")).as_string()};
    BOOST_TEST(made != uuid("b"));
    BOOST_TEST(project.cell("select name from directus_roles where id = '" + made + "'") == "Second");
    BOOST_TEST(project.cell("select parent from directus_roles where name = 'Below'") == made);
    BOOST_TEST(project.cell("select name from directus_roles where id = '" + uuid("b") + "'") == "Administrator");
}

BOOST_AUTO_TEST_CASE(settings_are_one_row) {
    const ConfiguredProject project;
    const auto report =
        project.import(R"([{"collection":"directus_settings","items":[{"id":7,"project_name":"New"}]}])");
    BOOST_TEST(project.answer(report, "directus_settings") == R"({"existing":[1],"new":[],"deleted":[],"mapped":{}})");
    BOOST_TEST(project.rows("select id, project_name, license_key from directus_settings") ==
                   (std::vector<std::string>{"1|New|secret"}),
               boost::test_tools::per_element());
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_settings","items":[{},{}]}])"),
                   "Cannot import multiple records into singleton collection \"directus_settings\""));
}

BOOST_AUTO_TEST_CASE(secrets_are_not_imported) {
    const ConfiguredProject project;
    const auto text = project.refused(R"([{"collection":"directus_settings","items":[{"license_key":"mine"}]}])");
    BOOST_TEST(has(text, "\"license_key\""));
    BOOST_TEST(has(text, "is a secret"));
    BOOST_TEST(!has(text, "mine"));
    for (const auto* value : {"null", "\"**********\""})
        BOOST_TEST(
            project
                .import(std::string{R"([{"collection":"directus_settings","items":[{"license_key":)"} + value + "}]}]")
                .steps == 0u);
    BOOST_TEST(project.cell("select license_key from directus_settings") == "secret");
}

BOOST_AUTO_TEST_CASE(a_fault_names_collection_record_and_field_and_changes_nothing) {
    const ConfiguredProject project;
    const auto before = project.rows("select * from directus_roles");
    const auto check = [&](const std::string& collections, std::initializer_list<const char*> parts) {
        const auto text = project.refused(collections);
        for (const auto* part : parts) BOOST_TEST(has(text, part), text << " lacks " << part);
    };
    check(role("1", R"(,"name":5)"), {"Record 1 of \"directus_roles\"", "field \"name\"", "has to be a text"});
    check(role("1", R"(,"name":"123456789012345678901")"), {"longer than the 20 characters"});
    check(role("1", R"(,"name":null)"), {"\"name\"", "must not be null"});
    check(role("1", ""), {"field \"name\": is required"});
    check(role("1", R"(,"name":"a","colour":"red")"), {"\"colour\"", "no such field"});
    check(role("1", R"(,"name":"a","users":[{"email":"a@example.com"}])"),
          {"\"users\"", "a list of rows of \"directus_users\""});
    check(role("1", R"(,"name":"a","users":null)"), {"\"users\"", "a list of rows of \"directus_users\""});
    check(role("1", R"(,"name":"a","parent":")" + uuid("77") + "\""), {"\"parent\"", "not there"});
    check(role("1", R"(,"name":"a","parent":{"id":1})"), {"Nested relational data is not supported"});
    check(R"([{"collection":"directus_roles","items":[{"id":"x","name":"a"}]}])", {"\"id\"", "has to be a UUID"});
    check(R"([{"collection":"directus_roles","items":[{"id":")" + uuid("1") + R"(","name":"a"},{"id":")" + uuid("1") +
              R"(","name":"b"}]}])",
          {"Record 2 of", "record 1 has the same"});
    check(R"([{"collection":"posts","items":[]}])", {"\"posts\"", "content is not imported"});
    check(R"([{"collection":"directus_fields","items":[]}])", {"is the model"});
    check(R"([{"collection":"directus_sessions","items":[]}])", {"no configuration"});
    check(R"([{"collection":"directus_presets","items":[{}]}])", {"there is no such table"});
    check(R"([{"collection":"directus_roles","items":[]},{"collection":"directus_roles","items":[]}])",
          {"duplicate collection"});
    check(R"([{"collection":"directus_permissions","items":[{"collection":"posts","action":"read","fields":["a,b"],)"
          R"("policy":")" +
              uuid("a") + R"("}]}])",
          {"\"fields\"", "comma"});
    check(R"([{"collection":"directus_policies","items":[{"name":"a","ip_access":["10.0.0.*"]}]}])",
          {"\"ip_access\"", "no address"});
    check(R"([{"collection":"directus_policies","items":[{"name":"a","ip_access":"10.0.0.1,x"}]}])",
          {"\"ip_access\"", "no address"});
    BOOST_TEST(project.rows("select * from directus_roles") == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_keys_of_rows_that_point_here_are_left_out_and_named_once) {
    const ConfiguredProject project;
    const auto report =
        project.import(R"([{"collection":"directus_users","items":[{"id":")" + uuid("d") + R"(","policies":[")" +
                       uuid("77") + R"("]},{"id":")" + uuid("e") + R"(","email":"new@example.com","policies":[]}]}])");
    BOOST_REQUIRE(report.left_out.size() == 1u);
    BOOST_TEST(
        sentence_of(report.left_out.front()) ==
        "directus_users.policies: is a list of rows of \"directus_access\", which say themselves where they belong "
        "(\"user\")");
    BOOST_TEST(project.cell("select count(*) from directus_users") == "2");
}

BOOST_AUTO_TEST_CASE(a_key_in_capitals_is_the_same_key) {
    const ConfiguredProject project;
    const auto capitals = [](std::string key) {
        for (auto& c : key) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        return key;
    };
    project.import(R"([{"collection":"directus_roles","items":[{"id":")" + capitals(uuid("ab")) +
                   R"(","name":"a"},{"id":")" + uuid("ac") + R"(","name":"b","parent":")" + capitals(uuid("ab")) +
                   R"("}]},{"collection":"directus_flows","items":[{"id":")" + capitals(uuid("f1")) +
                   R"(","name":"f","operation":")" + capitals(uuid("f2")) +
                   R"("}]},{"collection":"directus_operations","items":[{"id":")" + capitals(uuid("f2")) +
                   R"(","key":"k","flow":")" + capitals(uuid("f1")) + R"("}]}])");
    BOOST_TEST(project.cell("select parent from directus_roles where id = '" + uuid("ac") + "'") == uuid("ab"));
    BOOST_TEST(project.cell("select operation from directus_flows where id = '" + uuid("f1") + "'") == uuid("f2"));
    BOOST_TEST(project.cell("select flow from directus_operations where id = '" + uuid("f2") + "'") == uuid("f1"));
}

BOOST_AUTO_TEST_CASE(what_is_unique_stays_so) {
    const ConfiguredProject project;
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_users","items":[{"email":"Ann@Example.com"}]}])"),
                   "has to be unique"));
    project.import(R"([{"collection":"directus_users","items":[{"id":")" + uuid("d") +
                   R"(","email":"ANN@example.com"}]}])");
    project.import(R"([{"collection":"directus_users","items":[{"id":")" + uuid("d") +
                   R"(","email":"ann@example.com"}]}])");
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_users","items":[{"email":"ann@example.com"}]}])"),
                   "has to be unique"));
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_users","items":[{"email":"x@y"},{"email":"x@y"}]}])"),
                   "record 1 has the same"));
    const std::string one = R"({"language":"de","key":"a","value":"b"})";
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_translations","items":[)" + one + "," +
                                   R"({"language":"de","key":"a","value":"c"}]}])"),
                   "twice in that language"));
    project.import(R"([{"collection":"directus_translations","items":[)" + one + "]}]");
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_translations","items":[)"
                                   R"({"language":"de","key":"a","value":"c"}]}])"),
                   "twice in that language"));
}

BOOST_AUTO_TEST_CASE(nothing_is_below_itself) {
    const ConfiguredProject project;
    project.import(role("1", R"(,"name":"a","parent":")" + uuid("b") + "\""));
    BOOST_TEST(has(project.refused(role("b", R"(,"parent":")" + uuid("1") + "\"")), "below the record itself"));
    BOOST_TEST(has(project.refused(role("1", R"(,"parent":")" + uuid("1") + "\"")), "below the record itself"));
}

BOOST_AUTO_TEST_CASE(a_dry_run_leaves_nothing_behind_and_tells_the_same) {
    const ConfiguredProject project;
    const auto before = project.rows("select * from directus_roles");
    const auto dry = project.import(role("1"), "merge", false, true);
    BOOST_TEST(dry.configuration->at("applied").as_bool() == false);
    BOOST_TEST(project.rows("select * from directus_roles") == before, boost::test_tools::per_element());
    const auto done = project.import(role("1"));
    BOOST_TEST(done.configuration->at("applied").as_bool() == true);
    BOOST_TEST(project.answer(dry, "directus_roles") == project.answer(done, "directus_roles"));
}

BOOST_AUTO_TEST_SUITE_END()
