// SPDX-License-Identifier: Apache-2.0
// The tables that hold configuration, and those that point to them, as a project's catalog shows them.
// Immutable once made; borrow the catalog. One thread (they are made on first use).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <schemad/host.hpp>

#include "engine/model/moment_form.hpp"
#include "engine/model/system_tables.hpp"
#include "engine/snapshot/catalog_index.hpp"
#include "engine/snapshot/meta_rows.hpp"

namespace schemad::configuration {

enum class Holds : unsigned char {
    text,
    uuid,
    integer,
    big_integer,
    number,
    decimal,
    boolean,
    json,
    csv,
    timestamp, // a moment; of the others what stands on a calendar and a clock, taken to be in UTC
    date_time,
    date,
    time,
    other
};

struct Column {
    std::string name;
    Holds holds = Holds::text;
    bool nullable = true;
    bool filled = false; // the database gives a value where none is stated
    bool given = false;  // Directus writes it itself: dates and users of creation, what a user did last
    bool generated = false;
    bool unique = false;
    model::Secrecy secrecy = model::Secrecy::none;
    std::int64_t most = -1;    // characters; negative: any
    bool milliseconds = false; // of a day or a moment: stored as a number of them since 1970
};

enum class Rule : unsigned char { cascade, set_null, restrict };

struct Reference {
    std::string column, table; // to the key of that table
    Rule on_delete = Rule::restrict;
    bool enforced = true; // by a foreign key of the database
};

struct Table {
    std::string name, key;
    bool counts = false;                       // the database numbers its rows
    const model::SystemTable* facts = nullptr; // null: no table of configuration
    std::vector<Column> columns;
    std::vector<Reference> references;
    std::size_t key_at = 0;

    const Column* column(std::string_view name) const noexcept;
    const Reference* reference(std::string_view column) const noexcept;
    bool singleton() const noexcept { return facts && facts->singleton; }
    // Which collection a record is about: permissions and presets. Empty: none.
    std::string_view about() const noexcept;
};

class Tables {
public:
    // fields: the rows of directus_fields, for the flags of fields that people have added.
    Tables(const snapshot::CatalogIndex& index, const snapshot::MetaRows& fields, model::MomentForm moments)
        : index_(index), fields_(fields), moments_(moments) {}

    // null: the database has no such table with one key.
    const Table* find(std::string_view name) const;
    struct Pointer {
        const Table* table; // null: it has no key of one column
        std::string name;   // of that table
        Reference reference;
    };
    // Who points to the key of that table.
    std::vector<Pointer> pointing_to(const Table&) const;

private:
    std::unique_ptr<Table> made(std::string_view name) const;
    const snapshot::CatalogIndex& index_;
    const snapshot::MetaRows& fields_;
    const model::MomentForm moments_;
    mutable std::map<std::string, std::unique_ptr<Table>, std::less<>> made_;
};

} // namespace schemad::configuration
