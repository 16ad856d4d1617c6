// SPDX-License-Identifier: Apache-2.0
#include "render.hpp"

#include <utility>

#include "column.hpp"
#include "vendors/sql/identifiers.hpp"

namespace toy {

namespace {

using sql::SqlText;
using sql::Words;

// A word of a document that is one of these, as we spell it: the document's own never gets into the statement.
SqlText rule(Words event, schemad_str asked) {
    if (!kit::stated(asked)) return {};
    for (const Words known :
         {Words("NO ACTION"), Words("RESTRICT"), Words("CASCADE"), Words("SET NULL"), Words("SET DEFAULT")})
        if (sql::same_word(kit::view(asked), known.view())) return " on " + SqlText(event) + " " + known;
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, "toy has no rule " + std::string(kit::view(asked)));
}

SqlText foreign_key(const schemad_foreign_key_spec& key) {
    return "constraint " + quoted(kit::view(key.name)) + " foreign key (" + quoted(kit::view(key.column)) +
           ") references " + quoted(kit::view(key.referenced_table)) + " (" + quoted(kit::view(key.referenced_column)) +
           ")" + rule("update", key.on_update) + rule("delete", key.on_delete);
}

SqlText create_index(std::string_view table, const schemad_index_spec& index) {
    return SqlText(index.flags & SCHEMAD_INDEX_UNIQUE ? Words("create unique index ") : Words("create index ")) +
           quoted(kit::view(index.name)) + " on " + quoted(table) + " (" + quoted(kit::view(index.column)) + ")";
}

kit::Statement run(SqlText text) { return {std::move(text), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }

[[noreturn]] void unsupported(std::string_view table, const char* what) {
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, std::string("toy cannot ") + what, std::string(table));
}

kit::Script create_table(std::string_view table, const schemad_step& step) {
    SqlText inside;
    kit::Script indexes;
    const auto add = [&](const SqlText& part) { inside += (inside.empty() ? SqlText() : SqlText(", ")) + part; };
    for (const auto& change : kit::changes(step)) {
        if (change.kind == SCHEMAD_ADD_COLUMN) {
            auto definition = definition_of(*change.column);
            if (change.column->flags & SCHEMAD_SPEC_AUTO_INCREMENT)
                definition += " primary key autoincrement";
            else if (change.column->flags & SCHEMAD_SPEC_PRIMARY_KEY)
                definition += " primary key";
            add(definition);
        } else if (change.kind == SCHEMAD_ADD_FOREIGN_KEY) {
            add(foreign_key(*change.foreign_key));
        } else if (change.kind == SCHEMAD_ADD_INDEX) {
            indexes.push_back(run(create_index(table, *change.index)));
        }
    }
    kit::Script script{run("create table " + quoted(table) + " (" + inside + ")")};
    script.insert(script.end(), indexes.begin(), indexes.end());
    return script;
}

kit::Script alter_table(std::string_view table, const schemad_step& step) {
    kit::Script script;
    for (const auto& change : kit::changes(step)) {
        switch (change.kind) {
        case SCHEMAD_ADD_COLUMN:
            // The rows that are there need a value. A check is a query that counts those in the way, before the first
            // step.
            if (!(change.column->flags & SCHEMAD_SPEC_NULLABLE) && change.column->default_kind <= SCHEMAD_DEFAULT_NULL)
                unsupported(table, "add a column that may not be empty and has no default");
            script.push_back(run("alter table " + quoted(table) + " add column " + definition_of(*change.column)));
            break;
        case SCHEMAD_DROP_COLUMN:
            script.push_back(
                run("alter table " + quoted(table) + " drop column " + quoted(kit::view(change.column->name))));
            break;
        case SCHEMAD_ADD_INDEX: script.push_back(run(create_index(table, *change.index))); break;
        case SCHEMAD_DROP_INDEX: script.push_back(run("drop index " + quoted(kit::view(change.index->name)))); break;
        case SCHEMAD_ALTER_COLUMN: unsupported(table, "change a column");
        case SCHEMAD_ADD_FOREIGN_KEY: unsupported(table, "add a foreign key to a table that is there");
        default: unsupported(table, "drop a foreign key");
        }
    }
    return script;
}

} // namespace

kit::Script render(const schemad_step& step) {
    const auto table = kit::view(step.table);
    if (step.kind == SCHEMAD_CREATE_TABLE) return create_table(table, step);
    if (step.kind == SCHEMAD_DROP_TABLE) return {run("drop table " + quoted(table))};
    return alter_table(table, step);
}

} // namespace toy
