// SPDX-License-Identifier: Apache-2.0
// Whose token it is and whether that is an administrator. docs/spec/engine-1-http.md 1.4,
// docs/spec/engine-6-apply.md 7.4, 7.5.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/users.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

struct Users : TestProject {
    explicit Users(const std::string& version = "12.4.0") : TestProject(false, version) {
        run("create table directus_users (id char(36) primary key, token varchar(255) collate nocase, status "
            "varchar(16), role char(36))");
        run("create table directus_roles (id char(36) primary key, parent char(36), admin_access boolean)");
        run("create table directus_policies (id char(36) primary key, admin_access boolean, ip_access text)");
        run("create table directus_access (id integer primary key, role char(36), user char(36), policy char(36))");
        run("create table directus_sessions (token varchar(64) primary key, user char(36), expires datetime)");
        run("insert into directus_policies values ('admin', 1, null), ('plain', 0, null), ('office', 1, '10.0.0.0/8, "
            "192.168.1.5')");
        run("insert into directus_roles values ('top', null, 1), ('middle', 'top', 0), ('low', 'middle', 0), ('alone', "
            "null, 0)");
    }
    void user(const std::string& id, const std::string& token, const std::string& role = "null",
              const std::string& status = "'active'") const {
        run("insert into directus_users values ('" + id + "', '" + token + "', " + status + ", " + role + ")");
    }
    // "ann", "ann!" for an administrator, "" for nobody
    std::string who(std::string_view token, std::string_view ip = "1.2.3.4") const {
        return shown(find_user(*connection, token, ip, dialect));
    }
    std::string by_id(std::string_view id, std::string_view session = {}) const {
        return shown(find_user_by_id(*connection, id, session, "1.2.3.4", dialect));
    }
    static std::string shown(const std::optional<User>& user) {
        return user ? user->id + (user->admin ? "!" : "") : std::string{};
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(users)

BOOST_AUTO_TEST_CASE(a_token_is_compared_exactly) {
    const Users project; // whose column ignores case
    project.user("ann", "SecretToken");
    project.user("bob", "secrettoken");
    BOOST_TEST(project.who("SecretToken") == "ann");
    BOOST_TEST(project.who("secrettoken") == "bob");
    BOOST_TEST(project.who("SECRETTOKEN").empty());
    BOOST_TEST(project.who("SecretToke").empty());
    BOOST_TEST(project.who("SecretToken ").empty());
    BOOST_TEST(project.who("").empty());
    BOOST_TEST(project.who("' or '1'='1").empty());
}

BOOST_AUTO_TEST_CASE(only_active_users_count) {
    const Users project;
    for (const auto* status : {"'suspended'", "'invited'", "'draft'", "'archived'", "null"}) {
        project.run("delete from directus_users");
        project.user("ann", "t", "null", status);
        BOOST_TEST(project.who("t").empty(), status);
        BOOST_TEST(project.by_id("ann").empty(), status);
    }
}

BOOST_AUTO_TEST_CASE(a_database_without_users_has_none) {
    const TestProject project(false);
    BOOST_TEST(!find_user(*project.connection, "t", "1.2.3.4", {"10.13.4", "sqlite"}));
    BOOST_TEST(!find_user_by_id(*project.connection, "x", "", "1.2.3.4", {"10.13.4", "sqlite"}));
}

BOOST_AUTO_TEST_CASE(policies_come_by_user_and_by_role) {
    const Users project;
    project.user("ann", "a");
    project.user("bob", "b", "'alone'");
    BOOST_TEST(project.who("a") == "ann");
    project.run("insert into directus_access (user, policy) values ('ann', 'plain')");
    BOOST_TEST(project.who("a") == "ann");
    project.run("insert into directus_access (user, policy) values ('ann', 'admin')");
    BOOST_TEST(project.who("a") == "ann!");
    BOOST_TEST(project.who("b") == "bob");
    project.run("insert into directus_access (role, policy) values ('alone', 'admin')");
    BOOST_TEST(project.who("b") == "bob!");
    BOOST_TEST(project.by_id("bob") == "bob!");
}

BOOST_AUTO_TEST_CASE(the_parents_of_a_role_count) {
    const Users project;
    project.user("low", "l", "'low'");
    project.user("top", "t", "'top'");
    project.run("insert into directus_access (role, policy) values ('low', 'admin')");
    BOOST_TEST(project.who("t") == "top"); // not downwards
    project.run("update directus_access set role = 'top'");
    BOOST_TEST(project.who("l") == "low!");
}

BOOST_AUTO_TEST_CASE(a_circle_of_roles_is_cut_where_it_closes) {
    for (const auto* parent : {"'low'", "'middle'", "'top'"}) { // of all three, of two, of one
        const Users project;
        project.run("update directus_roles set parent = " + std::string(parent) + " where id = 'top'");
        project.user("low", "l", "'low'");
        BOOST_TEST(project.who("l") == "low", parent);
        BOOST_TEST(project.by_id("low") == "low", parent);
        project.run("insert into directus_access (role, policy) values ('top', 'admin')");
        BOOST_TEST(project.who("l") == "low!", parent);
    }
}

BOOST_AUTO_TEST_CASE(a_policy_may_be_bound_to_addresses) {
    const Users project;
    project.user("ann", "a");
    project.run("insert into directus_access (user, policy) values ('ann', 'office')");
    BOOST_TEST(project.who("a", "10.9.8.7") == "ann!");
    BOOST_TEST(project.who("a", "192.168.1.5") == "ann!");
    BOOST_TEST(project.who("a", "192.168.1.6") == "ann");
    BOOST_TEST(project.who("a", "") == "ann");
    BOOST_TEST(project.who("a", "::ffff:10.0.0.1") == "ann!");
}

BOOST_AUTO_TEST_CASE(version_10_asks_the_role_alone) {
    const Users project("10.8.3");
    project.user("top", "t", "'top'");
    project.user("low", "l", "'low'");
    project.user("none", "n");
    project.run("drop table directus_access"); // there are no policies yet
    BOOST_TEST(project.who("t") == "top!");
    BOOST_TEST(project.who("l") == "low");
    BOOST_TEST(project.who("n") == "none");
}

BOOST_AUTO_TEST_CASE(a_session_is_the_users_and_has_not_ended) {
    const Users project;
    project.user("ann", "a");
    project.user("bob", "b");
    project.run(
        "insert into directus_sessions values ('live', 'ann', 4102444800000), ('over', 'ann', 1000), "
        "('text', 'ann', '2100-01-01 00:00:00'), ('past', 'ann', '2001-01-01T00:00:00Z'), ('odd', 'ann', 'soon')");
    BOOST_TEST(project.by_id("ann") == "ann");
    BOOST_TEST(project.by_id("ann", "live") == "ann");
    BOOST_TEST(project.by_id("ann", "text") == "ann");
    for (const auto* session : {"over", "past", "odd", "none"})
        BOOST_TEST(project.by_id("ann", session).empty(), session);
    BOOST_TEST(project.by_id("bob", "live").empty());
    BOOST_TEST(project.by_id("nobody", "live").empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(address_lists)

BOOST_AUTO_TEST_CASE(addresses) {
    BOOST_TEST(ip_matches("1.2.3.4", "1.2.3.4"));
    BOOST_TEST(!ip_matches("1.2.3.4", "1.2.3.5"));
    BOOST_TEST(ip_matches("9.9.9.9, 1.2.3.4 ,8.8.8.8", "1.2.3.4"));
    BOOST_TEST(ip_matches("::1", "0:0:0:0:0:0:0:1"));
    BOOST_TEST(ip_matches("1.2.3.4", "::ffff:1.2.3.4"));
    BOOST_TEST(!ip_matches("", "1.2.3.4"));
    BOOST_TEST(!ip_matches(",,", "1.2.3.4"));
}

BOOST_AUTO_TEST_CASE(blocks) {
    BOOST_TEST(ip_matches("10.0.0.0/8", "10.255.0.1"));
    BOOST_TEST(!ip_matches("10.0.0.0/8", "11.0.0.1"));
    BOOST_TEST(ip_matches("192.168.1.128/25", "192.168.1.200"));
    BOOST_TEST(!ip_matches("192.168.1.128/25", "192.168.1.100"));
    BOOST_TEST(ip_matches("0.0.0.0/0", "8.8.8.8"));
    BOOST_TEST(!ip_matches("0.0.0.0/0", "2001:db8::1")); // of IPv4 only
    BOOST_TEST(ip_matches("2001:db8::/32", "2001:db8:1::1"));
    BOOST_TEST(!ip_matches("2001:db8::/32", "2001:db9::1"));
    for (const auto* bad :
         {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8x", "10.0.0.0/-1", "::/129", "/8", "10/8"})
        BOOST_TEST(!ip_matches(bad, "10.0.0.1"), bad);
}

BOOST_AUTO_TEST_CASE(ranges) {
    BOOST_TEST(ip_matches("10.0.0.5-10.0.0.9", "10.0.0.5"));
    BOOST_TEST(ip_matches("10.0.0.5-10.0.0.9", "10.0.0.9"));
    BOOST_TEST(!ip_matches("10.0.0.5-10.0.0.9", "10.0.0.10"));
    BOOST_TEST(!ip_matches("10.0.0.9-10.0.0.5", "10.0.0.7"));
    BOOST_TEST(!ip_matches("10.0.0.5-", "10.0.0.7"));
    BOOST_TEST(ip_matches("::1-::5", "::3"));
}

BOOST_AUTO_TEST_CASE(what_is_no_address_matches_nothing) {
    for (const auto* bad : {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "fe80::1%eth0"})
        BOOST_TEST(!ip_matches("0.0.0.0/0,::/0", bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
