// SPDX-License-Identifier: Apache-2.0
#include "engine/database/page.hpp"

#include <algorithm>
#include <cstdint>

#include <schemad/dialect.h>

#include "engine/database/trusted_sql.hpp"

namespace schemad::database {

namespace {

using namespace sql::text_literals;

constexpr std::size_t all_rows = std::size_t{1} << 62; // no database has more

sql::SqlText number(std::size_t n) { return TrustedSql::number(static_cast<std::int64_t>(std::min(n, all_rows))); }

bool fetches(const Vendor& vendor) noexcept {
    constexpr auto known = offsetof(schemad_dialect, flags) + sizeof(std::uint32_t);
    const auto* said = vendor.extension<schemad_dialect>(SCHEMAD_DIALECT_EXTENSION, known);
    return said && (said->flags & SCHEMAD_DIALECT_OFFSET_FETCH);
}

} // namespace

sql::SqlText page_of(const Vendor& vendor, std::optional<std::size_t> limit, std::size_t offset) {
    if (!limit && offset == 0) return {};
    if (fetches(vendor)) {
        auto text = " offset "_sql + number(offset) + " rows";
        if (limit) text += " fetch next " + number(*limit) + " rows only";
        return text;
    }
    auto text = " limit "_sql + number(limit.value_or(all_rows)); // none of them takes an offset alone
    if (offset > 0) text += " offset " + number(offset);
    return text;
}

} // namespace schemad::database
