// SPDX-License-Identifier: Apache-2.0
// The indexes that Directus makes itself, as its recorded empty projects list them.
#include "engine/model/system_indexes.hpp"

#include <string>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/model/items.hpp"
#include "tests/vectors.hpp"

using namespace schemad;

namespace {

std::string recorded(const std::string& vendor) {
    const auto text = test::slurp(test::conformance() / "snapshots" / vendor / "empty" / "snapshot.json");
    const auto snapshot = boost::json::parse(text);
    std::string all;
    for (const auto& value : model::list_of(snapshot.at("data").as_object(), model::ItemKind::system_field))
        all += std::string{model::text_of(value.as_object(), "collection")} + "." +
               std::string{model::text_of(value.as_object(), "field")} + "\n";
    return all;
}

std::string said(const std::string& version, bool keys_are_indexed) {
    std::string all;
    for (const auto& name : model::system_indexes(model::Dialect(version, "sqlite"), keys_are_indexed))
        all += std::string{name.collection} + "." + std::string{name.field} + "\n";
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(system_indexes)

BOOST_AUTO_TEST_CASE(as_recorded) {
    BOOST_TEST(said("12.4.0", false) == recorded("sqlite"));
    BOOST_TEST(said("12.4.0", false) == recorded("postgres"));
    BOOST_TEST(said("12.4.0", true) == recorded("mysql"));
    BOOST_TEST(said("11.17.4", false) ==
               "directus_activity.timestamp\ndirectus_revisions.activity\ndirectus_revisions.parent\n");
    BOOST_TEST(said("10.13.4", true).empty()); // lists none
}

BOOST_AUTO_TEST_SUITE_END()
