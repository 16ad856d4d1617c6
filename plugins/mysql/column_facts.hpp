// SPDX-License-Identifier: Apache-2.0
// Stage 1 for one column: from a row of information_schema.COLUMNS to what the snapshot and a faithful alteration need.
// docs/spec/vendors-1-catalog.md 3.3, docs/spec/vendors-a-types.md A.3, A.4. Pure functions; nothing throws but
// bad_alloc.
#pragma once

#include <schemad/vendor.hpp>

#include "plugins/mysql/server_kind.hpp"

namespace schemad::mysql {

struct RawColumn { // as the catalog has it
    std::string table, name;
    kit::Text column_default;
    std::string column_type;
    kit::Text max_length, numeric_precision, numeric_scale;
    bool nullable = false;
    std::string key, extra; // COLUMN_KEY, EXTRA
    kit::Text generation_expression, comment, collation;
    std::uint32_t ordinal = 0;
};

// Everything but what other tables of the catalog tell: keys beyond COLUMN_KEY, indexes, foreign keys.
kit::Column column_facts(const RawColumn& raw, const Server& server);

// "int(10) unsigned" -> "int unsigned", "tinyint(1)" -> "boolean".
std::string data_type_of(std::string_view column_type);

bool is_auto_increment(std::string_view extra) noexcept; // also beside other attributes
// "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(6)" -> "CURRENT_TIMESTAMP(6)"
kit::Text on_update_of(std::string_view extra);

// An expression as MySQL's catalog escapes it (_utf8mb4\'a\'), as it has to be written.
std::string unescaped_expression(std::string_view text);

} // namespace schemad::mysql
