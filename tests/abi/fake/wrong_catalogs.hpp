// SPDX-License-Identifier: Apache-2.0
// Catalogs whose arrays can be walked and whose contents make no sense; one that does.
#pragma once

#include "../frozen/vendor_1_0.h"

#include <cstddef>
#include <cstring>
#include <string>

namespace wrong_catalogs {

inline schemad_str text(const char* s) { return {s, std::strlen(s)}; }

inline schemad_table table(const char* name, const char* schema = nullptr) {
    schemad_table t{};
    t.struct_size = sizeof t, t.name = text(name);
    if (schema) t.schema = text(schema);
    return t;
}
inline schemad_column column(const char* table, const char* name) {
    schemad_column c{};
    c.struct_size = sizeof c, c.table = text(table), c.name = text(name);
    return c;
}

// Whether there is a catalog of that kind.
inline bool fill(const std::string& kind, schemad_catalog& out) {
    static schemad_table tables[2];
    static schemad_column columns[2];
    static schemad_index index;
    static schemad_foreign_key key;
    static schemad_check check;
    static const schemad_str names[] = {text("a")};
    tables[0] = table("t"), tables[1] = table("u");
    columns[0] = column("t", "a"), columns[1] = column("u", "a");
    index = {}, index.struct_size = sizeof index, index.table = text("t"), index.name = text("i");
    key = {}, key.struct_size = sizeof key, key.table = text("t"), key.name = text("k");
    key.columns = key.referenced_columns = names, key.column_count = 1;
    check = {}, check.struct_size = sizeof check, check.table = text("t"), check.name = text("c");
    if (kind == "two schemas") {
        tables[0] = table("t", "one"), tables[1] = table("t", "two");
        columns[1] = columns[0];
    } else if (kind == "empty names") { // SQLite has them
        tables[1].name = text(""), columns[1] = column("", "");
    } else if (kind == "doubled table") {
        tables[1] = tables[0], columns[1] = column("t", "b");
    } else if (kind == "doubled column") {
        columns[1] = columns[0];
    } else if (kind == "orphaned column") {
        columns[1].table = text("v");
    } else if (kind == "orphaned index") {
        index.table = text("v");
    } else if (kind == "orphaned key") {
        key.table = text("v");
    } else if (kind == "key of nothing") {
        key.column_count = 0;
    } else if (kind == "orphaned check") {
        check.table = text("v");
    } else if (kind != "sound") {
        return false;
    }
    out.tables = tables, out.table_count = 2, out.columns = columns, out.column_count = 2;
    out.indexes = &index, out.index_count = 1, out.foreign_keys = &key, out.foreign_key_count = 1;
    out.checks = &check, out.check_count = 1;
    return true;
}

} // namespace wrong_catalogs
