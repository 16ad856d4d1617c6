// SPDX-License-Identifier: Apache-2.0
// Which tables, columns and foreign keys of a database have no meta row and can get one, and why the others cannot.
// Pure; linear in the catalog. Borrows the model.
#pragma once

#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/adopt/terms.hpp"
#include "engine/model/left_out.hpp"
#include "engine/snapshot/catalog_index.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::adopt {

class Choice {
public:
    Choice(const snapshot::Model&, const Terms&);

    // By name; columns as the table has them.
    std::vector<std::string_view> tables;
    std::vector<const schemad_column*> columns;
    std::vector<const schemad_foreign_key*> foreign_keys; // of one column each, and one of each column
    LeftOuts left_out;

    const snapshot::CatalogIndex index;
    // What the foreign key of a column leads to, as far as it becomes a relation; empty: none.
    std::string_view target_of(const schemad_column&) const;
    // A key, and two columns that lead elsewhere: it only says which items belong together.
    bool is_junction(std::string_view table) const;

private:
    void choose_tables();
    void choose_foreign_keys();
    void choose_columns();
    std::string why_no_relation(const schemad_foreign_key&) const;
    bool is_tracked(std::string_view table) const { return tracked_.contains(table); }
    void leave_out(std::string_view collection, std::string_view field, std::string property, std::string why);

    const snapshot::Model& model_;
    const Terms& terms_;
    std::unordered_set<std::string_view> tracked_;   // collections: with those that become ones
    std::unordered_set<std::string_view> had_a_row_; // before
    model::FieldSet field_rows_;                     // fields that have a row
    model::FieldMap<std::string_view> related_rows_; // relations that have a row, and what that says they lead to
    model::FieldMap<std::string_view> targets_;      // of foreign_keys
};

} // namespace schemad::adopt
