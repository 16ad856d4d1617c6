// SPDX-License-Identifier: Apache-2.0
// Order and length in UTF-16 of texts kept as WTF-8. docs/spec/engine-2-model.md, "Two JS facts".
#include <boost/test/unit_test.hpp>

#include "engine/js/text.hpp"
#include "engine/js/value.hpp"

using namespace schemad::js;

namespace {

const std::string high = "\xED\xA0\xBD";      // U+D83D, the first half of U+1F600
const std::string low = "\xED\xB8\x80";       // U+DE00, its second half
const std::string smile = "\xF0\x9F\x98\x80"; // U+1F600
const std::string e000 = "\xEE\x80\x80";      // U+E000
const std::string ffff = "\xEF\xBF\xBF";      // U+FFFF
const std::string korean = "\xED\x95\x9C";    // U+D55C, starts with ED but is no surrogate
const std::string last = "\xF4\x8F\xBF\xBF";  // U+10FFFF
const std::string first = "\xF0\x90\x80\x80"; // U+10000 = D800 DC00

std::string repaired(std::string_view bytes) {
    std::string out;
    append_repaired(out, bytes);
    return out;
}
std::string well_formed(std::string_view wtf8) {
    std::string out;
    append_well_formed(out, wtf8);
    return out;
}
const std::string fffd(replacement);

} // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(compares_by_code_unit) {
    const std::string ascending[] = {
        "",         "0",          "10",           "9",         "A",         "B",        "a",           "a!",
        "a,",       "ab",         "abcdefgh",     "abcdefghi", "abcdefgi",  "b",        "~",           "\xC2\x80",
        "\xC3\xA9", korean,       "\xED\xA0\x80", first,       high,        high + "a", high + korean, high + high,
        smile,      smile + "a",  smile + high,   high + e000, high + ffff, last,       low,           low + smile,
        e000,       e000 + smile, ffff,
    };
    const std::size_t n = std::size(ascending);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const int expected = i < j ? -1 : i > j ? 1 : 0;
            BOOST_TEST_CONTEXT(i << " against " << j) {
                BOOST_TEST(compare(ascending[i], ascending[j]) == expected);
                const std::string same = "the same beginning of both \xC3\xA9" + smile;
                BOOST_TEST(compare(same + ascending[i], same + ascending[j]) == expected);
            }
        }
    }
    BOOST_TEST(compare(std::string("a\0b", 3), std::string("a\0a", 3)) == 1);
    BOOST_TEST(compare("a", std::string("a\0", 2)) == -1);
}

BOOST_AUTO_TEST_CASE(survives_broken_text) { // no text of ours, but no reason to read beyond it
    for (const char* broken : {"\xF0", "\xED", "\xED\xA0", "\xF0\x9F", "\xFF", "\x80"}) {
        BOOST_TEST(compare(broken, broken) == 0);
        BOOST_TEST(compare(broken, smile) == -compare(smile, broken));
        BOOST_TEST(length(broken) <= 2U);
    }
}

BOOST_AUTO_TEST_CASE(measures_in_code_units) {
    BOOST_TEST(length("") == 0U);
    BOOST_TEST(length("abc") == 3U);
    BOOST_TEST(length("\xC3\xA9") == 1U);
    BOOST_TEST(length(korean) == 1U);
    BOOST_TEST(length(smile) == 2U);
    BOOST_TEST(length(high) == 1U);
    BOOST_TEST(length(high + smile + low) == 4U);
    BOOST_TEST(length(ffff + last) == 3U);
}

BOOST_AUTO_TEST_CASE(knows_array_indices) {
    BOOST_TEST(*array_index("0") == 0U);
    BOOST_TEST(*array_index("7") == 7U);
    BOOST_TEST(*array_index("1234567890") == 1234567890U);
    BOOST_TEST(*array_index("4294967294") == 4294967294U);
    for (const char* key : {"", "00", "01", "-0", "-1", "+1", "1.0", "1e3", " 1", "1 ", "a", "1a", "4294967295",
                            "4294967296", "9999999999", "42949672940", "0x1", "\xD9\xA1"})
        BOOST_TEST(!array_index(key), key);
}

BOOST_AUTO_TEST_CASE(repairs_as_the_whatwg_decoder) {
    BOOST_TEST(repaired("") == "");
    BOOST_TEST(repaired("plain ascii of some length") == "plain ascii of some length");
    BOOST_TEST(repaired("\xC3\xA9" + smile + korean + ffff + last) == "\xC3\xA9" + smile + korean + ffff + last);
    BOOST_TEST(repaired("a\xFFz") == "a" + fffd + "z");
    BOOST_TEST(repaired("\x80\x81") == fffd + fffd);
    BOOST_TEST(repaired("\xC0\xAF") == fffd + fffd); // overlong
    BOOST_TEST(repaired("\xC1\xBF") == fffd + fffd);
    BOOST_TEST(repaired("\xE0\x80\x80") == fffd + fffd + fffd);
    BOOST_TEST(repaired("\xF0\x8F\xBF\xBF") == fffd + fffd + fffd + fffd);
    BOOST_TEST(repaired(high) == fffd + fffd + fffd); // a surrogate
    BOOST_TEST(repaired("\xF4\x90\x80\x80") == fffd + fffd + fffd + fffd);
    BOOST_TEST(repaired("\xF5\x80\x80\x80") == fffd + fffd + fffd + fffd);
    BOOST_TEST(repaired("\xE2\x82") == fffd); // cut off: one for the maximal subpart
    BOOST_TEST(repaired("\xF0\x9F\x98") == fffd);
    BOOST_TEST(repaired("\xF0\x9F\x98z") == fffd + "z");
    BOOST_TEST(repaired("\xE2\x82\xC3\xA9") == fffd + "\xC3\xA9");
    BOOST_TEST(repaired("\xE2\xE2\x82\xAC") == fffd + "\xE2\x82\xAC");
    BOOST_TEST(repaired("\xC3(") == fffd + "(");
}

BOOST_AUTO_TEST_CASE(lone_surrogates_leave_as_the_replacement) {
    BOOST_TEST(well_formed("abcdefgh" + high + korean + low + smile) == "abcdefgh" + fffd + korean + fffd + smile);
    BOOST_TEST(well_formed("\xED") == "\xED");
    BOOST_TEST(surrogate_at(high.data(), high.data() + 3) == 0xD83DU);
    BOOST_TEST(surrogate_at(low.data(), low.data() + 3) == 0xDE00U);
    BOOST_TEST(surrogate_at(low.data(), low.data() + 2) == 0U);
    BOOST_TEST(surrogate_at(korean.data(), korean.data() + 3) == 0U);
}

BOOST_AUTO_TEST_CASE(encodes_code_points) {
    std::string out;
    for (const std::uint32_t c : {0x41U, 0x7FU, 0x80U, 0x7FFU, 0x800U, 0xD83DU, 0xFFFFU, 0x10000U, 0x10FFFFU})
        append_code_point(out, c);
    BOOST_TEST(out == "A\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80" + high + ffff + first + last);
}

BOOST_AUTO_TEST_CASE(tells_ascii) {
    std::string letters(40, 'x');
    BOOST_TEST(is_ascii(""));
    BOOST_TEST(is_ascii(letters));
    for (std::size_t i = 0; i < letters.size(); ++i) {
        auto other = letters;
        other[i] = '\x80';
        BOOST_TEST(!is_ascii(other));
    }
}

BOOST_AUTO_TEST_SUITE_END()
