// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/literals.hpp"

namespace schemad::sql {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

} // namespace

bool is_number(std::string_view s) noexcept {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t from = at;
        while (at < s.size() && is_digit(s[at])) ++at;
        return at - from;
    };
    if (at < s.size() && (s[at] == '-' || s[at] == '+')) ++at;
    std::size_t count = digits();
    if (at < s.size() && s[at] == '.') {
        ++at;
        count += digits();
    }
    if (count == 0) return false;
    if (at < s.size() && (s[at] == 'e' || s[at] == 'E')) {
        ++at;
        if (at < s.size() && (s[at] == '-' || s[at] == '+')) ++at;
        if (digits() == 0) return false;
    }
    return at == s.size();
}

} // namespace schemad::sql
