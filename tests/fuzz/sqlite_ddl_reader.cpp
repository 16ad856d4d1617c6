// SPDX-License-Identifier: Apache-2.0
// The SQLite DDL reader on any bytes: never crashes, and what it can read it can edit into something it can read.
#include <cstdint>
#include <cstdlib>

#include "plugins/sqlite/column_facts.hpp"
#include "plugins/sqlite/table_edit.hpp"

using namespace schemad::sqlite;
using schemad::sql::SqlText;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view sql(reinterpret_cast<const char*>(data), size);
    type_facts(sql);
    default_expression(sql);
    if (const auto index = read_index(sql); index && index->items.size() != index->columns.size()) std::abort();
    const auto def = read_table(sql);
    if (!def) return 0;
    for (const auto& c : def->columns)
        if (c.all.empty() || c.all.end > def->close) std::abort();
    const std::string first = def->columns.front().name, last = def->columns.back().name;
    try {
        TableEdit edit("t", sql);
        edit.set_type(last, SqlText("integer")), edit.set_default(last, SqlText("1")), edit.set_nullable(last, false);
        edit.drop_unique(last);
        edit.drop_foreign_keys(std::nullopt, first, std::nullopt);
        edit.add_column(SqlText("`fuzz added` text"));
        edit.add_constraint(SqlText("CHECK (1)"));
        if (def->columns.size() > 2) edit.drop_column(first);
        if (!read_table(edit.finish("n").view())) std::abort();
    } catch (const schemad::kit::Error& e) {
        if (e.status == SCHEMAD_E_INTERNAL) std::abort();
    }
    return 0;
}
