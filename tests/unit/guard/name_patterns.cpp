// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/name_patterns.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

using schemad::guard::NamePatterns;

namespace {

NamePatterns of(std::initializer_list<std::string_view> list) {
    NamePatterns patterns;
    for (const auto one : list) patterns.add(one);
    return patterns;
}

bool is_field(std::string_view pattern, std::string_view collection, std::string_view field) {
    return of({pattern}).field(collection, field);
}
bool is_collection(std::string_view pattern, std::string_view name) { return of({pattern}).collection(name); }

std::string complaint(std::string_view pattern) {
    try {
        of({pattern});
    } catch (const std::invalid_argument& wrong) { return wrong.what(); }
    return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(name_patterns)

BOOST_AUTO_TEST_CASE(a_collection_and_all_in_it) {
    BOOST_TEST(is_collection("posts", "posts"));
    BOOST_TEST(is_field("posts", "posts", "title"));
    for (const auto* other : {"post", "posts2", "Posts", "posts.title", ""}) BOOST_TEST(!is_collection("posts", other));
    BOOST_TEST(!is_field("posts", "post", "s"));
}

BOOST_AUTO_TEST_CASE(a_field_is_not_its_collection) {
    BOOST_TEST(!is_collection("posts.title", "posts"));
    BOOST_TEST(is_field("posts.title", "posts", "title"));
    BOOST_TEST(!is_field("posts.title", "posts", "subtitle"));
    BOOST_TEST(!is_field("posts.title", "pages", "title"));
    BOOST_TEST(!is_collection("posts.*", "posts"));
    BOOST_TEST(is_field("posts.*", "posts", "anything.at all"));
}

BOOST_AUTO_TEST_CASE(runs_and_single_characters) {
    BOOST_TEST(is_collection("log_*", "log_"));
    BOOST_TEST(is_collection("log_*", "log_2026"));
    BOOST_TEST(!is_collection("log_*", "blog_2026"));
    BOOST_TEST(is_field("*.internal_*", "posts", "internal_note"));
    BOOST_TEST(!is_field("*.internal_*", "internal_posts", "note"));
    BOOST_TEST(is_collection("*a*b", "xaybazb"));
    BOOST_TEST(!is_collection("*a*b", "xaybaz"));
    BOOST_TEST(is_collection("**", "x"));
    BOOST_TEST(is_collection("a?c", "abc"));
    BOOST_TEST(is_collection("a?c", "a\xC3\xA4"
                                    "c")); // one character of two bytes
    BOOST_TEST(!is_collection("a?c", "ac"));
    BOOST_TEST(is_collection("*", "\xFF\xFE"));
}

// A run takes a dot that is part of a name; the dot of the pattern stands between collection and field alone.
BOOST_AUTO_TEST_CASE(dots_in_names) {
    BOOST_TEST(is_collection("*", "a.b"));
    BOOST_TEST(is_collection("a[.]b", "a.b"));
    BOOST_TEST(is_collection("a\\.b", "a.b"));
    BOOST_TEST(!is_collection("a.b", "a.b"));
    BOOST_TEST(is_field("a\\.b.c.d", "a.b", "c.d"));
}

BOOST_AUTO_TEST_CASE(special_characters_for_themselves) {
    BOOST_TEST(is_collection("a[*]", "a*"));
    BOOST_TEST(!is_collection("a[*]", "ab"));
    BOOST_TEST(is_collection("a\\*", "a*"));
    BOOST_TEST(!is_collection("a\\?", "ab"));
    BOOST_TEST(is_collection("[[]x[]]", "[x]"));
    BOOST_TEST(is_collection("t[0-9a]", "t7"));
    BOOST_TEST(is_collection("t[0-9a]", "ta"));
    BOOST_TEST(!is_collection("t[0-9a]", "tb"));
    BOOST_TEST(is_collection("t[!0-9]", "tb"));
    BOOST_TEST(!is_collection("t[!0-9]", "t5"));
    BOOST_TEST(is_collection("t[a-]", "t-"));
}

BOOST_AUTO_TEST_CASE(what_is_no_pattern) {
    BOOST_TEST(complaint("") == "it is empty");
    BOOST_TEST(complaint("posts.") == "a name is empty");
    BOOST_TEST(complaint(".title") == "a name is empty");
    BOOST_TEST(complaint("a[b").find("has no ]") != std::string::npos);
    BOOST_TEST(complaint("a[]").find("has no ]") != std::string::npos);
    BOOST_TEST(complaint("a\\").find("at the end") != std::string::npos);
    BOOST_TEST(complaint("[z-a]").find("backwards") != std::string::npos);
    BOOST_TEST(complaint(std::string(257, 'a')).find("longer than 256") != std::string::npos);
    BOOST_TEST(complaint(std::string(256, 'a')) == "");
    NamePatterns many;
    for (std::size_t i = 0; i < NamePatterns::max_patterns; ++i) many.add("a");
    BOOST_CHECK_THROW(many.add("a"), std::invalid_argument);
    BOOST_TEST(many.size() == NamePatterns::max_patterns);
}

BOOST_AUTO_TEST_CASE(none_means_nothing) {
    BOOST_TEST(NamePatterns().empty());
    BOOST_TEST(!NamePatterns().collection("a"));
    BOOST_TEST(!NamePatterns().field("a", "b"));
}

// With backtracking into every run this would take longer than the universe is old.
BOOST_AUTO_TEST_CASE(many_runs_end_soon) {
    std::string pattern;
    for (int i = 0; i < 120; ++i) pattern += "*a";
    BOOST_TEST(!is_collection(pattern + "b", std::string(4000, 'a')));
    BOOST_TEST(is_collection(pattern, std::string(4000, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
