// SPDX-License-Identifier: Apache-2.0
// The rows that a log-in reads and writes.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/logins.hpp"
#include "engine/stored_moment.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using namespace std::chrono_literals;

struct Logins : TestProject {
    Logins() : TestProject(false) {
        run("create table directus_users (id char(36) primary key, email varchar(128), password varchar(255), "
            "tfa_secret "
            "varchar(255), status varchar(16), provider varchar(128), role char(36), last_access datetime)");
        run("create table directus_sessions (token varchar(64) primary key collate nocase, user char(36), expires "
            "datetime not "
            "null, ip varchar(255), user_agent text, origin varchar(255), share char(36))");
        run("create table directus_settings (id integer primary key, auth_login_attempts integer default 25)");
        run("insert into directus_users values ('ann', 'Ann@X.org', '$argon2', null, 'active', 'default', 'r', null)");
    }
    SessionStart session(const std::string& token, std::chrono::seconds lives = 1h) const {
        return {token, "ann", "1.2.3.4", "curl", "", std::chrono::system_clock::now() + lives};
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(logins)

BOOST_AUTO_TEST_CASE(a_user_is_found_by_mail_whatever_its_case) {
    const Logins project;
    const auto ann = find_login_user(*project.connection, "aNN@x.ORG");
    BOOST_REQUIRE(ann);
    BOOST_TEST(ann->id == "ann");
    BOOST_TEST(ann->password == "$argon2");
    BOOST_TEST(ann->tfa_secret.empty());
    BOOST_TEST(!find_login_user(*project.connection, "' or 1=1 --"));
    const TestProject without(false);
    BOOST_TEST(!find_login_user(*without.connection, "ann@x.org"));
}

BOOST_AUTO_TEST_CASE(a_session_starts_goes_on_and_ends) {
    const Logins project;
    start_session(*project.connection, project.session("over", -1h), project.dialect);
    start_session(*project.connection, project.session("first"), project.dialect);
    BOOST_TEST(project.cell("select count(*) from directus_sessions") == "1"); // what was over went
    BOOST_TEST(project.cell("select last_access is not null from directus_users") == "1");
    BOOST_TEST(user_of_session(*project.connection, "first")->id == "ann");
    BOOST_TEST(!user_of_session(*project.connection, "FIRST"));
    BOOST_TEST(
        renew_session(*project.connection, "first", "second", std::chrono::system_clock::now() + 1h, project.dialect));
    BOOST_TEST(
        !renew_session(*project.connection, "first", "third", std::chrono::system_clock::now() + 1h, project.dialect));
    BOOST_TEST(!user_of_session(*project.connection, "first"));
    BOOST_TEST(user_of_session(*project.connection, "second").has_value());
    suspend_user(*project.connection, "ann");
    BOOST_TEST(!user_of_session(*project.connection, "second"));
    end_session(*project.connection, "second");
    BOOST_TEST(project.cell("select count(*) from directus_sessions") == "0");
}

BOOST_AUTO_TEST_CASE(attempts_are_what_the_settings_say) {
    const Logins project;
    BOOST_TEST(*allowed_login_attempts(*project.connection) == 25);
    project.run("insert into directus_settings values (1, 3)");
    BOOST_TEST(*allowed_login_attempts(*project.connection) == 3);
    project.run("update directus_settings set auth_login_attempts = null");
    BOOST_TEST(!allowed_login_attempts(*project.connection));
    const TestProject without(false);
    BOOST_TEST(*allowed_login_attempts(*without.connection) == 25);
}

BOOST_AUTO_TEST_CASE(moments_are_written_as_each_driver_does) {
    using model::MomentForm;
    const auto moment = std::chrono::system_clock::time_point(1'700'000'000'123ms);
    const StoredMoment number(moment, MomentForm::milliseconds), text(moment, MomentForm::text),
        zoned(moment, MomentForm::text_with_zone);
    BOOST_TEST(number.value().as.integer == 1'700'000'000'123);
    BOOST_TEST(view(text.value().as.text) == "2023-11-14 22:13:20");
    BOOST_TEST(view(zoned.value().as.text) == "2023-11-14 22:13:20+00");
    BOOST_TEST(has_passed(text.value()));
    BOOST_TEST(has_passed(null_value()));
    BOOST_TEST(!has_passed(value_of(std::string_view("2999-01-01T00:00:00Z"))));
}

BOOST_AUTO_TEST_SUITE_END()
