// SPDX-License-Identifier: Apache-2.0
#include "engine/model/system_tables.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "engine/model/system_fields.hpp"
#include "engine/model/system_relations.hpp"

using namespace schemad::model;

BOOST_AUTO_TEST_SUITE(system_tables_of_configuration)

BOOST_AUTO_TEST_CASE(every_one_is_a_collection_of_directus_and_they_stand_by_name) {
    const SystemFields fields(VersionNumber{12, 4});
    BOOST_TEST(std::is_sorted(system_tables().begin(), system_tables().end(),
                              [](const auto& a, const auto& b) { return a.name < b.name; }));
    for (const auto& table : system_tables()) {
        BOOST_TEST(fields.contains(table.name), table.name);
        BOOST_TEST((table.name == "directus_settings") == table.singleton);
    }
}

BOOST_AUTO_TEST_CASE(every_column_is_a_field_that_some_version_has) {
    const SystemFields ten(VersionNumber{10, 0}), twelve(VersionNumber{12, 4});
    for (const auto& table : system_tables())
        for (const auto& column : table.columns)
            BOOST_TEST((ten.contains(table.name, column.name) || twelve.contains(table.name, column.name)),
                       table.name << "." << column.name);
}

BOOST_AUTO_TEST_CASE(a_list_holds_rows_that_point_here) {
    for (const auto& table : system_tables())
        for (const auto& alias : table.aliases)
            BOOST_TEST(std::any_of(system_relations().begin(), system_relations().end(),
                                   [&](const SystemRelation& one) {
                                       return one.collection == alias.table && one.field == alias.by &&
                                              one.related == table.name;
                                   }),
                       table.name << "." << alias.name);
}

BOOST_AUTO_TEST_CASE(what_is_not_said_is_plain) {
    const auto* flows = system_table("directus_flows");
    BOOST_REQUIRE(flows);
    BOOST_TEST((cast_of(*flows, "options") == Cast::json));
    BOOST_TEST((cast_of(*flows, "name") == Cast::none));
    BOOST_TEST((secrecy_of(*system_table("directus_users"), "token") == Secrecy::concealed));
    BOOST_TEST((secrecy_of(*flows, "name") == Secrecy::none));
    BOOST_TEST(!system_table("directus_fields"));
    BOOST_TEST(!system_table("posts"));
}

BOOST_AUTO_TEST_SUITE_END()
