// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/catalog_data.hpp"

#include <algorithm>

namespace schemad::pq {

void CatalogData::build(const schemad_catalog& catalog) const {
    std::call_once(once_, [&] {
        const auto rank = [&](std::size_t table) {
            const auto schema = kit::view(kit::tables(catalog)[table].schema);
            return std::find(schemas.begin(), schemas.end(), schema) - schemas.begin();
        };
        rows_.resize(catalog.table_count);
        for (std::size_t i = 0; i < catalog.table_count; ++i) {
            const auto [at, is_new] = by_name_.emplace(kit::view(kit::tables(catalog)[i].name), i);
            if (!is_new && rank(i) < rank(at->second)) at->second = i;
        }
        const auto sort_in = [&](const std::vector<std::uint32_t>& tables,
                                 std::vector<std::uint32_t> TableParts::*list) {
            for (std::uint32_t i = 0; i < tables.size(); ++i)
                if (tables[i] < rows_.size()) (rows_[tables[i]].*list).push_back(i);
        };
        sort_in(table_of_column, &TableParts::columns);
        sort_in(table_of_index, &TableParts::indexes);
        sort_in(table_of_foreign_key, &TableParts::foreign_keys);
    });
}

std::size_t CatalogData::find(const schemad_catalog& catalog, std::string_view table) const {
    build(catalog);
    const auto at = by_name_.find(table);
    return at == by_name_.end() ? npos : at->second;
}

const CatalogData::TableParts& CatalogData::rows(const schemad_catalog& catalog, std::size_t table) const {
    build(catalog);
    return rows_.at(table);
}

const schemad_column* CatalogData::column(const schemad_catalog& catalog, std::size_t table,
                                          std::string_view name) const {
    for (const auto i : rows(catalog, table).columns)
        if (kit::view(kit::columns(catalog)[i].name) == name) return &kit::columns(catalog)[i];
    return nullptr;
}

const schemad_index* CatalogData::index(const schemad_catalog& catalog, std::size_t table,
                                        std::string_view name) const {
    for (const auto i : rows(catalog, table).indexes)
        if (kit::view(kit::indexes(catalog)[i].name) == name) return &kit::indexes(catalog)[i];
    return nullptr;
}

} // namespace schemad::pq
