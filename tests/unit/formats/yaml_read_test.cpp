// SPDX-License-Identifier: Apache-2.0
// The reader's rules, one by one in yaml_cases.jsonl (answers of js-yaml 4.3.2) and the rest here.
#include <boost/test/unit_test.hpp>

#include "tests/unit/formats/shown.hpp"
#include "tests/vectors.hpp"

using namespace schemad;

namespace {

std::string read(std::string_view yaml) {
    const auto value = formats::read_yaml(yaml, {});
    return value ? test::shown(*value) : "<undefined>";
}

std::string refusal(std::string_view yaml) {
    try {
        return "read as " + read(yaml);
    } catch (const formats::ParseError& error) { return error.what(); }
}

} // namespace

BOOST_AUTO_TEST_CASE(every_rule_of_the_loader) {
    std::ifstream in(std::filesystem::path(SCHEMAD_SOURCE_DIR) / "tests/unit/formats/yaml_cases.jsonl");
    BOOST_REQUIRE(in);
    std::size_t count = 0;
    for (std::string line; std::getline(in, line); ++count) BOOST_CHECK_EQUAL(test::yaml_case_fault(line), "");
    BOOST_CHECK_GT(count, 900U);
}

BOOST_AUTO_TEST_CASE(a_refusal_says_where) {
    BOOST_CHECK_EQUAL(refusal("a: 1\nb: c: d"), "bad indentation of a mapping entry (2:5)");
    BOOST_CHECK_EQUAL(refusal("a: 1\na: 2"), "duplicated mapping key (2:1)");
    BOOST_CHECK_EQUAL(refusal("\"\xF0\x9F\x98\x80\\q\""), "unknown escape sequence (1:5)"); // columns are code units
    BOOST_CHECK_EQUAL(refusal("a:\n\tb: 1"), "tab characters must not be used in indentation (2:1)");
    BOOST_CHECK_EQUAL(refusal("a: [1, 2"), "unexpected end of the stream within a flow collection (2:1)");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_become_replacement_characters) {
    BOOST_CHECK_EQUAL(read("a: x\xFFy"), "{\"a\":\"x\xEF\xBF\xBDy\",}");
    BOOST_CHECK_EQUAL(read("a: \xED\xA0\x80"), "{\"a\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\",}"); // a surrogate
    BOOST_CHECK_EQUAL(read("\xEF\xBB\xBF"
                           "a: 1"),
                      "{\"a\":1,}");
    BOOST_CHECK_EQUAL(read("\xEF\xBB\xBF"), "<undefined>");
}

BOOST_AUTO_TEST_CASE(lone_surrogates_come_from_escapes_only_and_pairs_join) {
    const auto text = [](std::string_view yaml) { return std::string(formats::read_yaml(yaml, {})->as_string()); };
    BOOST_CHECK_EQUAL(text("\"\\ud83d\\ude00\""), "\xF0\x9F\x98\x80");
    BOOST_CHECK_EQUAL(text("\"\\ud83d\""), "\xED\xA0\xBD");
    BOOST_CHECK_EQUAL(text("\"\\ud83d \\ude00\""), "\xED\xA0\xBD \xED\xB8\x80");
}

BOOST_AUTO_TEST_CASE(integers_stay_exact) {
    BOOST_CHECK(formats::read_yaml("9223372036854775807", {})->as_int64() == INT64_MAX);
    BOOST_CHECK(formats::read_yaml("-9223372036854775808", {})->as_int64() == INT64_MIN);
    BOOST_CHECK(formats::read_yaml("18446744073709551615", {})->as_uint64() == UINT64_MAX);
    BOOST_CHECK(formats::read_yaml("0x7FFFFFFFFFFFFFFF", {})->as_int64() == INT64_MAX);
    BOOST_CHECK(formats::read_yaml("18446744073709551616", {})->is_double());
    BOOST_CHECK(formats::read_yaml("1.0", {})->as_int64() == 1);
    // beyond 64 bits hexadecimal rounds to even: ...0800 is a tie, ...0801 is above it
    BOOST_CHECK(js::number_of(*formats::read_yaml("0x100000000000008000000000", {})) == 0x1.0p92);
    BOOST_CHECK(js::number_of(*formats::read_yaml("0x100000000000008000000001", {})) == 0x1.0000000000001p92);
}

BOOST_AUTO_TEST_CASE(members_stand_in_javascript_order) {
    BOOST_CHECK_EQUAL(read("b: 1\n10: 2\n9: 3\na: 4"), "{\"9\":3,\"10\":2,\"b\":1,\"a\":4,}");
    BOOST_CHECK_EQUAL(read("<<: {b: 1, 1: 2}\na: 3"), "{\"1\":2,\"b\":1,\"a\":3,}");
}

BOOST_AUTO_TEST_CASE(the_result_lives_in_the_storage_given) {
    boost::json::monotonic_resource memory;
    const auto value = formats::read_yaml("a: &x [b, {c: \"d\\n\"}]\ne: *x\nf: 2020-01-01", {}, &memory);
    BOOST_REQUIRE(value);
    const auto all_there = [&](const auto& self, const boost::json::value& v) -> bool {
        if (v.storage().get() != &memory) return false;
        if (const auto* object = v.if_object()) {
            for (const auto& member : *object)
                if (!self(self, member.value())) return false;
        } else if (const auto* array = v.if_array()) {
            for (const auto& item : *array)
                if (!self(self, item)) return false;
        }
        return true;
    };
    BOOST_CHECK(all_there(all_there, *value));
}
