// SPDX-License-Identifier: Apache-2.0
// What an apply that broke off left behind, undone or finished from its journal.
#include <optional>

#include "engine/apply/journal.hpp"
#include "engine/apply/journal_text.hpp"
#include "engine/apply/record.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/error.hpp"
#include "engine/snapshot/catalog_index.hpp"
#include "engine/store/cells.hpp"
#include "engine/store/own_tables.hpp"

namespace schemad::apply {

namespace {

using store::number_at;
using store::text_at;

struct Row { // of the journal
    std::string name, state, owner, started, problem;
    std::size_t position = 0;
};

struct Step {
    std::string entity, table, column;
    bool destroys = false;
    std::vector<plan::Statement> redo;
    std::optional<std::vector<plan::Statement>> undo;
};

// The last step may have run or not: what it asks for is then there, or gone, already.
bool says_done(schemad_status status) { return status == SCHEMAD_E_NOT_FOUND || status == SCHEMAD_E_EXISTS; }

class Settler {
public:
    Settler(Connection& connection, Lease& lease, const schemad_catalog& catalog, Row row)
        : connection_(connection), lease_(lease), catalog_(catalog), sql_(connection.vendor()), index_(catalog),
          row_(std::move(row)) {
        const auto rows = connection_.query(sql_.steps_of, values_of({row_.name}));
        for (std::size_t i = 0; i < rows->row_count; ++i) {
            const auto* cells = rows->cells + i * rows->column_count;
            Step step{text_at(cells[0]),
                      text_at(cells[1]),
                      text_at(cells[2]),
                      number_at(cells[3]) != 0,
                      statements_of_text(text_at(cells[4])),
                      std::nullopt};
            if (cells[5].kind == SCHEMAD_TEXT) step.undo = statements_of_text(text_at(cells[5]));
            steps_.push_back(std::move(step));
        }
        row_.position = std::min(row_.position, steps_.size());
    }

    Recovery settle(RecoverMode mode) {
        if (mode == RecoverMode::automatic && row_.state == "stuck") refuse();
        const bool gone = destroyed();
        const bool forward = mode == RecoverMode::resume || (mode == RecoverMode::automatic && gone);
        try {
            forward ? finish() : undo();
        } catch (const VendorError& error) {
            if (error.status == SCHEMAD_E_CONNECTION || error.status == SCHEMAD_E_BUSY) throw; // later, then
            row_.problem =
                (forward ? "finishing" : "undoing") + std::string{" it stopped at "} + at_ + ": " + error.what();
            connection_.execute(sql_.set_stuck, values_of({row_.problem, row_.name}));
            connection_.commit();
            refuse();
        }
        connection_.execute(sql_.delete_steps, values_of({row_.name}));
        connection_.execute(sql_.delete_journal, values_of({row_.name}));
        const auto what = "the apply of " + row_.owner + " from " + row_.started + ", " +
                          std::to_string(row_.position) + " of " + std::to_string(steps_.size()) + " steps begun";
        record_recovery(connection_, catalog_, forward, gone, what);
        return {forward ? Recovery::Outcome::finished : Recovery::Outcome::undone, what};
    }

private:
    // Something that nothing brings back has happened.
    bool destroyed() const {
        for (std::size_t i = 0; i < row_.position; ++i) {
            const auto& step = steps_[i];
            if (!step.destroys) continue;
            const bool in_doubt = i + 1 == row_.position && !step.table.empty();
            const bool there = step.column.empty() ? index_.any_table(step.table) != nullptr
                                                   : index_.column(step.table, step.column) != nullptr;
            if (!in_doubt || !there) return true;
        }
        return false;
    }

    void run(const std::vector<plan::Statement>& statements, bool in_doubt) {
        for (const auto& statement : statements) try {
                connection_.execute(statement.sql, values_of(statement.params));
            } catch (const VendorError& error) {
                if (!in_doubt || !says_done(error.status)) throw;
            }
    }

    void reach(std::size_t position) {
        lease_.renew();
        connection_.execute(sql_.set_position, values_of({static_cast<std::int64_t>(position), row_.name}));
    }

    void undo() {
        for (auto i = row_.position; i-- > 0;) {
            at_ = steps_[i].entity;
            reach(i + 1);
            // what destroyed data stays; a step in doubt that destroys did not run, or this would not be the way
            if (steps_[i].undo) run(*steps_[i].undo, i + 1 == row_.position);
        }
    }

    void finish() {
        for (auto i = row_.position ? row_.position - 1 : 0; i < steps_.size(); ++i) {
            at_ = steps_[i].entity;
            reach(i + 1);
            run(steps_[i].redo, i + 1 == row_.position);
        }
    }

    [[noreturn]] void refuse() const {
        std::string rest;
        for (std::size_t i = row_.position ? row_.position - 1 : 0; i < steps_.size() && i < row_.position + 20; ++i)
            rest += (rest.empty() ? "" : ", ") + steps_[i].entity;
        boost::json::object extensions;
        extensions["journal"] = row_.name;
        extensions["owner"] = row_.owner;
        extensions["started"] = row_.started;
        extensions["done"] = row_.position;
        extensions["steps"] = steps_.size();
        throw RequestError(ErrorCode::conflict,
                           "An earlier apply of this project is half done and needs a decision: begun by " +
                               row_.owner + " at " + row_.started + ", " + std::to_string(row_.position) + " of " +
                               std::to_string(steps_.size()) + " steps; " + row_.problem + ". Not done yet: " + rest +
                               ". Settle it with POST /schema/recover?mode=resume or ?mode=undo.",
                           std::move(extensions));
    }

    Connection& connection_;
    Lease& lease_;
    const schemad_catalog& catalog_;
    const JournalSql sql_;
    const snapshot::CatalogIndex index_;
    Row row_;
    std::vector<Step> steps_;
    std::string at_;
};

} // namespace

Recovery recover(Connection& connection, Lease& lease, const schemad_catalog& catalog, RecoverMode mode) {
    Recovery all;
    if (!store::exists(catalog, store::journal_table())) return all;
    const JournalSql sql(connection.vendor());
    std::vector<Row> found;
    {
        const auto rows = connection.query(sql.all_journals);
        for (std::size_t i = 0; i < rows->row_count; ++i) {
            const auto* cells = rows->cells + i * rows->column_count;
            found.push_back({text_at(cells[0]), text_at(cells[1]), text_at(cells[4]), text_at(cells[5]),
                             text_at(cells[6]),
                             static_cast<std::size_t>(std::max<std::int64_t>(0, number_at(cells[2])))});
        }
    }
    for (auto& row : found) {
        auto one = Settler(connection, lease, catalog, std::move(row)).settle(mode);
        all.outcome = one.outcome;
        all.what += (all.what.empty() ? "" : "; ") + one.what;
    }
    return all;
}

bool has_journal(Connection& connection, const schemad_catalog& catalog) {
    if (!store::exists(catalog, store::journal_table())) return false;
    return connection.query(JournalSql(connection.vendor()).all_journals)->row_count > 0;
}

} // namespace schemad::apply
