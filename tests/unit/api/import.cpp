// SPDX-License-Identifier: Apache-2.0
// What the query and the body of an import ask for. docs/spec/configuration.md 1.1, 1.2.
#include "server/api/import.hpp"

#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "server/api/query.hpp"

namespace {

using namespace schemad;
namespace json = boost::json;

std::string asked(const char* query, const char* body = R"([{"collection":"a","items":[]}])") {
    try {
        return json::serialize(api::configuration_asked(json::parse(body), api::parse_query(query)));
    } catch (const RequestError& error) { return error.what(); }
}

} // namespace

BOOST_AUTO_TEST_SUITE(import_request)

BOOST_AUTO_TEST_CASE(the_query_says_how) {
    const std::string list = R"("collections":[{"collection":"a","items":[]}]})";
    BOOST_TEST(asked("") == R"({"mode":"add","dangerouslyAllowDelete":false,)" + list);
    BOOST_TEST(asked("mode=merge&dangerouslyAllowDelete=true") ==
               R"({"mode":"merge","dangerouslyAllowDelete":true,)" + list);
    BOOST_TEST(asked("mode=merge&dangerouslyAllowDelete=false") ==
               R"({"mode":"merge","dangerouslyAllowDelete":false,)" + list);
    for (const auto* query : {"mode=mirror", "mode=restore", "mode=", "mode[]=add"})
        BOOST_TEST(asked(query) == "Invalid query. \"mode\" must be one of [\"add\", \"merge\"].", query);
    BOOST_TEST(asked("dangerouslyAllowDelete") ==
               "Invalid query. \"dangerouslyAllowDelete\" can only be used with mode \"merge\".");
}

BOOST_AUTO_TEST_CASE(a_bare_flag_counts) {
    BOOST_TEST(api::is_dry_run(api::parse_query("dryRun")));
    BOOST_TEST(api::is_dry_run(api::parse_query("dryRun=true")));
    BOOST_TEST(api::is_dry_run(api::parse_query("dryRun=1")));
    BOOST_TEST(!api::is_dry_run(api::parse_query("dryRun=false")));
    BOOST_TEST(!api::is_dry_run(api::parse_query("")));
}

BOOST_AUTO_TEST_CASE(the_body_is_a_list_and_further_members_say_nothing) {
    BOOST_TEST(asked("", R"({"collection":"a"})").starts_with("Invalid payload."));
    BOOST_TEST(asked("", R"([{"collection":"a","items":[],"delete":[1],"more":2}])") ==
               R"({"mode":"add","dangerouslyAllowDelete":false,"collections":[{"collection":"a","items":[]}]})");
}

BOOST_AUTO_TEST_SUITE_END()
