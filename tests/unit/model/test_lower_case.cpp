// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include <cstdint>

#include "engine/model/lower_case.hpp"

using schemad::model::lower_case;

namespace {

class Fnv { // FNV-1a over UTF-16 units, low byte first
public:
    void add(std::u16string_view text) {
        for (const char16_t unit : text) {
            hash_ = (hash_ ^ (unit & 0xffu)) * 16777619u;
            hash_ = (hash_ ^ (unit >> 8u)) * 16777619u;
        }
    }
    std::uint32_t value() const { return hash_; }

private:
    std::uint32_t hash_ = 0x811c9dc5;
};

std::u16string text_of(std::uint32_t c) {
    if (c < 0x10000) return {static_cast<char16_t>(c)};
    return {static_cast<char16_t>(0xd800 + ((c - 0x10000) >> 10)), static_cast<char16_t>(0xdc00 + (c & 0x3ff))};
}

} // namespace

BOOST_AUTO_TEST_CASE(ordinary_letters) {
    BOOST_TEST((lower_case(u"ABC xyz 019_") == u"abc xyz 019_"));
    BOOST_TEST((lower_case(u"ÀÖØÞŸ") == u"àöøþÿ"));
    BOOST_TEST((lower_case(u"ΑΩ ЖЯ ԱՖ") == u"αω жя աֆ"));
    BOOST_TEST((lower_case(u"ß名前×÷") == u"ß名前×÷"));
    BOOST_TEST((lower_case(u"ẞK\u2126") == u"ßkω")); // a capital sharp s, the Kelvin sign, the Ohm sign
    BOOST_TEST((lower_case(u"") == u""));
}

BOOST_AUTO_TEST_CASE(letters_beyond_the_basic_plane) { BOOST_TEST((lower_case(u"\U00010400😀") == u"\U00010428😀")); }

BOOST_AUTO_TEST_CASE(one_letter_that_becomes_two) {
    BOOST_TEST((lower_case(u"İSTANBUL") == u"i\u0307stanbul"));
    BOOST_TEST((lower_case(u"I") == u"i")); // no locale has a say
}

BOOST_AUTO_TEST_CASE(a_sigma_is_final_only_at_the_end_of_a_word) {
    BOOST_TEST((lower_case(u"ΟΔΟΣ") == u"οδος"));
    BOOST_TEST((lower_case(u"ΟΔΟΣ_ΣΟΦΟΣ") == u"οδος_σοφος"));
    BOOST_TEST((lower_case(u"Σ") == u"σ"));
    BOOST_TEST((lower_case(u"ΑΣΑ") == u"ασα"));
    BOOST_TEST((lower_case(u"ΑΣ.Α") == u"ασ.α")); // a full stop is case-ignorable
    BOOST_TEST((lower_case(u"Α.Σ") == u"α.ς"));
    BOOST_TEST((lower_case(u"\U00010400Σ") == u"\U00010428ς"));
}

BOOST_AUTO_TEST_CASE(lone_surrogates_stay) {
    const std::u16string torn{u'A', 0xd83d, u'B', 0xde00};
    const std::u16string expected{u'a', 0xd83d, u'b', 0xde00};
    BOOST_TEST((lower_case(torn) == expected));
}

// The sums were taken from Node with Unicode 17, as the tables were.
BOOST_AUTO_TEST_CASE(every_code_point) {
    Fnv alone, beside_a_sigma;
    for (std::uint32_t c = 0; c < 0x110000; ++c) {
        if (c >= 0xd800 && c < 0xe000) continue;
        const auto text = text_of(c);
        alone.add(lower_case(text));
        beside_a_sigma.add(lower_case(u"A" + text + u"Σ"));
        beside_a_sigma.add(lower_case(u"1" + text + u"Σ"));
        beside_a_sigma.add(lower_case(u"AΣ" + text));
        beside_a_sigma.add(lower_case(u"AΣ" + text + u"A"));
    }
    BOOST_TEST(alone.value() == 0xa8eff08u);
    BOOST_TEST(beside_a_sigma.value() == 0x87a88190u);
}
