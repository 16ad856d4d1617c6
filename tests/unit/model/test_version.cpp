// SPDX-License-Identifier: Apache-2.0
// What follows from a version, and which versions a list of migrations allows. docs/spec/versions.md
#include <boost/test/unit_test.hpp>

#include "engine/model/dialect.hpp"
#include "engine/model/migrations.hpp"

using namespace schemad::model;

BOOST_AUTO_TEST_SUITE(version)

BOOST_AUTO_TEST_CASE(numbers) {
    BOOST_TEST((VersionNumber::of("12.4.0") == VersionNumber{12, 4, 0}));
    BOOST_TEST((VersionNumber::of("12.0.0-rc.1") == VersionNumber{12, 0, 0}));
    BOOST_TEST((VersionNumber::of("11.13") == VersionNumber{11, 13, 0}));
    BOOST_TEST((VersionNumber::of("") == VersionNumber{}));
    BOOST_TEST((VersionNumber::of("9.26.0") < VersionNumber::of("10.0.0")));
}

BOOST_AUTO_TEST_CASE(a_version_has_the_traits_of_the_last_row_at_or_below_it) {
    const auto of = [](const char* text) { return traits_of(VersionNumber::of(text)); };
    BOOST_TEST(!of("9.23.1").lists_system_fields);
    BOOST_TEST(!of("11.12.9").lists_system_fields);
    BOOST_TEST(of("11.13.0").lists_system_fields);
    BOOST_TEST(of("11.9.2").lists_untracked);
    BOOST_TEST(!of("11.10.0").lists_untracked);
    BOOST_TEST(of("10.8.3").ordered_by_name);
    BOOST_TEST(!of("10.10.4").ordered_by_name);
    BOOST_TEST(of("10.13.4").role_is_admin);
    BOOST_TEST(!of("11.0.0").role_is_admin);
    BOOST_TEST(!of("12.1.1").partial_snapshots);
    BOOST_TEST(of("12.2.0").partial_snapshots);
    BOOST_TEST(!of("12.3.9").collapses_meta);
    BOOST_TEST(of("12.10.1").collapses_meta);
    BOOST_TEST(of("13.0.0").collapses_meta); // newer than the newest that is known
    BOOST_TEST(of("10.2.1").bare_errors);
    BOOST_TEST(!of("10.13.4").bare_errors);
}

BOOST_AUTO_TEST_CASE(a_dialect_names_itself) {
    BOOST_TEST(Dialect("10.2.1", "sqlite").version_in_snapshots() == "11.0.1"); // what its snapshots say
    BOOST_TEST(Dialect("10.2.0", "sqlite").version_in_snapshots() == "10.2.0");
    BOOST_TEST(Dialect({}, "sqlite").version() == newest_version);
    BOOST_TEST(Dialect("10.13.4", "mysql").raw_alias_meta());
    BOOST_TEST(!Dialect("10.13.4", "postgres").raw_alias_meta());
    BOOST_TEST(!Dialect("11.17.4", "mysql").raw_alias_meta());
}

BOOST_AUTO_TEST_CASE(fields_of_directus_come_and_go) {
    const Dialect nine("9.23.1", "sqlite"), ten("10.13.4", "sqlite"), twelve("12.4.0", "sqlite");
    BOOST_TEST(ten.system().contains("directus_roles", "admin_access"));
    BOOST_TEST(!twelve.system().contains("directus_roles", "admin_access"));
    BOOST_TEST(twelve.system().contains("directus_policies", "admin_access"));
    BOOST_TEST(!ten.system().contains("directus_policies"));
    BOOST_TEST(!nine.system().contains("directus_users", "appearance"));
    BOOST_TEST(ten.system().contains("directus_webhooks", "url"));
}

BOOST_AUTO_TEST_CASE(migrations_bound_the_version) {
    BOOST_TEST(!range_of({}));
    BOOST_TEST(!range_of({"20990101A", "my-own"}));
    const auto one = range_of({"20240806A", "20240716A", "20220826A"});
    BOOST_REQUIRE(one);
    BOOST_TEST(one->newest == "11.0.1");
    BOOST_TEST(one->oldest == "11.0.1");
    BOOST_TEST(one->contains(VersionNumber::of("11.0.1")));
    BOOST_TEST(one->contains(VersionNumber::of("11.0.0")));
    BOOST_TEST(!one->contains(VersionNumber::of("10.13.4")));
    BOOST_TEST(!one->contains(VersionNumber::of("11.1.2")));
    const auto several = range_of({"20260211A", "29990101A-of-an-extension"});
    BOOST_REQUIRE(several);
    BOOST_TEST(several->oldest == "11.16.1");
    BOOST_TEST(several->newest == "11.17.4");
    const auto newest = range_of({"20260909A"});
    BOOST_REQUIRE(newest);
    BOOST_TEST(newest->newest == newest_version);
    BOOST_TEST(newest->contains(VersionNumber::of("13.0.0"))); // nobody knows what comes
    BOOST_TEST(!newest->contains(VersionNumber::of("12.3.1")));
}

BOOST_AUTO_TEST_SUITE_END()
