// SPDX-License-Identifier: Apache-2.0
// Paths with an open segment. The other paths: pipeline_test.cpp.
#include <boost/test/unit_test.hpp>

#include "server/api/router.hpp"

using namespace schemad::api;

BOOST_AUTO_TEST_SUITE(router)

BOOST_AUTO_TEST_CASE(a_segment_in_braces_is_one_that_is_not_empty) {
    std::string id;
    BOOST_TEST(matches_pattern("/apply/{id}", "/apply/3f", id));
    BOOST_TEST(id == "3f");
    BOOST_TEST(matches_pattern("/apply/{id}", "/APPLY/Ab/", id));
    BOOST_TEST(id == "Ab");
    BOOST_TEST(matches_pattern("/apply/{id}", "/apply/a%20b%2Fc", id));
    BOOST_TEST(id == "a b/c");
    for (const auto* path : {"/apply", "/apply/", "/apply//", "/apply/a/b", "/apply/a//", "/other/a", "apply/a"})
        BOOST_TEST(!matches_pattern("/apply/{id}", path, id), path);
    BOOST_TEST(id == "a b/c"); // what does not match says nothing
}

BOOST_AUTO_TEST_CASE(more_may_follow_it) {
    std::string id;
    BOOST_TEST(matches_pattern("/history/{id}/revert", "/history/7/Revert", id));
    BOOST_TEST(id == "7");
    for (const auto* path : {"/history/7", "/history//revert", "/history/7/revert/x", "/history/7/8/revert"})
        BOOST_TEST(!matches_pattern("/history/{id}/revert", path, id), path);
}

BOOST_AUTO_TEST_CASE(a_path_without_one_has_no_id) {
    std::string id = "before";
    BOOST_TEST(matches_pattern("/apply", "/apply/", id));
    BOOST_TEST(id.empty());
}

BOOST_AUTO_TEST_SUITE_END()
