// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/table_order.hpp"

#include <algorithm>
#include <cstddef>

namespace schemad::cockroachdb {

namespace {

// The root collation's order of what is neither digit nor letter.
constexpr std::string_view signs = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

int weight(char c) noexcept {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x80) return 1000 + u;
    if (c >= '0' && c <= '9') return 300 + c;
    if (c >= 'A' && c <= 'Z') return 400 + (c - 'A');
    if (c >= 'a' && c <= 'z') return 400 + (c - 'a');
    const auto at = signs.find(c);
    return at == std::string_view::npos ? 0 : static_cast<int>(at) + 1;
}

bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }

} // namespace

bool locale_less(std::string_view a, std::string_view b) noexcept {
    const auto common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i)
        if (weight(a[i]) != weight(b[i])) return weight(a[i]) < weight(b[i]);
    if (a.size() != b.size()) return a.size() < b.size();
    for (std::size_t i = 0; i < common; ++i)
        if (is_capital(a[i]) != is_capital(b[i])) return is_capital(b[i]);
    return a < b;
}

} // namespace schemad::cockroachdb
