// SPDX-License-Identifier: Apache-2.0
// What the catalog's words for a column become in a snapshot (stage 1): type spelling, length, default, auto-increment.
// docs/spec/vendors-1-catalog.md sections 1.6 and 3.1. Pure functions; throw nothing but bad_alloc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schemad::sqlite {

struct TypeFacts {
    std::string data_type; // letters only, lower case
    double max_length = 0;
    std::uint32_t max_length_kind = 0; // SCHEMAD_LENGTH_*
};
TypeFacts type_facts(std::string_view declared);

// The declared type so that it can be written back: words that need quotes get them.
std::string spelled_type(std::string_view declared);

// The default as an expression that can stand behind DEFAULT: literals verbatim, the rest in parentheses.
std::string default_expression(std::string_view catalog_text);
// The reverse: what the catalog shows for a default written so.
std::string_view catalog_default(std::string_view written) noexcept;

bool contains_word(std::string_view text, std::string_view lower_case_part) noexcept; // in any case, anywhere

enum class Affinity { integer, text, blob, real, numeric };
Affinity affinity_of(std::string_view declared);

} // namespace schemad::sqlite
