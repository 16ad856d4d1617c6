// SPDX-License-Identifier: Apache-2.0
// What the query and the body of an import ask for. docs/spec/configuration.md 1.1, 1.2.
#include "server/api/import.hpp"

#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "server/api/plans.hpp"
#include "server/api/query.hpp"
#include "server/api/schema_query.hpp"

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

BOOST_AUTO_TEST_CASE(a_flag_is_yes_or_no) { // it decides whether anything is written, or deleted
    const auto dry = [](const char* query) { return api::flag_in(api::parse_query(query), "dryRun"); };
    for (const auto* yes : {"dryRun", "dryRun=true", "dryRun=1"}) BOOST_TEST(dry(yes), yes);
    for (const auto* no : {"", "dryRun=false", "dryRun=0"}) BOOST_TEST(!dry(no), no);
    for (const auto* neither : {"dryRun=yes", "dryRun=TRUE", "dryRun[]=true", "dryRun[a]=1"})
        BOOST_CHECK_THROW(dry(neither), RequestError);
    BOOST_TEST(asked("mode=merge&dangerouslyAllowDelete=yes") ==
               "Invalid query. \"dangerouslyAllowDelete\" must be true or false.");
}

BOOST_AUTO_TEST_CASE(its_refusal_links_to_the_plans_of_its_project) {
    for (const auto& [path, expected] :
         {std::pair{"/utils/import", "/schema/plans"}, std::pair{"/utils/import/", "/schema/plans"},
          std::pair{"/stage/utils/import", "/stage/schema/plans"},
          std::pair{"/stage/schema/apply", "/stage/schema/plans"}})
        BOOST_TEST(api::plans_beside(path) == expected, path);
}

BOOST_AUTO_TEST_CASE(the_body_is_a_list_and_further_members_say_nothing) {
    BOOST_TEST(asked("", R"({"collection":"a"})").starts_with("Invalid payload."));
    BOOST_TEST(asked("", R"([{"collection":"a","items":[],"delete":[1],"more":2}])") ==
               R"({"mode":"add","dangerouslyAllowDelete":false,"collections":[{"collection":"a","items":[]}]})");
}

BOOST_AUTO_TEST_SUITE_END()
