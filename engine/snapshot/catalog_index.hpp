// SPDX-License-Identifier: Apache-2.0
// Look-ups into a catalog by name, made once per catalog. Borrows the catalog.
#pragma once

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <schemad/host.hpp>

#include "engine/model/field_key.hpp"

namespace schemad::snapshot {

using model::FieldKey;
using model::FieldMap;

// In the reference's default DB_EXCLUDE_TABLES, or a table of our own.
bool is_kept_out(std::string_view table) noexcept;

// docs/spec/engine-2-model.md 2.2: the reference takes a table whose name holds a blank for a collection without
// fields.
bool hides_fields(std::string_view table) noexcept;

class CatalogIndex {
public:
    explicit CatalogIndex(const schemad_catalog&);
    // null when there is none
    const schemad_table* listed_table(std::string_view name) const;
    const schemad_table* any_table(std::string_view name) const; // views and hidden ones too
    // A described table with one primary key column and a name the reference takes: its fields take part.
    bool is_collection(std::string_view table) const { return primary_key(table) != nullptr; }
    const schemad_column* primary_key(std::string_view table) const;
    const schemad_column* column(std::string_view table, std::string_view name) const;
    // The columns, the foreign keys, the indexes of one table, in catalog order.
    const std::vector<const schemad_column*>& columns(std::string_view table) const;
    const std::vector<const schemad_foreign_key*>& foreign_keys(std::string_view table) const;
    const std::vector<const schemad_index*>& indexes(std::string_view table) const;
    // The foreign keys that point to a table.
    const std::vector<const schemad_foreign_key*>& referencing(std::string_view table) const;

private:
    std::unordered_map<std::string_view, const schemad_table*> listed_, all_;
    std::unordered_map<std::string_view, const schemad_column*> keys_;
    // made on first use: a snapshot does not need them
    mutable FieldMap<const schemad_column*> columns_;
    mutable std::unordered_map<std::string_view, std::vector<const schemad_foreign_key*>> foreign_keys_, referencing_;
    mutable std::unordered_map<std::string_view, std::vector<const schemad_index*>> indexes_;
    mutable std::unordered_map<std::string_view, std::vector<const schemad_column*>> columns_of_;
    const schemad_catalog& catalog_;
};

} // namespace schemad::snapshot
