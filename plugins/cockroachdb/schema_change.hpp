// SPDX-License-Identifier: Apache-2.0
// Whether a statement changes the schema. Pure; nothing throws.
#pragma once

#include <string_view>

namespace schemad::cockroachdb {

// By its first word, behind blanks and comments.
bool is_schema_change(std::string_view sql) noexcept;

} // namespace schemad::cockroachdb
