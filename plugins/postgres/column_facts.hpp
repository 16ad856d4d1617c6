// SPDX-License-Identifier: Apache-2.0
// From pg_attribute's type to the snapshot's values: stage 1 of docs/spec/vendors-1-catalog.md 3.2,
// docs/spec/vendors-a-types.md A.2. Pure; nothing throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace schemad::postgres {

struct TypeFacts {
    std::optional<std::int64_t> max_length;  // may be negative: varchar without a length is -5
    std::int64_t precision = -1, scale = -1; // negative: null
};
// type: as regtype prints it; modifier: atttypmod, -1 for none. Domains and arrays have none of these.
TypeFacts type_facts(std::string_view type, std::int32_t modifier) noexcept;

// With PostGIS the reference no longer knows PostgreSQL's own point and polygon.
std::string_view shown_type(std::string_view type, bool has_postgis) noexcept;

// confupdtype, confdeltype
std::string_view rule_name(char code) noexcept;

} // namespace schemad::postgres
