// SPDX-License-Identifier: Apache-2.0
// What a catalog says has to be about something: names are there once (SQLite allows an empty one), and whatever
// belongs to a table names one. What breaks this would otherwise be left out of an answer, or stand in it twice, and
// nobody would know.
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "vendors/host/guard.hpp"
#include "vendors/host/verify_results.hpp"

namespace schemad::host {
namespace {

using Name = std::pair<std::string_view, std::string_view>; // of a schema and a table, of a table and a column
struct HashOfName {
    std::size_t operator()(const Name& name) const noexcept {
        const std::hash<std::string_view> hash;
        return hash(name.first) * 31 + hash(name.second);
    }
};

std::string quoted(std::string_view name) {
    constexpr std::size_t most = 128;
    return '"' + std::string(name.substr(0, most)) + '"';
}

class CatalogNames {
public:
    CatalogNames(const Vendor& vendor, const schemad_catalog& catalog) : vendor_(vendor), catalog_(catalog) {}

    void verify() {
        tables_of_all_schemas();
        columns_of_tables();
        for (const auto& index : indexes(catalog_)) belongs("the index " + quoted(view(index.name)), index.table);
        for (const auto& key : foreign_keys(catalog_)) {
            belongs("the foreign key " + quoted(view(key.name)), key.table);
            if (key.column_count == 0) wrong("gave the foreign key " + quoted(view(key.name)) + " without a column");
        }
        for (const auto& check : checks(catalog_)) belongs("the check " + quoted(view(check.name)), check.table);
    }

private:
    [[noreturn]] void wrong(const std::string& why) const { misbehaved(vendor_, "inspect", why); }

    void belongs(const std::string& what, schemad_str table) const {
        if (tables_.contains(view(table))) return;
        wrong("gave " + what + " of the table " + quoted(view(table)) + ", which is none of its tables");
    }

    void tables_of_all_schemas() {
        std::unordered_set<Name, HashOfName> seen;
        seen.reserve(catalog_.table_count);
        tables_.reserve(catalog_.table_count);
        for (const auto& table : tables(catalog_)) {
            const auto name = view(table.name);
            if (!seen.emplace(view(table.schema), name).second) wrong("gave the table " + quoted(name) + " twice");
            ++tables_[name];
        }
    }

    // A column does not say of which schema its table is: where several have a table of that name, so may its columns.
    void columns_of_tables() const {
        std::unordered_set<Name, HashOfName> seen;
        seen.reserve(catalog_.column_count);
        for (const auto& column : columns(catalog_)) {
            const auto table = view(column.table), name = view(column.name);
            const auto of = tables_.find(table);
            if (of == tables_.end())
                belongs("the column " + quoted(name), column.table);
            else if (!seen.emplace(table, name).second && of->second == 1)
                wrong("gave the column " + quoted(name) + " of the table " + quoted(table) + " twice");
        }
    }

    const Vendor& vendor_;
    const schemad_catalog& catalog_;
    std::unordered_map<std::string_view, std::size_t> tables_; // of that name, in any schema
};

} // namespace

void verify_names(const Vendor& vendor, const schemad_catalog& catalog) { CatalogNames(vendor, catalog).verify(); }

} // namespace schemad::host
