// SPDX-License-Identifier: Apache-2.0
// The keys of rows in the way, as a client reads them.
#include <boost/test/unit_test.hpp>

#include "engine/apply/assessment.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/apply/sampled_keys.hpp"
#include "tests/unit/plan/project_fixture.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

std::string keys(const TestProject& project, const std::string& sample) {
    plan::Statement check;
    check.check = true, check.sample = sql_of(sample);
    const auto found = apply::sampled_keys(*project.connection, check);
    return found ? text_of(*found) : "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(sampled_keys)

BOOST_AUTO_TEST_CASE(values_as_they_are) {
    const TestProject project;
    BOOST_TEST(keys(project, "") == "none");
    BOOST_TEST(keys(project, "select 1 where 0") == "[]");
    BOOST_TEST(keys(project, "values (9007199254740991), (-9223372036854775807), (0.5), ('it''s'), (null)") ==
               R"([9007199254740991,"-9223372036854775807",0.5,"it's",null])");
    BOOST_TEST(keys(project, "values (1, 'a'), (2, x'00ff')") == R"([[1,"a"],[2,"00ff"]])");
    BOOST_TEST(keys(project, "values (1), (2), (3), (4), (5), (6)") == "[1,2,3,4,5]"); // whatever a vendor answers
}

BOOST_AUTO_TEST_CASE(text_is_bounded) {
    const TestProject project;
    BOOST_TEST(keys(project, "select replace(hex(zeroblob(100)), '0', 'ü') || 'more'").size() == 2 * 200 + 4u);
    BOOST_TEST(keys(project, "select replace(hex(zeroblob(500)), '0', '\xF0\x9F\x92\xA7')").size() == 4 * 200 + 4u);
    BOOST_TEST(keys(project, "select zeroblob(5000)").size() == 200 + 4u);
    BOOST_TEST(keys(project, "select cast(x'61ff62' as text)") == "[\"a\xEF\xBF\xBD"
                                                                  "b\"]");
    BOOST_TEST(keys(project, "select zeroblob(6000000)") == "none");
}

BOOST_AUTO_TEST_CASE(a_refusal_names_them) {
    const TestProject project;
    project.run("insert into posts (id, title) values (71, null), (72, 'x'), (73, null)");
    plan::Plan made;
    made.steps.emplace_back();
    made.steps[0].table = "posts";
    made.steps[0].statements.push_back({sql::SqlText("select count(*) from posts where title is null"),
                                        {},
                                        true,
                                        SCHEMAD_E_CONTAINS_NULL,
                                        "title",
                                        "hold a null",
                                        {},
                                        {},
                                        0,
                                        sql::SqlText("select id from posts where title is null limit 5")});
    try {
        apply::refuse_obstacles(*project.connection, made,
                                apply::assess(*project.connection, made, apply::Counting::checks));
        BOOST_FAIL("not refused");
    } catch (const RequestError& error) {
        BOOST_TEST(text_of(error.extensions) == R"({"collection":"posts","field":"title","count":2,"keys":[71,73]})");
    }
}

BOOST_AUTO_TEST_SUITE_END()
