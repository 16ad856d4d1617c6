// SPDX-License-Identifier: Apache-2.0
#include "catalog.hpp"

#include <map>
#include <utility>

#include "column.hpp"
#include "statement.hpp"

namespace toy {

namespace {

using ColumnName = std::pair<std::string, std::string>; // its table, and its own

struct Marks { // what indexes and foreign keys say of a column
    std::uint32_t flags = 0;
    std::string table, column;
};

void read_tables(sqlite3* database, kit::Catalog& catalog) {
    Statement s(database,
                sql::SqlText("select name, type, sql from sqlite_master where type in ('table', 'view') and name "
                             "not like 'sqlite_%' order by rowid"));
    while (s.step()) {
        kit::Table table;
        table.name = s.text(0);
        table.sql = s.maybe(2);
        if (s.text(1) == "view")
            table.kind = SCHEMAD_TABLE_VIEW; // it is there, and nobody's collection
        else
            table.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED;
        catalog.add(table);
    }
}

void read_indexes(sqlite3* database, kit::Catalog& catalog, std::map<ColumnName, Marks>& marks) {
    Statement s(database,
                sql::SqlText("select m.name, l.name, l.\"unique\", l.origin, i.name from sqlite_master m, "
                             "pragma_index_list(m.name) l, pragma_index_info(l.name) i where m.type = 'table' "
                             "and m.name not like 'sqlite_%' order by m.rowid, l.seq, i.seqno"));
    kit::Index index;
    const auto finish = [&] {
        if (index.name.empty()) return;
        if (index.columns.size() == 1 && index.columns.front())
            marks[{index.table, *index.columns.front()}].flags |=
                index.flags & SCHEMAD_INDEX_UNIQUE ? SCHEMAD_COLUMN_UNIQUE : SCHEMAD_COLUMN_INDEXED;
        catalog.add(index);
    };
    while (s.step()) {
        if (s.text(0) != index.table || s.text(1) != index.name) {
            finish();
            index = {};
            index.table = s.text(0), index.name = s.text(1);
            if (s.integer(2) != 0) index.flags |= SCHEMAD_INDEX_UNIQUE;
            const auto origin = s.text(3); // c: made by itself; u, pk: with its table
            if (origin == "pk") index.flags |= SCHEMAD_INDEX_PRIMARY_KEY;
            if (origin != "c") index.flags |= SCHEMAD_INDEX_IMPLICIT | SCHEMAD_INDEX_CONSTRAINT;
        }
        index.columns.push_back(s.maybe(4)); // null: an expression
    }
    finish();
}

void read_foreign_keys(sqlite3* database, kit::Catalog& catalog, std::map<ColumnName, Marks>& marks) {
    Statement s(database,
                sql::SqlText("select m.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete from "
                             "sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table' order by "
                             "m.rowid, f.id, f.seq"));
    kit::ForeignKey key;
    std::int64_t id = -1;
    const auto finish = [&] {
        if (key.columns.empty()) return;
        auto& mark = marks[{key.table, key.columns.front()}];
        mark.table = key.referenced_table, mark.column = key.referenced_columns.front().value_or("");
        catalog.add(key);
    };
    while (s.step()) {
        if (s.text(0) != key.table || s.integer(1) != id) {
            finish();
            key = {};
            id = s.integer(1);
            key.flags = SCHEMAD_FK_IN_SNAPSHOT;
            key.table = s.text(0), key.referenced_table = s.text(2);
            key.on_update = s.text(5), key.on_delete = s.text(6);
        }
        key.columns.push_back(s.text(3));
        key.referenced_columns.push_back(s.maybe(4));
    }
    finish();
}

void read_columns(sqlite3* database, kit::Catalog& catalog, const std::map<ColumnName, Marks>& marks) {
    Statement s(database,
                sql::SqlText("select m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.cid, "
                             "m.sql like '%autoincrement%', (select count(*) from pragma_table_info(m.name) k "
                             "where k.pk > 0) from sqlite_master m, pragma_table_info(m.name) x where m.type = "
                             "'table' and m.name not like 'sqlite_%' order by m.rowid, x.cid"));
    while (s.step()) {
        kit::Column column;
        column.table = s.text(0), column.name = s.text(1);
        tell_type(s.text(2), column);
        tell_default(s.maybe(4), column);
        column.ordinal = static_cast<std::uint32_t>(s.integer(6)) + 1;
        if (s.integer(3) == 0) column.flags |= SCHEMAD_COLUMN_NULLABLE;
        if (s.integer(5) == 1) {
            column.flags |= SCHEMAD_COLUMN_PRIMARY_KEY;
            if (s.integer(8) == 1) column.flags |= SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
            if (s.integer(7) != 0) column.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
        }
        if (const auto mark = marks.find({column.table, column.name}); mark != marks.end()) {
            column.flags |= mark->second.flags;
            if (!mark->second.table.empty())
                column.foreign_key_table = mark->second.table, column.foreign_key_column = mark->second.column;
        }
        catalog.add(column);
    }
}

} // namespace

kit::Catalog read_catalog(sqlite3* database) {
    kit::Catalog catalog;
    std::map<ColumnName, Marks> marks;
    read_tables(database, catalog);
    read_indexes(database, catalog, marks);
    read_foreign_keys(database, catalog, marks);
    read_columns(database, catalog, marks);
    return catalog;
}

} // namespace toy
