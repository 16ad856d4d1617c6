// SPDX-License-Identifier: Apache-2.0
// The catalog of the connected database, from a handful of set-based queries put together in memory.
// docs/spec/vendors-1-catalog.md sections 2 and 3.3. Other databases of the server never show.
// Errors: kit::Error. Threads: as the connection; the result is a value.
#pragma once

#include <map>
#include <unordered_map>

#include "plugins/mysql/column_facts.hpp"
#include "plugins/mysql/wire.hpp"

namespace schemad::mysql {

// What render() needs beyond the rows of the boundary. Keys are lower-cased: column names have no case here.
struct CatalogData {
    struct More {
        std::size_t at = 0; // its row in the catalog
        std::string check;  // a MariaDB check that is part of the column's own definition
        std::string srid;   // MySQL 8: the reference system of a geometry column
        bool invisible = false;
        bool generated = false; // from other columns
    };
    struct Trigger {
        std::string name, table, statement;
    };
    Server server;
    std::string database;
    std::unordered_map<std::string, More> columns;          // more_key(table, column)
    std::unordered_map<std::string, std::string> tables;    // collation by name
    std::vector<std::pair<std::string, std::string>> views; // and their definitions, as far as this user may see them
    std::vector<Trigger> triggers;
    static std::string more_key(std::string_view table, std::string_view column);
};

kit::Catalog read_catalog(Wire& wire, const Server& server, std::chrono::milliseconds allowed);

} // namespace schemad::mysql
