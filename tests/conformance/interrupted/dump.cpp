// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/interrupted/dump.hpp"

#include <set>

#include "engine/model/own_tables.hpp"
#include "tests/test_sql.hpp"

namespace schemad::test {

namespace {

std::string text(schemad_str s) { return stated(s) ? std::string{view(s)} : "-"; }

std::string list(const schemad_str* names, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += ' ' + text(names[i]);
    return all;
}

std::string value(const schemad_value& cell) {
    switch (cell.kind) {
    case SCHEMAD_NULL: return "null";
    case SCHEMAD_DOUBLE: return std::to_string(cell.as.real);
    case SCHEMAD_INT64:
    case SCHEMAD_BOOL: return std::to_string(cell.as.integer);
    default: return '"' + std::string{view(cell.as.text)} + '"';
    }
}

} // namespace

Dump dump_of(Connection& connection) {
    Dump dump;
    const auto catalog = connection.inspect();
    std::set<std::string> base, keys;
    std::map<std::string, std::string> order;
    for (const auto& table : tables(*catalog)) {
        const auto name = text(table.name);
        if (model::is_own_table(name)) continue;
        dump["table " + name] = std::to_string(table.kind);
        base.insert(name);
    }
    const auto q = [&](const std::string& name) { return connection.vendor().quoted(name); };
    for (const auto& column : columns(*catalog))
        if (column.flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY) order[text(column.table)] = text(column.name);
    for (const auto& column : columns(*catalog)) {
        const auto table = text(column.table), name = text(column.name);
        if (!base.contains(table)) continue;
        dump["column " + table + '.' + name] =
            text(column.declared_type) + (column.flags & SCHEMAD_COLUMN_NULLABLE ? " null " : " not null ") +
            text(column.default_text) + ' ' + text(column.default_sql) + ' ' + text(column.generation_expression) +
            ' ' + text(column.comment) + ' ' + text(column.collation) + ' ' + text(column.on_update);
        const auto by = order.contains(table) ? q(order[table]) : sql::SqlText("1");
        const auto rows = connection.query("select " + q(name) + " from " + q(table) + " order by " + by);
        std::string values;
        for (std::size_t i = 0; i < rows->row_count; ++i) values += value(rows->cells[i * rows->column_count]) + '\n';
        dump["values " + table + '.' + name] = values;
    }
    for (const auto& index : indexes(*catalog))
        if (base.contains(text(index.table)) && !(index.flags & SCHEMAD_INDEX_IMPLICIT))
            dump["index " + text(index.table) + '.' + text(index.name)] =
                std::to_string(index.flags) + list(index.columns, index.column_count) + ' ' + text(index.sql);
    for (const auto& key : foreign_keys(*catalog))
        if (base.contains(text(key.table)))
            dump["key " + text(key.table) + '.' + text(key.name) + list(key.columns, key.column_count)] =
                text(key.referenced_table) + list(key.referenced_columns, key.column_count) + ' ' +
                text(key.on_update) + ' ' + text(key.on_delete);
    // by SQL of each vendor's own: the plugin's reader tells of neither
    static const std::map<std::string, const char*> programs{
        {"sqlite", "select type, name, sql from sqlite_master where type in ('view', 'trigger')"},
        {"postgres", "select 'view', schemaname || '.' || viewname, definition from pg_views where schemaname not in "
                     "('pg_catalog', 'information_schema') union all select 'trigger', tgrelid::regclass || '.' || "
                     "tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal union all select "
                     "'function', proname::text, prosrc from pg_proc where pronamespace = 'public'::regnamespace"},
        {"mysql", "select 'view', table_name, view_definition from information_schema.views where table_schema = "
                  "database() union all select 'trigger', concat(event_object_table, '.', trigger_name), "
                  "concat(action_timing, ' ', event_manipulation, ' ', action_statement) from "
                  "information_schema.triggers where trigger_schema = database()"}};
    const auto more = connection.query(test::sql_of(programs.at(std::string{connection.vendor().name()})));
    for (std::size_t i = 0; i < more->row_count; ++i) {
        const auto* row = &more->cells[i * more->column_count];
        dump[value(row[0]) + ' ' + value(row[1])] = value(row[2]);
    }
    for (const auto& check : checks(*catalog))
        if (base.contains(text(check.table)))
            dump["check " + text(check.table) + '.' + text(check.name)] = text(check.expression);
    return dump;
}

} // namespace schemad::test
