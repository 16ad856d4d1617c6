// SPDX-License-Identifier: Apache-2.0
// Which version a database is spoken to as. docs/operations.md
#include "engine/version_look.hpp"

#include "tests/unit/plan/project_fixture.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

struct Written : TestProject { // by a Directus whose migrations are these
    explicit Written(const std::string& migrations, bool with_access = true) : TestProject(false) {
        run("create table directus_migrations (version varchar(255) primary key, name varchar(255))");
        if (!migrations.empty()) run("insert into directus_migrations (version) values " + migrations);
        if (with_access) run("create table directus_access (id integer primary key)");
    }
    VersionLook look(const std::string& stated = {}) const { return look_at_version(*connection, stated); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(version_look)

BOOST_AUTO_TEST_CASE(nothing_tells_in_a_database_that_directus_never_saw) {
    const TestProject plain(false);
    BOOST_TEST(look_at_version(*plain.connection, {}).version.empty());
    BOOST_TEST(look_at_version(*plain.connection, "11.17.4").version == "11.17.4");
    BOOST_TEST(Written("").look("9.26.0").refusal.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_told_apart_is_the_newest_and_said) {
    const Written eleven("('20220826A'), ('20240806A'), ('20260211A')");
    const auto seen = eleven.look();
    BOOST_TEST(seen.version == "11.17.4");
    BOOST_TEST(has(seen.doubt, "11.16.1 to 11.17.4"));
    BOOST_TEST(seen.refusal.empty());
    BOOST_TEST(eleven.look("11.16.0").version == "11.16.0"); // stated, and possible
    BOOST_TEST(eleven.look("11.16.0").doubt.empty());
}

BOOST_AUTO_TEST_CASE(what_is_stated_and_cannot_be_is_refused_with_both) {
    const Written twelve("('20240806A'), ('20260909A')");
    BOOST_TEST(twelve.look().version == "12.4.0");
    BOOST_TEST(twelve.look().doubt.empty());
    const auto wrong = twelve.look("9.26.0");
    BOOST_TEST(has(wrong.refusal, "stated as 9.26.0"));
    BOOST_TEST(has(wrong.refusal, "12.4.0"));
    BOOST_TEST(has(wrong.refusal, "20260909A"));
    BOOST_TEST(wrong.version == "12.4.0"); // its users are looked up as they are
}

BOOST_AUTO_TEST_CASE(the_tables_confirm_it) {
    BOOST_TEST(has(Written("('20240716A')").look().refusal, "directus_access")); // 10.13 has none
    BOOST_TEST(Written("('20240716A')", false).look().refusal.empty());
    BOOST_TEST(has(Written("('20260909A')", false).look().refusal, "no table directus_access"));
}

BOOST_AUTO_TEST_CASE(a_newer_directus_is_spoken_to_as_the_newest_known) {
    const Written newer("('20240806A'), ('20260909A'), ('20270101A')");
    const auto seen = newer.look();
    BOOST_TEST(seen.version == "12.4.0");
    BOOST_TEST(has(seen.doubt, "newer"));
}

BOOST_AUTO_TEST_SUITE_END()
