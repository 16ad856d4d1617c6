// SPDX-License-Identifier: Apache-2.0
// Reads the whole catalog in four set-based queries. docs/spec/vendors-1-catalog.md sections 2 and 3.1. Linear in the
// catalog. Errors: kit::Error. Call it inside a transaction, so that the queries see one state.
#pragma once

#include <mutex>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "plugins/sqlite/database.hpp"

namespace schemad::sqlite {

kit::Catalog read_catalog(const Database& db);

struct Trigger {
    std::string_view name, table, sql;
};

// What render() looks up and the boundary's rows do not hold. Lives inside the Catalog; the text is its arena's.
class CatalogData {
public:
    struct TableParts { // of one table, as positions in the catalog's arrays; each kind lies together
        std::size_t table = 0;
        std::size_t column = 0, columns = 0;
        std::size_t index = 0, indexes = 0;
        std::size_t foreign_key = 0, foreign_keys = 0;
    };
    std::vector<TableParts> rows;              // one per table, as in Catalog::tables
    std::vector<Trigger> triggers;             // in the order they were made
    std::vector<std::string_view> index_order; // names of indexes, likewise

    // For a catalog that somebody else put together: nothing is known beside its rows, and those of a table have to lie
    // together. kit::Error(E_INVALID) where they do not.
    void read_rows(const schemad_catalog& catalog);

    // Built at the first question, so that a mere snapshot does not pay for it.
    const TableParts* find(const schemad_catalog& catalog, std::string_view table) const;
    bool name_taken(const schemad_catalog& catalog, std::string_view name) const;

private:
    void build(const schemad_catalog& catalog) const;
    mutable std::once_flag once_;
    mutable std::unordered_map<std::string, std::size_t> by_name_; // lower case
    mutable std::unordered_set<std::string> taken_;
};

} // namespace schemad::sqlite
