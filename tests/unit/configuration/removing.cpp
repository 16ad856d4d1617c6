// SPDX-License-Identifier: Apache-2.0
// What goes with consent, what goes along and what stands in the way; who may still administrate; what a project
// protects and ignores; the way back.
#include "tests/unit/configuration/configured_project.hpp"

#include "engine/use_cases/history.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

struct Removing : ConfiguredProject {
    Removing() {
        import(
            R"([{"collection":"directus_roles","items":[{"id":")" + uuid("1") +
            R"(","name":"Editors"}]},{"collection":"directus_policies","items":[{"id":")" + uuid("2") +
            R"(","name":"Edit","ip_access":["10.0.0.0/8"]}]},{"collection":"directus_access","items":[{"id":")" +
            uuid("3") + R"(","role":")" + uuid("1") + R"(","policy":")" + uuid("2") +
            R"("}]},{"collection":"directus_permissions","items":[{"collection":"posts","action":"read","policy":")" +
            uuid("2") + R"("}]}])");
        run("insert into directus_users (id, email, role) values ('" + uuid("e") + "', 'bob@example.com', '" +
            uuid("1") + "')");
    }
    std::string count(const std::string& table) const { return cell("select count(*) from " + table); }
    json::value way_back(std::int64_t entry) const {
        apply::Context context{dialect};
        return use_cases::History(context).revert(*connection, entry).value();
    }
    std::vector<std::string> everything() const {
        std::vector<std::string> all;
        for (const auto* table : {"roles", "policies", "access", "permissions", "users", "flows", "operations"})
            for (const auto& row : rows("select * from directus_" + std::string{table} + " order by id"))
                all.push_back(std::string{table} + ": " + row);
        return all;
    }
    std::string only_admin(const std::string& collection, const std::string& id) const {
        return R"([{"collection":")" + collection + R"(","items":[{"id":")" + uuid(id) + R"("}]}])";
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(removing)

BOOST_AUTO_TEST_CASE(nothing_goes_without_consent) {
    const Removing project;
    project.import(project.only_admin("directus_roles", "b"));
    BOOST_TEST(project.count("directus_roles") == "2");
    BOOST_TEST(has(project.refused(project.only_admin("directus_roles", "b"), "add", true),
                   "\"dangerouslyAllowDelete\" can only be used with mode \"merge\""));
}

BOOST_AUTO_TEST_CASE(a_role_takes_its_access_along_and_suspends_its_users) {
    const Removing project;
    const auto report = project.import(project.only_admin("directus_roles", "b"), "merge", true);
    BOOST_TEST(project.answer(report, "directus_roles") ==
               R"({"existing":[")" + uuid("b") + R"("],"new":[],"deleted":[")" + uuid("1") + R"("],"mapped":{}})");
    BOOST_TEST(project.count("directus_roles") == "1");
    BOOST_TEST(project.count("directus_access") == "1");
    BOOST_TEST(project.count("directus_permissions") == "1");
    BOOST_TEST(project.cell("select status, role from directus_users where id = '" + uuid("e") + "'") == "suspended|-");
}

BOOST_AUTO_TEST_CASE(the_row_of_the_settings_stays) {
    const Removing project;
    project.import(R"([{"collection":"directus_settings","items":[{"project_name":"Kept"}]}])");
    const auto before = project.everything();
    project.import(R"([{"collection":"directus_settings","items":[]}])", "merge", true);
    BOOST_TEST(project.everything() == before, boost::test_tools::per_element());
    BOOST_TEST(project.cell("select project_name from directus_settings") == "Kept");
}

BOOST_AUTO_TEST_CASE(a_policy_takes_its_permissions_along) {
    const Removing project;
    project.import(project.only_admin("directus_policies", "a"), "merge", true);
    BOOST_TEST(project.count("directus_policies") == "1");
    BOOST_TEST(project.count("directus_access") == "1");
    BOOST_TEST(project.count("directus_permissions") == "0");
}

BOOST_AUTO_TEST_CASE(what_points_to_it_and_is_stated_stands_in_the_way) {
    const Removing project;
    const auto before = project.everything();
    const auto text = project.refused(R"([{"collection":"directus_policies","items":[{"id":")" + uuid("a") +
                                          R"("}]},{"collection":"directus_access","items":[{"id":")" + uuid("c") +
                                          R"("},{"id":")" + uuid("3") + R"("}]}])",
                                      "merge", true);
    BOOST_TEST(has(text, "Record 2 of \"directus_access\""));
    BOOST_TEST(has(text, "is to go"));
    BOOST_TEST(project.everything() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(content_that_points_to_it_stands_in_the_way) {
    const Removing project;
    project.run("create table notes (id integer not null primary key, owner char(36) references directus_roles (id) on "
                "delete set null)");
    project.run("insert into notes values (1, '" + uuid("1") + "'), (2, '" + uuid("1") + "')");
    BOOST_TEST(has(project.refused(project.only_admin("directus_roles", "b"), "merge", true),
                   "\"notes.owner\" points to it in 2 rows"));
}

BOOST_AUTO_TEST_CASE(operations_go_together_with_their_flow) {
    const Removing project;
    const auto flow = uuid("1");
    project.import(R"([{"collection":"directus_flows","items":[{"id":")" + flow + R"(","name":"f","operation":")" +
                   uuid("5") + R"("}]},{"collection":"directus_operations","items":[{"id":")" + uuid("5") +
                   R"(","key":"a","resolve":")" + uuid("6") + R"(","flow":")" + flow + R"("},{"id":")" + uuid("6") +
                   R"(","key":"b","flow":")" + flow + R"("}]}])");
    const auto before = project.everything();
    const auto report = project.import(R"([{"collection":"directus_flows","items":[]}])", "merge", true);
    BOOST_TEST(project.count("directus_operations") == "0");
    BOOST_TEST(project.count("directus_flows") == "0");
    BOOST_REQUIRE(report.entry);
    project.apply(project.way_back(*report.entry));
    BOOST_TEST(project.everything() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_administrator_stays) {
    const Removing project;
    const auto before = project.everything();
    const std::string last = "Cannot remove the last admin user from the system";
    BOOST_TEST(has(project.refused(project.only_admin("directus_roles", "1"), "merge", true), last));
    BOOST_TEST(has(project.refused(project.only_admin("directus_policies", "2"), "merge", true), last));
    BOOST_TEST(has(project.refused(project.only_admin("directus_access", "3"), "merge", true), last));
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_policies","items":[{"id":")" + uuid("a") +
                                   R"(","admin_access":false}]}])"),
                   last));
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_users","items":[{"id":")" + uuid("d") +
                                   R"(","status":"archived"}]}])"),
                   last));
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_users","items":[{"id":")" + uuid("d") + R"(","role":")" +
                                   uuid("1") + R"("}]}])"),
                   last));
    BOOST_TEST(project.everything() == before, boost::test_tools::per_element());
    // another one by a role above theirs
    project.import(R"([{"collection":"directus_roles","items":[{"id":")" + uuid("1") + R"(","parent":")" + uuid("b") +
                   R"("}]},{"collection":"directus_users","items":[{"id":")" + uuid("d") +
                   R"(","status":"archived"}]}])");
    // where nobody is one, nothing is asked
    project.run("update directus_users set status = 'archived'");
    project.import(R"([{"collection":"directus_policies","items":[{"id":")" + uuid("a") +
                   R"(","admin_access":false}]}])");
}

