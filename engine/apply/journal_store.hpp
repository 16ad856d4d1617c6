// SPDX-License-Identifier: Apache-2.0
// The journal's rows in the project's database: schemad_journal, schemad_journal_step, and the values kept beside them.
// docs/operations.md. Private to engine/apply.
//
// Call what writes inside begin(APPLY), what reads inside that or begin(READ). Errors: VendorError, and
// store::OwnTableFault where somebody changed the tables. Threads: as one connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "engine/model/meta_tables.hpp"

namespace schemad::apply {

struct JournalRow {
    std::string name; // empty: all that there are, in tables that cannot be read
    std::string state, owner, started, problem;
    std::size_t position = 0, steps = 0; // begun; of all
    bool lost = false;                   // its row is gone or not readable, so nobody knows how far it came
    bool stuck() const { return state.starts_with("stuck"); }
    bool on_its_way() const { return state == "undoing" || state == "finishing"; } // out of it, not finished either
    bool going_back() const { return state.ends_with("undoing"); } // the last step was done, its undo may have run
    bool exact() const { return state.ends_with("exact"); } // all steps before the position are done, none is in doubt
};

// As it is written: names escaped, statements as journal_text makes them.
struct JournalStep {
    std::int64_t number = 0; // from 0
    std::string entity, table, column;
    bool destroys = false;
    std::string redo, undo; // undo is empty where the row has none
};

class JournalStore {
public:
    explicit JournalStore(Connection& connection) : connection_(connection) {} // borrowed

    // Makes the tables that an apply needs; in a database without transactions for that, this commits.
    void require(const schemad_catalog&, bool keeps_values);
    void add_steps(const std::string& journal, const std::vector<JournalStep>&); // in as few statements as there may be
    void add(const JournalRow&);
    BatchStatement position(const std::string& journal, std::size_t) const; // that writes it; borrows the name
    // problem null: none
    void set_state(const std::string& journal, const std::string& state, std::size_t position,
                   const std::string* problem = nullptr);
    void close(const std::string& journal, bool with_values);
    void close(const std::string& journal, const schemad_catalog&); // where somebody may have taken a table away

    // Every apply that is under way or broke off. The first needs the table.
    std::vector<JournalRow> rows();
    std::vector<JournalRow> all(const schemad_catalog&); // lost ones as well; one for all where a table lacks a column
    std::vector<JournalStep> steps_of(const std::string& journal);

private:
    std::vector<JournalRow> unreadable(const schemad_catalog&);
    void forget(const model::MetaTable&, const std::string* journal); // null: the rows of all
    Connection& connection_;
};

} // namespace schemad::apply
