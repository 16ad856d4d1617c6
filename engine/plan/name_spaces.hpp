// SPDX-License-Identifier: Apache-2.0
// Which names are taken, compared as the database compares them (<schemad/names.h>), and by what. Knows every kind of
// object that occupies a name, whether a snapshot shows it or not. Pure; borrows the model.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <schemad/host.hpp>
#include <schemad/names.h>

#include "engine/snapshot/model_reader.hpp"

namespace schemad::plan {

// "view", "partitioned table", ...: what the catalog calls a table of this kind (SCHEMAD_TABLE_BASE, ...).
const char* kind_word(std::uint32_t table_kind) noexcept;

class NameSpaces {
public:
    NameSpaces(const snapshot::Model&, const Vendor&);

    struct Holder {
        std::string kind, name; // "view", "rep"
    };
    // What has this name among the tables; null: nothing.
    const Holder* relation(std::string_view name) const;
    // Takes the name for a new table; false where a relation or another new table has it.
    bool take_table(const std::string& name);
    // Take the name for an index or foreign key of the table; false where it is taken. A foreign key of one column may
    // share its name with an index of that very column.
    bool take_index(std::string_view table, const std::string& name);
    bool take_foreign_key(std::string_view table, const std::string& name, std::string_view column);

    std::string column_key(std::string_view name) const { return key(rules_.columns, name); }
    std::string row_key(std::string_view name) const { return key(rules_.rows, name); }
    bool rows_ignore_case() const noexcept { return rules_.rows != SCHEMAD_NAMES_EXACT; }
    bool same_table(std::string_view a, std::string_view b) const { return table_key(a) == table_key(b); }
    std::string table_key(std::string_view name) const { return key(rules_.tables, name); }
    bool is_reserved_column(std::string_view name) const;
    // Why no table or column can be called so; empty: it can.
    std::string unheld(std::string_view name, bool table) const;

private:
    static std::string key(std::uint32_t rule, std::string_view name);
    std::string inside(std::uint32_t rule, std::string_view table, std::string_view name) const;
    std::string constraint_key(std::string_view table, std::string_view name) const;
    bool has(std::uint32_t flag) const noexcept { return (rules_.flags & flag) != 0; }

    schemad_names rules_{};
    std::unordered_map<std::string, Holder> relations_;
    std::unordered_set<std::string> constraints_;          // foreign keys; in their table also what else it has
    std::unordered_map<std::string, std::string> indexes_; // of their tables, and the one column, if it is one
};

} // namespace schemad::plan
