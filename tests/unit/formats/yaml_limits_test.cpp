// SPDX-License-Identifier: Apache-2.0
// No document costs more than the limits allow.
#include <tuple>

#include <boost/json/memory_resource.hpp>
#include <boost/json/monotonic_resource.hpp>
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

// What a document's values take, with what is left behind while it is read.
class Counted final : public boost::json::memory_resource {
public:
    std::size_t taken = 0;

protected:
    void* do_allocate(std::size_t bytes, std::size_t align) override {
        taken += bytes;
        return arena_.allocate(bytes, align);
    }
    void do_deallocate(void*, std::size_t, std::size_t) override {}
    bool do_is_equal(const boost::json::memory_resource& other) const noexcept override { return this == &other; }

private:
    boost::json::monotonic_resource arena_;
};

std::string why_refused(std::string_view yaml) {
    try {
        read_yaml_document(yaml, {});
        return "it was read";
    } catch (const ParseError& error) { return error.what(); }
}

std::string numbered(const char* before, const char* behind, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += before + std::to_string(i) + behind;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_document_takes_a_few_times_its_text) {
    const std::string field =
        "  - collection: posts\n    field: title\n    type: string\n    schema:\n      name: title\n"
        "      is_nullable: true\n      max_length: 255\n      default_value: null\n";
    for (const auto& [what, yaml, most] :
         {std::tuple{"one mapping of many keys", numbered("k", ": 1\n", 100'000), 12.0},
          std::tuple{"fields", "fields:\n" + repeated(field, 5000), 6.0},
          std::tuple{"flow", "x: {" + numbered("k", ": 1, ", 100'000) + "}\n", 12.0}}) {
        Counted memory;
        read_yaml(yaml, {}, &memory);
        const auto times = static_cast<double>(memory.taken) / static_cast<double>(yaml.size());
        BOOST_TEST(times < most, what << " takes " << times << " times its text");
        BOOST_TEST(times > 1, "nothing was counted");
    }
}

BOOST_AUTO_TEST_CASE(what_a_document_repeats_is_bounded_by_its_size) {
    const auto wide = "m: &m {" + numbered("k", ": 1,", 20'000) + "}\n";
    BOOST_TEST(why_refused(wide + numbered("n", ": {<<: *m}\n", 2)) == "it was read");
    const auto merges = why_refused(wide + numbered("n", ": {<<: *m}\n", 2000));
    BOOST_TEST(merges.find("memory") != merges.npos, merges);
    BOOST_TEST(merges.find(":") != merges.npos, "it does not say where: " << merges);
    const auto anchors = why_refused("x: [" + numbered("&a", " 1,", 20'000) + "]\ny: *a1\n");
    BOOST_TEST(anchors.find("too many anchors") != anchors.npos, anchors);
    const auto nested =
        why_refused(numbered("&a", " [", 40) + repeated("some text,", 400'000) + repeated("]", 40) + "\n# *\n");
    BOOST_TEST((nested.find("anchors") != nested.npos || nested.find("memory") != nested.npos), nested);
}

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