BOOST_AUTO_TEST_CASE(each_way_leads_back) {
    const Removing project;
    const auto before = project.everything();
    const auto report = project.import(
        R"([{"collection":"directus_roles","items":[{"id":")" + uuid("b") + R"(","name":"Boss"},{"id":")" + uuid("8") +
            R"(","name":"New"}]},{"collection":"directus_permissions","items":[{"collection":"authors","action":"read",)"
            R"("policy":")" +
            uuid("a") + R"("}]}])",
        "merge", true);
    BOOST_REQUIRE(report.entry);
    BOOST_TEST((project.everything() != before));
    project.apply(project.way_back(*report.entry));
    auto after = project.everything();
    BOOST_TEST(after == before, boost::test_tools::per_element());
    BOOST_TEST(project.way_back(*report.entry).is_null());
}

BOOST_AUTO_TEST_CASE(a_user_comes_back_without_a_password_and_that_is_told) {
    const Removing project;
    project.run("update directus_users set password = 'topsecret' where id = '" + uuid("e") + "'");
    const auto report = project.import(project.only_admin("directus_users", "d"), "merge", true);
    BOOST_REQUIRE(report.entry);
    BOOST_TEST(project.count("directus_users") == "1");
    const auto way = project.way_back(*report.entry);
    BOOST_TEST(!has(text_of(way), "topsecret"));
    BOOST_TEST(text_of(way.at("lost")) == R"([{"entry":)" + std::to_string(*report.entry) +
                                              R"(,"entity":"directus_users/)" + uuid("e") +
                                              R"(","action":"delete row","what":"rows","count":1}])");
    project.apply(way);
    BOOST_TEST(project.cell("select email, password, role from directus_users where id = '" + uuid("e") + "'") ==
               "bob@example.com|-|" + uuid("1"));
}

