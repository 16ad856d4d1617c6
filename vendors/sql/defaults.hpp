// SPDX-License-Identifier: Apache-2.0
// Default expressions: from catalog text to the snapshot's text (stage 1 of docs/spec/vendors-1-catalog.md 1.5, 1.6,
// 3), and which texts of a snapshot are functions rather than content (docs/spec/vendors-5-ddl.md 5.1 step 4). Pure
// functions; nothing throws but bad_alloc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schemad::sql {

enum class Dialect { sqlite, postgres, mysql, cockroachdb, mssql, oracle };

// White space as JavaScript's trim() takes it, in UTF-8.
std::string_view trim(std::string_view s) noexcept;
// "null" in any case, with blanks around it.
bool is_null_text(std::string_view s) noexcept;
// Cuts one pair of ' or " from the trimmed text; text without such a pair comes back untrimmed. Nothing is un-escaped.
std::string_view strip_quotes(std::string_view s) noexcept;

// What the reference reports for a catalog's default text; views into `text`.
std::optional<std::string_view> parse_default(Dialect dialect, std::optional<std::string_view> text) noexcept;

struct KnownFunction {
    enum Kind { none, now, uuid } kind = none;
    std::string precision; // CURRENT_TIMESTAMP(n); empty when not stated
};
// The texts that mean a function on every vendor, MariaDB's current_timestamp() spelling included.
KnownFunction known_function(std::string_view text);

// Every run of ' is even: the text is the inside of a literal as it was written, quotes still doubled.
bool quotes_are_paired(std::string_view text) noexcept;

} // namespace schemad::sql
