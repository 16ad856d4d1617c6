// SPDX-License-Identifier: Apache-2.0
// What render() looks up and the boundary's rows do not hold. Lives inside the Catalog (kit::Catalog::own).
// Threads: const members from any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <schemad/vendor.hpp>

namespace schemad::pq {

class CatalogData {
public:
    int server_version = 0; // as PQserverVersion() gives it
    bool has_geometry = false;
    std::string current_schema;       // where an unqualified CREATE TABLE goes; empty: nowhere
    std::vector<std::string> schemas; // inspected, the first before the others
    // the position in Catalog::tables of every row's table; the same table name may be in two schemas
    std::vector<std::uint32_t> table_of_column, table_of_index, table_of_foreign_key;

    std::vector<bool> has_heirs, is_heir; // by table: others inherit from it, it inherits (PostgreSQL; empty elsewhere)
    struct SaidForeignKey {               // in the server's own words; empty where it does not say
        std::string definition, comment;
    };
    std::vector<SaidForeignKey> foreign_keys_said; // by foreign key

    struct SharedPart {    // what is of several columns of a table, beside indexes of bare columns and foreign keys
        std::string label; // "check t_check"
        std::vector<std::string_view> columns;
    };
    std::unordered_map<std::size_t, std::vector<SharedPart>> shared_parts; // by table

    struct TableParts { // positions in the catalog's arrays
        std::vector<std::uint32_t> columns, indexes, foreign_keys;
    };

    // The table of that name; of several, the one of the first schema. npos: none.
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    std::size_t find(const schemad_catalog& catalog, std::string_view table) const;
    const TableParts& rows(const schemad_catalog& catalog, std::size_t table) const;
    const schemad_column* column(const schemad_catalog& catalog, std::size_t table, std::string_view name) const;
    const schemad_index* index(const schemad_catalog& catalog, std::size_t table, std::string_view name) const;

private:
    // Built at the first question, so that a mere snapshot does not pay for it.
    void build(const schemad_catalog& catalog) const;
    mutable std::once_flag once_;
    mutable std::unordered_map<std::string_view, std::size_t> by_name_;
    mutable std::vector<TableParts> rows_;
};

} // namespace schemad::pq
