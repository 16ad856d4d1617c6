// SPDX-License-Identifier: Apache-2.0
// No document costs more than the limits allow.
#include <boost/test/unit_test.hpp>

#include "engine/formats/formats.hpp"

using namespace schemad::formats;

namespace {

bool accepts(std::string_view yaml, const Limits& limits = {}) {
    try {
        read_yaml(yaml, limits);
        return true;
    } catch (const ParseError&) { return false; }
}

std::string repeated(std::string_view part, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += part;
    return out;
}

std::string nested_block_mappings(int depth) {
    std::string out;
    for (int i = 0; i < depth; ++i) out += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(depth_is_bounded_in_every_style) {
    const Limits limits; // 64
    BOOST_CHECK(accepts(repeated("[", 64) + repeated("]", 64)));
    BOOST_CHECK(!accepts(repeated("[", 65) + repeated("]", 65)));
    BOOST_CHECK(accepts(repeated("- ", 64) + "x"));
    BOOST_CHECK(!accepts(repeated("- ", 65) + "x"));
    BOOST_CHECK(accepts(nested_block_mappings(64)));
    BOOST_CHECK(!accepts(nested_block_mappings(65)));
    BOOST_CHECK(accepts(repeated("? ", 64) + "x"));
    BOOST_CHECK(!accepts(repeated("? ", 65) + "x"));
    BOOST_CHECK(accepts(repeated("[a: ", 32) + repeated("]", 32))); // each is a sequence and a mapping
    BOOST_CHECK(!accepts(repeated("[a: ", 33) + repeated("]", 33)));
}

BOOST_AUTO_TEST_CASE(a_million_openings_do_not_exhaust_the_stack) {
    for (const char* opening : {"[", "{", "[{", "- ", "? ", "{a: ", "[? ", "&a [", "!!map {", "&a b: "})
        BOOST_CHECK(!accepts(repeated(opening, 1'000'000)));
    BOOST_CHECK(!accepts(nested_block_mappings(3000)));
}

BOOST_AUTO_TEST_CASE(aliases_cannot_nest_the_result_deeper) {
    std::string yaml = "- &a0 " + repeated("[", 30) + repeated("]", 30) + "\n";
    BOOST_CHECK(accepts(yaml + "- " + repeated("[", 32) + "*a0 " + repeated("]", 32)));
    BOOST_CHECK(!accepts(yaml + "- " + repeated("[", 40) + "*a0 " + repeated("]", 40)));
}

BOOST_AUTO_TEST_CASE(a_billion_laughs_are_refused) {
    std::string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string before = "*a" + std::to_string(i - 1) + ", ", name = "a" + std::to_string(i);
        yaml += name + ": &" + name + " [" + repeated(before, 10) + "]\n";
    }
    BOOST_CHECK(!accepts(yaml));
    Limits small;
    small.max_nodes = 1000;
    BOOST_CHECK(!accepts("a: &a [" + repeated("x, ", 100) + "]\nb: [" + repeated("*a, ", 10) + "]", small));
    BOOST_CHECK(accepts("a: &a [" + repeated("x, ", 100) + "]\nb: [" + repeated("*a, ", 8) + "]", small));
}

BOOST_AUTO_TEST_CASE(aliases_are_counted) {
    Limits limits;
    limits.max_aliases = 10;
    BOOST_CHECK(accepts("a: &a x\nb: [" + repeated("*a, ", 10) + "]", limits));
    BOOST_CHECK(!accepts("a: &a x\nb: [" + repeated("*a, ", 11) + "]", limits));
}

BOOST_AUTO_TEST_CASE(aliases_repeat_no_more_text_than_a_document_may_hold) {
    Limits limits;
    limits.max_bytes = 10'000;
    const std::string yaml = "a: &a " + std::string(2000, 'x') + "\nb: [" + repeated("*a, ", 5);
    BOOST_CHECK(accepts(yaml + "]", limits));
    BOOST_CHECK(!accepts(yaml + "*a ]", limits));
}

BOOST_AUTO_TEST_CASE(merging_counts_as_repeating) {
    Limits limits;
    limits.max_nodes = 5'000;
    std::string yaml = "a: &a {";
    for (int i = 0; i < 1000; ++i) yaml += "k" + std::to_string(i) + ": 1, ";
    yaml += "}\nb:\n" + repeated("  - <<: *a\n", 3);
    BOOST_CHECK(accepts(yaml, limits));
    BOOST_CHECK(!accepts(yaml + repeated("  - <<: *a\n", 3), limits));
}

BOOST_AUTO_TEST_CASE(anchors_within_anchors_do_not_multiply_the_document) {
    Limits limits;
    limits.max_nodes = 1000;
    std::string yaml;
    for (int i = 0; i < 20; ++i) yaml += "&n" + std::to_string(i) + " [";
    yaml += repeated("x, ", 100) + repeated("]", 20);
    BOOST_CHECK(accepts(yaml, limits)); // no alias, nothing is kept
    BOOST_CHECK(!accepts(yaml + " # *", limits));
}

BOOST_AUTO_TEST_CASE(values_bytes_and_binary_are_counted) {
    Limits limits;
    limits.max_nodes = 100;
    BOOST_CHECK(accepts("[" + repeated("1,", 99) + "]", limits));
    BOOST_CHECK(!accepts("[" + repeated("1,", 100) + "]", limits));
    BOOST_CHECK(!accepts("!!binary " + std::string(400, 'A'), limits));
    limits.max_bytes = 10;
    BOOST_CHECK(accepts("a: 1234567", limits));
    BOOST_CHECK(!accepts("a: 12345678", limits));
}

BOOST_AUTO_TEST_CASE(a_circle_is_refused) {
    BOOST_CHECK(!accepts("&a [*a]"));
    BOOST_CHECK(!accepts("&a\nb: {c: *a}"));
    BOOST_CHECK(accepts("&a b: *a")); // the key's anchor
}
