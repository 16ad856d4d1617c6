// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/rows.hpp"

namespace schemad::sqlite {

namespace {

void put(kit::Rows& rows, const Statement& s, int at) {
    switch (sqlite3_column_type(s.get(), at)) {
    case SQLITE_INTEGER: rows.integer(s.integer(at)); break;
    case SQLITE_FLOAT: rows.real(sqlite3_column_double(s.get(), at)); break;
    case SQLITE_TEXT: rows.text(s.text(at)); break;
    case SQLITE_BLOB: {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(s.get(), at));
        rows.blob({bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(s.get(), at))});
        break;
    }
    default: rows.null(); break;
    }
}

} // namespace

kit::Rows read_rows(const Database& db, const sql::SqlText& sql, std::span<const schemad_value> params,
                    std::size_t max_bytes) {
    Statement s(db.get(), sql);
    s.bind(params);
    const int count = s.columns();
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
        const char* name = sqlite3_column_name(s.get(), i);
        names.emplace_back(name ? name : "");
    }
    kit::Rows rows(names, max_bytes);
    while (s.step())
        for (int i = 0; i < count; ++i) put(rows, s, i);
    return rows;
}

} // namespace schemad::sqlite
