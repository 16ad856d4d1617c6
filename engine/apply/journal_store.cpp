// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/journal_store.hpp"

#include <algorithm>

#include "engine/apply/run_plan.hpp"
#include "engine/database/cells.hpp"
#include "engine/database/joined_rows.hpp"
#include "engine/formats/ascii_text.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/create_tables.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/store/row_sql.hpp"

namespace schemad::apply {

using database::CellRows;
using database::number_at;
using database::text_at;
using formats::escaped;
using formats::unescaped;
using model::journal_step_table;
using model::journal_table;
using model::journal_value_table;
using store::on_own_table;

namespace {

constexpr std::size_t max_insert_rows = 100;
constexpr std::size_t step_columns = 9;

std::size_t count_at(const schemad_value& cell) {
    return static_cast<std::size_t>(std::max<std::int64_t>(0, number_at(cell)));
}

sql::SqlText of_journal(const Vendor& vendor) { return " where " + vendor.quoted("journal") + " = ?"; }

} // namespace

void JournalStore::require(const schemad_catalog& catalog, bool keeps_values) {
    store::require(connection_, catalog, journal_table());
    store::require(connection_, catalog, journal_step_table());
    if (keeps_values) store::require(connection_, catalog, journal_value_table());
}

void JournalStore::add_steps(const std::string& journal, const std::vector<JournalStep>& steps) {
    std::vector<plan::Param> params;
    std::size_t rows = 0, bytes = 0;
    const auto flush = [&] {
        if (!rows) return;
        const auto sql = store::insert_into(connection_.vendor(), journal_step_table(), step_columns, rows);
        on_own_table(journal_step_table(), [&] { connection_.execute(sql, values_of(params)); });
        params.clear(), rows = bytes = 0;
    };
    const auto most_bytes = database::joined_bytes(connection_);
    const auto most_rows = database::joined_rows(connection_.vendor(), max_insert_rows);
    for (const auto& step : steps) {
        const auto size = step.redo.size() + step.undo.size() + step.entity.size() + step.table.size() +
                          step.column.size() + 2 * journal.size();
        if (bytes + size > most_bytes) flush();
        bytes += size;
        params.insert(params.end(),
                      {journal + ':' + std::to_string(step.number), journal, step.number, escaped(step.entity),
                       escaped(step.table), escaped(step.column), step.destroys, step.redo, step.undo});
        if (++rows >= most_rows) flush();
    }
    flush();
}

void JournalStore::add(const JournalRow& row) {
    on_own_table(journal_table(), [&] {
        connection_.execute(store::insert_into(connection_.vendor(), journal_table(), 6, 1),
                            values_of({row.name, row.state, static_cast<std::int64_t>(row.position),
                                       static_cast<std::int64_t>(row.steps), row.owner, row.started}));
    });
}

BatchStatement JournalStore::position(const std::string& journal, std::size_t position) const {
    const auto& vendor = connection_.vendor();
    return {"update " + vendor.quoted(journal_table().name) + " set " + vendor.quoted("position") + " = ?" +
                of_journal(vendor),
            {value_of(static_cast<std::int64_t>(position)), value_of(std::string_view{journal})}};
}

void JournalStore::set_state(const std::string& journal, const std::string& state, std::size_t position,
                             const std::string* problem) {
    const auto& vendor = connection_.vendor();
    const auto q = [&](std::string_view name) { return vendor.quoted(name); };
    on_own_table(journal_table(), [&] {
        connection_.execute("update " + q(journal_table().name) + " set " + q("state") + " = ?, " + q("position") +
                                " = ?, " + q("problem") + " = ?" + of_journal(vendor),
                            values_of({state, static_cast<std::int64_t>(position),
                                       problem ? plan::Param{escaped(*problem)} : plan::Param{nullptr}, journal}));
    });
}

void JournalStore::forget(const model::MetaTable& table, const std::string* journal) {
    const auto& vendor = connection_.vendor();
    const auto sql = "delete from " + vendor.quoted(table.name) + (journal ? of_journal(vendor) : sql::SqlText{});
    const auto params = journal ? std::vector<plan::Param>{*journal} : std::vector<plan::Param>{};
    on_own_table(table, [&] { connection_.execute(sql, values_of(params)); });
}

void JournalStore::close(const std::string& journal, bool with_values) {
    if (with_values) forget(journal_value_table(), nullptr); // there is one apply at a time
    forget(journal_step_table(), &journal);
    forget(journal_table(), &journal);
}

void JournalStore::close(const std::string& journal, const schemad_catalog& catalog) {
    if (store::exists(catalog, journal_value_table())) forget(journal_value_table(), nullptr);
    for (const auto* table : {&journal_step_table(), &journal_table()})
        if (store::exists(catalog, *table)) forget(*table, journal.empty() ? nullptr : &journal);
}

std::vector<JournalRow> JournalStore::rows() {
    const auto& vendor = connection_.vendor();
    return on_own_table(journal_table(), [&] {
        std::vector<JournalRow> found;
        const auto rows =
            connection_.query("select " + store::column_list(vendor, journal_table(), 7) + " from " +
                              vendor.quoted(journal_table().name) + " order by " + vendor.quoted("started"));
        for (const auto cells : CellRows(*rows, 7)) {
            found.push_back({text_at(cells[0]), text_at(cells[1]), text_at(cells[4]), text_at(cells[5]),
                             unescaped(text_at(cells[6])), count_at(cells[2]), count_at(cells[3])});
        }
        return found;
    });
}

// Of a table that somebody took a column from, all that can be told is that it holds something.
std::vector<JournalRow> JournalStore::unreadable(const schemad_catalog& catalog) {
    for (const auto* table : {&journal_table(), &journal_step_table()}) {
        const auto column = store::lacking(catalog, *table);
        if (column.empty()) continue;
        const auto rows = on_own_table(*table, [&] {
            return connection_.query("select count(*) from " + connection_.vendor().quoted(table->name));
        });
        const CellRows held(*rows, 1);
        if (held.empty() || database::number_at(held[0][0]) == 0) continue;
        JournalRow row;
        row.state = "stuck";
        row.problem = "the table " + std::string{table->name} + " has no column " + std::string{column} +
                      ", so nobody knows how far it came";
        row.lost = true;
        return {std::move(row)};
    }
    return {};
}

std::vector<JournalRow> JournalStore::all(const schemad_catalog& catalog) {
    if (auto one = unreadable(catalog); !one.empty()) return one;
    const auto readable = [&](const model::MetaTable& table) { // else it is empty, as nothing was told of it above
        return store::exists(catalog, table) && store::lacking(catalog, table).empty();
    };
    const bool have_rows = readable(journal_table());
    auto found = have_rows ? rows() : std::vector<JournalRow>{};
    if (!readable(journal_step_table())) return found;
    const auto& vendor = connection_.vendor();
    const auto journal = vendor.quoted("journal");
    auto sql = "select " + journal + ", count(*) from " + vendor.quoted(journal_step_table().name);
    if (have_rows)
        sql +=
            " where " + journal + " not in (select " + journal + " from " + vendor.quoted(journal_table().name) + ")";
    sql += " group by " + journal;
    on_own_table(journal_step_table(), [&] {
        const auto lost = connection_.query(sql);
        for (const auto cells : CellRows(*lost, 2)) {
            JournalRow row;
            row.name = text_at(cells[0]);
            row.steps = count_at(cells[1]);
            row.state = "stuck";
            row.problem = "its row in schemad_journal is gone, so nobody knows how far it came";
            row.lost = true;
            found.push_back(std::move(row));
        }
    });
    return found;
}

std::vector<JournalStep> JournalStore::steps_of(const std::string& journal) {
    const auto& vendor = connection_.vendor();
    sql::SqlText list;
    for (const auto* name : {"step", "entity", "table", "column", "destroys", "redo", "undo"}) {
        if (!list.empty()) list += ", ";
        list += vendor.quoted(name);
    }
    return on_own_table(journal_step_table(), [&] {
        std::vector<JournalStep> found;
        const auto rows = connection_.query("select " + list + " from " + vendor.quoted(journal_step_table().name) +
                                                of_journal(vendor) + " order by " + vendor.quoted("step"),
                                            values_of({journal}));
        for (const auto cells : CellRows(*rows, 7)) {
            found.push_back({number_at(cells[0]), unescaped(text_at(cells[1])), unescaped(text_at(cells[2])),
                             unescaped(text_at(cells[3])), number_at(cells[4]) != 0, text_at(cells[5]),
                             cells[6].kind == SCHEMAD_TEXT ? text_at(cells[6]) : std::string{}});
        }
        return found;
    });
}

} // namespace schemad::apply
