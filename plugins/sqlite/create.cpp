// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "plugins/sqlite/column_type.hpp"
#include "plugins/sqlite/render.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::sqlite {

namespace {

using sql::SqlText;
using sql::Words;

SqlText quote(std::string_view name) { return sql::quote(name, '`'); }
kit::Statement run(SqlText sql) { return {std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }

SqlText rule(Words event, schemad_str action) {
    if (!kit::stated(action)) return {};
    for (const Words known :
         {Words("NO ACTION"), Words("RESTRICT"), Words("CASCADE"), Words("SET NULL"), Words("SET DEFAULT")})
        if (sql::same_word(kit::view(action), known.view())) return SqlText(" ") + event + " " + known;
    throw kit::Error(SCHEMAD_E_INVALID, "SQLite knows no rule " + std::string(kit::view(action)));
}

SqlText name_and_target(const schemad_foreign_key_spec& key, const SqlText& middle) {
    SqlText out;
    if (!kit::view(key.name).empty()) out = "CONSTRAINT " + quote(kit::view(key.name)) + " ";
    out += middle + "REFERENCES " + quote(kit::view(key.referenced_table));
    if (kit::stated(key.referenced_column)) out += " (" + quote(kit::view(key.referenced_column)) + ")";
    return out + rule("ON DELETE", key.on_delete) + rule("ON UPDATE", key.on_update);
}

} // namespace

SqlText foreign_key_clause(const schemad_foreign_key_spec& key) {
    return name_and_target(key, "FOREIGN KEY (" + quote(kit::view(key.column)) + ") ");
}

SqlText references_clause(const schemad_foreign_key_spec& key) { return name_and_target(key, {}); }

SqlText create_index(std::string_view table, const schemad_index_spec& index) {
    const bool unique = (index.flags & SCHEMAD_INDEX_UNIQUE) != 0;
    return SqlText(unique ? Words("CREATE UNIQUE INDEX ") : Words("CREATE INDEX ")) + quote(kit::view(index.name)) +
           " ON " + quote(table) + " (" + quote(kit::view(index.column)) + ")";
}

kit::Script create_table(const schemad_step& step) {
    const auto table = kit::view(step.table);
    SqlText columns, constraints;
    std::vector<SqlText> keys;
    std::size_t counters = 0;
    kit::Script script(1);
    for (const schemad_change& change : kit::changes(step)) {
        switch (change.kind) {
        case SCHEMAD_ADD_COLUMN: {
            const auto& spec = *change.column;
            columns += (columns.empty() ? Words("") : Words(", ")) + column_definition(spec);
            if (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT) {
                ++counters;
                columns += " PRIMARY KEY AUTOINCREMENT";
            } else if (spec.flags & SCHEMAD_SPEC_PRIMARY_KEY) {
                keys.push_back(quote(kit::view(spec.name)));
            }
            break;
        }
        case SCHEMAD_ADD_FOREIGN_KEY: constraints += ", " + foreign_key_clause(*change.foreign_key); break;
        case SCHEMAD_ADD_INDEX: script.push_back(run(create_index(table, *change.index))); break;
        default:
            throw kit::Error(SCHEMAD_E_INVALID, "a new table can only get columns, keys and indexes",
                             std::string(table));
        }
    }
    if (columns.empty())
        throw kit::Error(SCHEMAD_E_INVALID, "the table " + std::string(table) + " needs a column", std::string(table));
    if (counters > 1 || (counters == 0 && keys.size() > 1))
        throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                         "the table " + std::string(table) + " would have more than one primary key",
                         std::string(table));
    // beside a column that counts up, which has to be the key, any other key is unique
    for (const auto& key : keys) columns += (counters ? Words(", UNIQUE (") : Words(", PRIMARY KEY (")) + key + ")";
    script.front() = run("CREATE TABLE " + quote(table) + " (" + columns + constraints + ")");
    return script;
}

kit::Script render_step(const schemad_catalog* catalog, const CatalogData* data, const schemad_step& step) {
    switch (step.kind) {
    case SCHEMAD_CREATE_TABLE: return create_table(step);
    case SCHEMAD_DROP_TABLE: return {run("DROP TABLE " + quote(kit::view(step.table)))};
    default: break;
    }
    if (!catalog)
        throw kit::Error(SCHEMAD_E_INVALID, "altering a table needs a catalog", std::string(kit::view(step.table)));
    if (data) return alter_table(*catalog, *data, step);
    CatalogData of_rows;
    of_rows.read_rows(*catalog);
    return alter_table(*catalog, of_rows, step);
}

} // namespace schemad::sqlite
