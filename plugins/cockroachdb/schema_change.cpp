// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/schema_change.hpp"

#include <algorithm>
#include <iterator>

#include "vendors/sql/identifiers.hpp"

namespace schemad::cockroachdb {

namespace {

std::string_view first_word(std::string_view s) noexcept {
    for (;;) {
        const auto start = s.find_first_not_of(" \t\r\n\f\v;");
        if (start == std::string_view::npos) return {};
        s.remove_prefix(start);
        if (s.starts_with("--")) {
            s.remove_prefix(std::min(s.find('\n'), s.size()));
        } else if (s.starts_with("/*")) {
            std::size_t at = 2, depth = 1; // comments nest
            for (; at < s.size() && depth > 0; ++at) {
                const auto two = s.substr(at, 2);
                if (two == "/*")
                    ++depth, ++at;
                else if (two == "*/")
                    --depth, ++at;
            }
            s.remove_prefix(std::min(at, s.size()));
        } else {
            break;
        }
    }
    std::size_t end = 0;
    while (end < s.size() && ((s[end] >= 'a' && s[end] <= 'z') || (s[end] >= 'A' && s[end] <= 'Z'))) ++end;
    return s.substr(0, end);
}

} // namespace

bool is_schema_change(std::string_view sql) noexcept {
    constexpr std::string_view words[] = {"create", "alter",  "drop",    "truncate", "comment",
                                          "grant",  "revoke", "refresh", "reassign", "configure"};
    const auto word = first_word(sql);
    return std::any_of(std::begin(words), std::end(words), [&](auto w) { return sql::same_word(w, word); });
}

} // namespace schemad::cockroachdb
