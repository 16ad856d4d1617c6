// SPDX-License-Identifier: Apache-2.0
// One table rebuilt after sqlite.org's own procedure: new table under an unused name, rows copied with their row ids,
// counter kept, old one dropped, renamed, indexes and triggers made again from their own text.
// Errors: kit::Error, naming what a dropped column is still needed by. Pure: it only writes the script.
#pragma once

#include <string>
#include <vector>

#include "plugins/sqlite/catalog.hpp"
#include "plugins/sqlite/table_edit.hpp"

namespace schemad::sqlite {

class Rebuild {
public:
    Rebuild(const schemad_catalog& catalog, const CatalogData& data, const CatalogData::TableParts& rows);
    TableEdit& edit() noexcept { return edit_; }
    void add_index(sql::SqlText sql) { new_indexes_.push_back(std::move(sql)); }
    void drop_index(std::string_view name) { dropped_indexes_.add(name); }
    void render(kit::Script& script); // appends

private:
    std::string unused_name() const;
    sql::SqlText copy_rows(const std::string& building, const TableDefinition& now) const;
    std::vector<sql::SqlText> kept_indexes(std::vector<std::string>& along) const;
    bool is_shared(const schemad_index& index) const;
    sql::SqlText without_dropped(const schemad_index& index) const; // empty: the index goes too
    void check_triggers() const;

    const schemad_catalog& catalog_;
    const CatalogData& data_;
    const CatalogData::TableParts& rows_;
    std::string_view table_;
    TableEdit edit_;
    NameSet dropped_indexes_;
    std::vector<sql::SqlText> new_indexes_;
};

} // namespace schemad::sqlite
