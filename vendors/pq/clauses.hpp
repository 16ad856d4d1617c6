// SPDX-License-Identifier: Apache-2.0
// The parts of statements that creating and altering share; private to vendors/pq. Pure; kit::Error.
#pragma once

#include <schemad/vendor.hpp>

#include "vendors/pq/catalog_data.hpp"
#include "vendors/pq/flavor.hpp"

namespace schemad::pq {

inline kit::Statement run(sql::SqlText sql) { return {std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }
inline bool has(std::uint32_t flags, std::uint32_t flag) noexcept { return (flags & flag) != 0; }

// One plan's view of the catalog; the pointers are null without a database.
struct CatalogView {
    const schemad_catalog* catalog = nullptr;
    const CatalogData* data = nullptr;

    // The table as it has to be written; one that is not there yet goes to the first schema that is inspected.
    sql::SqlText table(std::string_view name) const;
    // An index lies in the schema of its table.
    sql::SqlText index(std::string_view table, std::string_view name) const;
    std::size_t find(std::string_view table) const {
        return data && catalog ? data->find(*catalog, table) : CatalogData::npos;
    }
    int server_version() const noexcept { return data ? data->server_version : 0; }

private:
    sql::SqlText in_schema(std::string_view schema, std::string_view name) const;
};

// Columns in the making: what runs before the statement that makes one, its definition, what runs behind.
struct ColumnClause {
    sql::SqlText definition;
    kit::Script before, behind;
};
ColumnClause column_clause(const Flavor& flavor, const CatalogView& seen, std::string_view table,
                           const schemad_column_spec& spec, bool sole_key);

sql::SqlText primary_key_clause(std::string_view table, std::string_view column); // [constraint n] primary key (c)
sql::SqlText foreign_key_clause(const CatalogView& seen, const schemad_foreign_key_spec& key);
sql::Words rule_words(schemad_str rule, std::string_view column); // as SQL has it; what is none is refused
kit::Statement add_index(const CatalogView& seen, std::string_view table, const schemad_index_spec& index);

// What has no order cannot be unique or in an index of the usual kind. unique: what has one, but is not looked for by
// it (documents, lists), may be that alone: the index that such columns have is of another kind.
void require_order(const Type& type, std::string_view table, std::string_view column, bool unique);
// PostGIS's types need PostGIS.
void require_geometry(const Flavor& flavor, const CatalogView& seen, const Type& type, std::string_view column);

kit::Script create_table(const Flavor& flavor, const CatalogView& seen, const schemad_step& step);
kit::Script alter_table(const Flavor& flavor, const CatalogView& seen, const schemad_step& step);

} // namespace schemad::pq
