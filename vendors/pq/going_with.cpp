// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/going_with.hpp"

#include <algorithm>

namespace schemad::pq {

namespace {

const char* kind_of(const schemad_index& x) noexcept {
    if (has(x.flags, SCHEMAD_INDEX_PRIMARY_KEY)) return "primary key ";
    if (!has(x.flags, SCHEMAD_INDEX_CONSTRAINT)) return "index ";
    return has(x.flags, SCHEMAD_INDEX_UNIQUE) ? "unique constraint " : "exclusion constraint ";
}

// Has a part in a list that others have a part in, too.
bool is_shared(const schemad_str* columns, std::size_t count, std::string_view column) {
    const auto is = [&](const schemad_str& c) { return kit::stated(c) && kit::view(c) == column; };
    const auto other = [&](const schemad_str& c) { return kit::stated(c) && kit::view(c) != column; };
    return std::any_of(columns, columns + count, is) && std::any_of(columns, columns + count, other);
}

} // namespace

std::string going_with(const CatalogView& seen, std::size_t table, std::string_view column) {
    std::string all;
    const auto tell = [&](const std::string& what) { all.append(all.empty() ? "" : "; ").append(what); };
    const auto& rows = seen.data->rows(*seen.catalog, table);
    const auto parts = seen.data->shared_parts.find(table);
    const auto none = parts == seen.data->shared_parts.end();
    const auto is_part = [&](const std::string& label) { // known by more than its bare columns
        return !none && std::any_of(parts->second.begin(), parts->second.end(),
                                    [&](const auto& part) { return part.label == label; });
    };
    for (const auto i : rows.indexes) {
        const auto& x = kit::indexes(*seen.catalog)[i];
        const auto label = kind_of(x) + std::string(kit::view(x.name));
        if (is_shared(x.columns, x.column_count, column) && !is_part(label)) tell(label);
    }
    if (!none)
        for (const auto& part : parts->second)
            if (std::find(part.columns.begin(), part.columns.end(), column) != part.columns.end()) tell(part.label);
    for (const auto i : rows.foreign_keys) {
        const auto& k = kit::foreign_keys(*seen.catalog)[i];
        if (is_shared(k.columns, k.column_count, column))
            tell("foreign key " + std::string(kit::view(k.name)) + " to " + std::string(kit::view(k.referenced_table)));
    }
    return all;
}

} // namespace schemad::pq
