// SPDX-License-Identifier: Apache-2.0
// Builds the catalog of an offline model: rows of vendor.h with the text they point to. Private to engine/plan.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/plan/table_work.hpp"

namespace schemad::plan {

class OfflineCatalog {
public:
    explicit OfflineCatalog(const Vendor&);
    ~OfflineCatalog();
    struct Key {                                                           // a foreign key
        std::string column, table, referenced, name, on_update, on_delete; // name empty: as the vendor would name it
        bool reported = false;                                             // a relation shows it
    };
    void begin_table(std::string_view name);
    // A field of the snapshot, or one made up in its form, as a column of the table begun last.
    void add_column(const boost::json::object& field);
    void add_foreign_key(const Key&);
    void index_system_column(std::string_view column, bool points_somewhere);
    bool has_key() const noexcept { return has_key_; }
    // write_definitions: for a vendor that makes tables anew from their text.
    void end_table(bool write_definitions);
    Catalog finish();

private:
    struct Held;
    void add_index(std::string_view column, bool unique, bool made_by_key);
    void define();
    static void release(schemad_catalog*);

    const Vendor& vendor_;
    std::unique_ptr<Held> held_;
    std::unique_ptr<TableWork> work_; // the table as it would be created
    std::size_t first_index_ = 0;
    bool has_key_ = false;
};

} // namespace schemad::plan
