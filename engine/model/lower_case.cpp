// SPDX-License-Identifier: Apache-2.0
// Unicode, section 3.13, "Default Case Conversion", with SpecialCasing.txt's language-free part.
#include "engine/model/lower_case.hpp"

#include <algorithm>

#include "engine/model/lower_case_table.hpp"

namespace schemad::model {
namespace {

constexpr char32_t capital_sigma = 0x3a3, final_sigma = 0x3c2, capital_i_with_dot = 0x130;

bool is_high(char16_t u) { return u >= 0xd800 && u < 0xdc00; }
bool is_low(char16_t u) { return u >= 0xdc00 && u < 0xe000; }
char32_t joined(char16_t high, char16_t low) { return 0x10000 + ((char32_t{high} - 0xd800) << 10) + (low - 0xdc00); }

// The code point that begins at `at`, which moves behind it; a lone surrogate is its own.
char32_t next(std::u16string_view text, std::size_t& at) {
    const char16_t unit = text[at++];
    if (is_high(unit) && at < text.size() && is_low(text[at])) return joined(unit, text[at++]);
    return unit;
}

char32_t previous(std::u16string_view text, std::size_t& at) {
    const char16_t unit = text[--at];
    if (is_low(unit) && at > 0 && is_high(text[at - 1])) {
        --at;
        return joined(text[at], unit);
    }
    return unit;
}

void append(std::u16string& out, char32_t c) {
    if (c < 0x10000) {
        out += static_cast<char16_t>(c);
    } else {
        out += static_cast<char16_t>(0xd800 + ((c - 0x10000) >> 10));
        out += static_cast<char16_t>(0xdc00 + (c & 0x3ff));
    }
}

template <class Range> const Range* range_of(const Range* table, std::size_t count, char32_t c) {
    const auto* found =
        std::lower_bound(table, table + count, c, [](const Range& r, char32_t wanted) { return r.last < wanted; });
    return found != table + count && found->first <= c ? found : nullptr;
}

bool is_ignorable(char32_t c) { return range_of(case_ignorable, case_ignorable_count, c) != nullptr; }
bool is_cased(char32_t c) { return range_of(cased, cased_count, c) != nullptr; }

char32_t lower(char32_t c) {
    const auto* run = range_of(lower_runs, lower_run_count, c);
    if (run == nullptr || (c - run->first) % run->step != 0) return c;
    return static_cast<char32_t>(static_cast<std::int64_t>(c) + run->delta);
}

// Final_Sigma: a letter before it and none after it, whatever is case-ignorable left out of account.
bool ends_a_word(std::u16string_view text, std::size_t sigma) {
    std::size_t at = sigma;
    char32_t c = 0;
    do {
        if (at == 0) return false;
        c = previous(text, at);
    } while (is_ignorable(c));
    if (!is_cased(c)) return false;
    at = sigma + 1;
    do {
        if (at == text.size()) return true;
        c = next(text, at);
    } while (is_ignorable(c));
    return !is_cased(c);
}

} // namespace

std::u16string lower_case(std::u16string_view text) {
    std::u16string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t c = next(text, at);
        if (c == capital_i_with_dot)
            out += u"i\u0307";
        else if (c == capital_sigma && ends_a_word(text, here))
            append(out, final_sigma);
        else
            append(out, lower(c));
    }
    return out;
}

} // namespace schemad::model
