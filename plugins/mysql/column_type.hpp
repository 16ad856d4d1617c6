// SPDX-License-Identifier: Apache-2.0
// The type of a column that is to be, and what the catalog will say of it. docs/spec/vendors-5-ddl.md 5.1,
// docs/spec/vendors-a-types.md A.3, B. Errors: kit::Error{E_UNSUPPORTED} naming the column, for what these servers have
// no type for. Pure functions.
#pragma once

#include <schemad/sql_text.hpp>
#include <schemad/vendor.hpp>

#include "plugins/mysql/server_kind.hpp"

namespace schemad::mysql {

struct Type {
    // int, bigint, varchar, text ... as the server calls it; tinyint with width 1 is the boolean
    std::string base;
    bool is_unsigned = false;
    std::int64_t length = -1, precision = -1, scale = -1; // in the parentheses, where they are
    std::int64_t fraction = -1;                           // digits of a second: datetime(6)
    std::string collation;                                // empty: as the table
    std::string rest;                                     // zerofill, and what else follows

    bool is_integer() const noexcept;
    bool is_boolean() const noexcept { return base == "tinyint" && length == 1; }
    bool is_float() const noexcept { return base == "float" || base == "double"; }
    bool is_decimal() const noexcept { return base == "decimal"; }
    bool is_number() const noexcept { return is_integer() || is_float() || is_decimal(); }
    bool is_text() const noexcept; // the text family: no literal defaults on MySQL
    bool is_char() const noexcept { return base == "char" || base == "varchar"; }
    bool is_blob() const noexcept;
    bool is_binary() const noexcept { return base == "binary" || base == "varbinary"; }
    bool is_moment() const noexcept { return base == "datetime" || base == "timestamp"; }
    bool is_geometry() const noexcept;
    bool is_json() const noexcept { return base == "json"; }
    sql::SqlText sql() const; // without the collation; `rest` is of the catalog
};

// From COLUMN_TYPE of the catalog.
Type type_of(std::string_view column_type, std::string_view collation = {});

// What the specification asks for. key: the column it has to match as a foreign key, if known.
Type wanted_type(const schemad_column_spec& spec, const Server& server, const schemad_column* key);

// Characters, bytes and digits as information_schema will report them.
void describe_type(const Type& type, kit::Column& column);

kit::Column preview_column(const schemad_column_spec& spec);

std::int64_t bytes_per_character(std::string_view collation) noexcept;
std::int64_t row_bytes(const Type& type) noexcept;
// Bytes of an index over the whole column; negative where it cannot have one without a prefix.
std::int64_t key_bytes(const Type& type) noexcept;

} // namespace schemad::mysql
