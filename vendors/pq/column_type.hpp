// SPDX-License-Identifier: Apache-2.0
// Types as PostgreSQL spells them, and the type of a column as it is to be. docs/spec/vendors-5-ddl.md 5.1,
// docs/spec/vendors-a-types.md A.2, B. Errors: kit::Error E_UNSUPPORTED naming the column. Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <schemad/sql_text.hpp>
#include <schemad/vendor.hpp>

namespace schemad::pq {

enum class TypeClass {
    integer,
    floating,
    numeric,
    text, // character varying, text, citext
    character,
    boolean,
    date,
    time,
    timetz,
    timestamp,
    timestamptz,
    json,
    jsonb,
    uuid,
    geometry, // PostGIS
    other
};

struct Type {
    std::string name;               // as regtype prints it, "character varying"; without what stands in parentheses
    std::vector<std::int64_t> args; // length; precision and scale; fraction digits
    sql::SqlText sql;               // complete, as the server takes it
    TypeClass kind = TypeClass::other;

    int bits() const noexcept; // of integers and floats: 16, 32, 64 / 24, 53; else 0
    std::int64_t arg(std::size_t i) const noexcept { return i < args.size() ? args[i] : -1; }
};

// format_type()'s text, or any spelling with the name in full.
Type parse_type(const sql::SqlText& declared);

bool is_geometry_field(std::string_view field_type) noexcept;

// The type of a column. With OWN_SPELLING the one that reads back with the same data_type, length, precision and scale.
Type type_of(const schemad_column_spec& spec);

// serial and its kin, by the size of the type.
sql::Words serial_of(const Type& type);

} // namespace schemad::pq
