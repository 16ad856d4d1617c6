// SPDX-License-Identifier: Apache-2.0
// The order of tables: by name as JavaScript's localeCompare has it. docs/spec/vendors-1-catalog.md 3.4. Pure; nothing
// throws.
#pragma once

#include <string_view>

namespace schemad::cockroachdb {

// Signs before digits before letters, letters without their case; only then small before capital. What is not ASCII
// comes last, byte by byte (the collation tables of the reference are not repeated here).
bool locale_less(std::string_view a, std::string_view b) noexcept;

} // namespace schemad::cockroachdb