BOOST_AUTO_TEST_CASE(what_other_rows_let_go_does_not_come_back_and_that_is_told) {
    const Removing project;
    project.run("create table directus_folders (id char(36) not null primary key, name varchar(255) not null)");
    project.run("create table directus_files (id char(36) not null primary key, folder char(36) null references "
                "directus_folders (id) on delete set null)");
    project.run("create table directus_shares (id char(36) not null primary key, role char(36) null references "
                "directus_roles (id) on delete cascade)");
    project.run("insert into directus_folders values ('" + uuid("f") + "', 'f')");
    for (const auto* file : {"11", "12"})
        project.run("insert into directus_files values ('" + uuid(file) + "', '" + uuid("f") + "')");
    project.run("insert into directus_shares values ('" + uuid("13") + "', '" + uuid("1") + "')");
    const auto report = project.import(R"([{"collection":"directus_folders","items":[]},)" +
                                           project.only_admin("directus_roles", "b").substr(1),
                                       "merge", true);
    BOOST_REQUIRE(report.entry);
    const auto entry = std::to_string(*report.entry);
    BOOST_TEST(text_of(project.way_back(*report.entry).at("lost")) ==
               R"([{"entry":)" + entry +
                   R"(,"entity":"directus_files.folder","action":"update row","what":"values","count":2},{"entry":)" +
                   entry + R"(,"entity":"directus_shares","action":"delete row","what":"rows","count":1}])");
}

BOOST_AUTO_TEST_CASE(the_history_keeps_names_and_no_secret) {
    const Removing project;
    const auto report = project.import(
        R"([{"collection":"directus_flows","items":[{"id":")" + uuid("7") +
        R"(","name":"f","options":{"headers":[{"header":"Authorization","value":"Bearer topsecret"}]}}]}])");
    BOOST_REQUIRE(report.entry);
    apply::Context context{project.dialect};
    const auto text = text_of(*use_cases::History(context).entry(*project.connection, *report.entry));
    BOOST_TEST(has(text, uuid("7")));
    BOOST_TEST(!has(text, "topsecret"));
}

BOOST_AUTO_TEST_CASE(policy_protected_and_ignored_count) {
    Removing project;
    BOOST_TEST(has(refusal_of([&] {
                       project.import(project.only_admin("directus_roles", "b"), "merge", true, false,
                                      Destructive::deny);
                   }),
                   "This project does not allow that"));
    BOOST_TEST(has(refusal_of([&] {
                       project.import(project.only_admin("directus_roles", "b"), "merge", true, false,
                                      Destructive::confirm);
                   }),
                   "?confirm="));
    const std::string permission = R"([{"collection":"directus_permissions","items":[{"collection":"posts","action":)"
                                   R"("update","policy":")" +
                                   uuid("2") + R"("}]}])";
    project.protected_names.add("posts");
    BOOST_TEST(has(project.refused(permission), "protects: posts"));
    project.protected_names = {};
    project.protected_names.add("directus_flows");
    BOOST_TEST(has(project.refused(R"([{"collection":"directus_flows","items":[{"name":"f"}]}])"),
                   "protects: directus_flows"));
    project.protected_names = {};
    project.ignored.add("posts");
    const auto report = project.import(permission, "merge", true);
    BOOST_TEST(report.steps == 0u);
    BOOST_TEST(has(report.left_out, "which this project ignores"));
    BOOST_TEST(project.count("directus_permissions") == "1"); // nobody sees the one that is there, either
}

BOOST_AUTO_TEST_CASE(schema_and_configuration_are_one) {
    const Removing project;
    auto payload = configuration::payload_of(
        project.document(
            R"([{"collection":"directus_permissions","items":[{"collection":"tags","action":"read","policy":")" +
                uuid("2") + R"("}]}])",
            "merge", false),
        true);
    payload.as_object()["diff"] = project.diff_of([](json::value& wanted) { add_table(wanted, "tags"); });
    const auto bad = [&] {
        auto changed = payload;
        changed.at("configuration").at("collections").at(0).at("items").at(0).as_object()["policy"] = uuid("99");
        return changed;
    }();
    const auto before = project.everything();
    BOOST_TEST(has(refusal_of([&] { project.apply(bad); }), "\"policy\""));
    BOOST_TEST(project.cell("select count(*) from sqlite_master where name = 'tags'") == "0");
    BOOST_TEST(project.everything() == before, boost::test_tools::per_element());
    const auto report = project.apply(payload);
    BOOST_TEST(project.cell("select count(*) from sqlite_master where name = 'tags'") == "1");
    BOOST_TEST(project.count("directus_permissions") == "2");
    BOOST_REQUIRE(report.entry);
    project.apply(project.way_back(*report.entry));
    BOOST_TEST(project.cell("select count(*) from sqlite_master where name = 'tags'") == "0");
    BOOST_TEST(project.everything() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_about_a_collection_that_goes_is_refused) {
    const Removing project;
    auto payload = configuration::payload_of(
        project.document(
            R"([{"collection":"directus_permissions","items":[{"collection":"posts","action":"update","policy":")" +
                uuid("2") + R"("}]}])",
            "merge", false),
        true);
    payload.as_object()["diff"] = project.diff_of([](json::value& wanted) {
        for (const auto* list : {"collections", "fields", "relations"}) take_out(wanted, list, "posts");
        take_out(wanted, "fields", "authors", "posts");
    });
    BOOST_TEST(has(refusal_of([&] { project.apply(payload); }), "names a collection that the diff deletes"));
}

BOOST_AUTO_TEST_SUITE_END()
