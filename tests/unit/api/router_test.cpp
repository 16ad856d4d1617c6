// SPDX-License-Identifier: Apache-2.0
// Paths with an open segment. The other paths: pipeline_test.cpp.
#include <boost/test/unit_test.hpp>

#include "server/api/router.hpp"

using namespace schemad::api;

BOOST_AUTO_TEST_SUITE(router)

BOOST_AUTO_TEST_CASE(a_segment_in_braces_is_one_that_is_not_empty) {
    OpenSegments id;
    BOOST_TEST(matches_pattern("/apply/{id}", "/apply/3f", id));
    BOOST_TEST(id.first == "3f");
    BOOST_TEST(matches_pattern("/apply/{id}", "/APPLY/Ab/", id));
    BOOST_TEST(id.first == "Ab");
    BOOST_TEST(matches_pattern("/apply/{id}", "/apply/a%20b%2Fc", id));
    BOOST_TEST(id.first == "a b/c");
    for (const auto* path : {"/apply", "/apply/", "/apply//", "/apply/a/b", "/apply/a//", "/other/a", "apply/a"})
        BOOST_TEST(!matches_pattern("/apply/{id}", path, id), path);
    BOOST_TEST(id.first == "a b/c"); // what does not match says nothing
}

BOOST_AUTO_TEST_CASE(more_may_follow_it) {
    OpenSegments id;
    BOOST_TEST(matches_pattern("/history/{id}/revert", "/history/7/Revert", id));
    BOOST_TEST(id.first == "7");
    for (const auto* path : {"/history/7", "/history//revert", "/history/7/revert/x", "/history/7/8/revert"})
        BOOST_TEST(!matches_pattern("/history/{id}/revert", path, id), path);
}

BOOST_AUTO_TEST_CASE(there_may_be_two) {
    OpenSegments open;
    BOOST_TEST(matches_pattern("/{collection}/{field}", "/posts/title/", open));
    BOOST_TEST(open.first == "posts");
    BOOST_TEST(open.second == "title");
    BOOST_TEST(!matches_pattern("/{collection}/{field}", "/posts", open));
}

BOOST_AUTO_TEST_CASE(a_path_that_is_named_is_no_open_segment) {
    const auto nobody = [](const std::string&) { return false; };
    const auto me = route_of("GET", "/users/me", nobody), other = route_of("GET", "/users/7", nobody);
    BOOST_REQUIRE((me.endpoint && other.endpoint));
    BOOST_TEST(me.endpoint->path == "/me");
    BOOST_TEST(me.allow == "GET,HEAD");
    BOOST_TEST(other.endpoint->path == "/{id}");
    BOOST_TEST(other.open.first == "7");
}

BOOST_AUTO_TEST_CASE(a_path_without_one_has_no_id) {
    OpenSegments id{"before"};
    BOOST_TEST(matches_pattern("/apply", "/apply/", id));
    BOOST_TEST(id.first.empty());
}

BOOST_AUTO_TEST_CASE(a_host_means_a_project_at_the_root) {
    const std::map<std::string, std::string> hosts{
        {"shop.example.org", "shop"}, {"127.0.0.1:8057", "stage"}, {"[::1]", "six"}, {"[::1]:8057", "seven"}};
    const auto at = [&](std::string_view host) { return project_at_root(host, hosts); };
    BOOST_TEST(at("shop.example.org") == "shop");
    BOOST_TEST(at("SHOP.example.org:443") == "shop");
    BOOST_TEST(at("127.0.0.1:8057") == "stage");
    BOOST_TEST(at("127.0.0.1:8056") == "default");
    BOOST_TEST(at("127.0.0.1") == "default");
    BOOST_TEST(at("[::1]") == "six");
    BOOST_TEST(at("[::1]:80") == "six");
    BOOST_TEST(at("[::1]:8057") == "seven");
    for (const auto* odd : {"", ":", "]", "[", "shop.example.org.", "xshop.example.org", "shop.example.org:443:1"})
        BOOST_TEST(at(odd) == "default", odd);
    BOOST_TEST(project_at_root("shop.example.org", {}) == "default");
    const auto any = [](const std::string& name) { return name == "other"; };
    BOOST_TEST(route_of("GET", "/schema/snapshot", any, "shop").project == "shop");
    BOOST_TEST(route_of("GET", "/other/schema/snapshot", any, "shop").project == "other"); // the path says more
}

BOOST_AUTO_TEST_SUITE_END()
