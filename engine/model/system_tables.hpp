// SPDX-License-Identifier: Apache-2.0
// Directus's own tables that hold a project's configuration, beside the three meta tables: how a value of each is held
// where its column's type does not tell, which are secrets, and which fields are lists of rows of another table.
// Facts: the reference's own description of its collections (12.4, older ones where they differ); a project has the
// columns that its catalog shows. docs/spec/configuration.md 2. Pure, immutable; any thread.
#pragma once

#include <span>
#include <string_view>

#include "engine/model/meta_tables.hpp"

namespace schemad::model {

// Why a value is nobody's to read. encrypted: by the project's SECRET, in the database too.
enum class Secrecy : unsigned char { none, encrypted, hashed, concealed };

struct SystemColumn {
    std::string_view name;
    Cast cast = Cast::none;
    Secrecy secrecy = Secrecy::none;
};

// A field without a column: the keys of the rows of another table that point here.
struct SystemAlias {
    std::string_view name, table, by; // by: their column that holds this row's key
};

struct SystemTable {
    std::string_view name;
    std::span<const SystemColumn> columns; // those of which something is to be said
    std::span<const SystemAlias> aliases;
    bool singleton = false; // has one row, whatever its key
};

std::span<const SystemTable> system_tables() noexcept; // by name
const SystemTable* system_table(std::string_view name) noexcept;

Cast cast_of(const SystemTable&, std::string_view column) noexcept;
Secrecy secrecy_of(const SystemTable&, std::string_view column) noexcept;

} // namespace schemad::model
