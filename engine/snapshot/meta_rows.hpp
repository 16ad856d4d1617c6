// SPDX-License-Identifier: Apache-2.0
// The rows of a meta table as values: cast, keys in snapshot order. docs/spec/engine-2-model.md 2.4,
// docs/spec/engine-6-apply.md 7.1 to 7.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/model/dialect.hpp"
#include "engine/model/meta_tables.hpp"

namespace schemad::snapshot {

struct MetaRow {
    std::string_view collection;                     // many_collection of a relation; borrowed from the rows
    std::string_view field;                          // many_field; empty for a collection
    std::int64_t id = 0;                             // 0 for a collection
    std::optional<std::vector<std::string>> special; // nullopt: null
    boost::json::object meta;                        // without id, sorted as the dialect does
    const schemad_value* cells = nullptr;            // as stored, one for each of MetaRows::columns
};

struct MetaRows {
    Rows rows;                        // owns the text
    std::vector<std::string> columns; // as the project has them, in table order
    std::vector<MetaRow> list;        // in the order of the table
};

// Reads the whole table. Throws VendorError; RequestError (503) when the database has no such table.
MetaRows read_meta_rows(Connection&, const model::MetaTable&, const model::Dialect&, boost::json::storage_ptr);

// Its special says that there is no column behind the field.
bool is_alias(const MetaRow&);

} // namespace schemad::snapshot
