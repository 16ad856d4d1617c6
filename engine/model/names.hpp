// SPDX-License-Identifier: Apache-2.0
// Names of the indexes and constraints that are made for a field. docs/spec/vendors-1-catalog.md 1.7,
// docs/spec/engine-6-apply.md 6.4. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace schemad::model {

enum class NameKind { unique, index, foreign };

inline constexpr std::size_t foreign_key_name_max = 60; // on every vendor

// <collection>_<field>..._<kind> in lower case; when it has more than max UTF-16 units its end is replaced by a hash.
// max 0: no limit. The result is UTF-8 as it reaches the database: a surrogate pair that the cut tears becomes U+FFFD.
std::string default_name(NameKind kind, std::string_view collection, std::span<const std::string_view> fields,
                         std::size_t max);
std::string default_name(NameKind kind, std::string_view collection, std::string_view field, std::size_t max);

// For databases whose names are never cut: a name longer than max UTF-16 units becomes the base64 of its SHA-1.
std::string hashed_name(std::string name, std::size_t max);

// The name letter by letter in lower case, as databases compare names that have no case; all letters, or ASCII's alone.
// More coarse than some of them in a few letters (İ is i).
std::string without_case(std::string_view name, bool ascii_only);

} // namespace schemad::model
