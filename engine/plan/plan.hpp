// SPDX-License-Identifier: Apache-2.0
// A plan: what an apply will do, in order, with its SQL. Made from a diff and the current model alone; the executor,
// the preview and every guard read this one structure. docs/architecture.md, "Plan first, then act".
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>
#include <schemad/sql_text.hpp>

#include "engine/plan/change_set.hpp"
#include "engine/plan/touch.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::plan {

using Param = std::variant<std::nullptr_t, std::int64_t, double, bool, std::string>;

struct Statement {
    sql::SqlText sql; // a text of a document does not become one: trusted_sql.hpp has the doors
    std::vector<Param> params;
    // A check answers how many rows stand in the way; it is asked before anything runs.
    bool check = false;
    schemad_status refusal = SCHEMAD_OK;
    std::string column, reason;
    sql::SqlText values{};              // of an insert of one row: its "(?, ...)", to join more rows to it; empty: none
    std::vector<std::string> columns{}; // of a row of a meta table: what the first parameters are for
    std::size_t touch = 0;              // of an undo: which of the step's touches it takes back
    sql::SqlText sample{}; // of a check: a query for the keys of at most five of the counted rows; empty: none
    std::string table{};   // of a check: what it asks, where that is not the step's table
    bool keeps = false;    // writes or reads the kept values (schemad/kept_values.h): not for people
};

struct Step {
    enum class What { create_table, alter_table, drop_table, meta_rows, records } what; // records: of configuration
    std::string table;                          // the table that is changed (a meta table for meta_rows)
    std::string entity;                         // "posts" or "posts.title": what of the model this is for
    std::string action;                         // "create table", "add column", "insert", ...: for people
    std::uint32_t change_kind = 0, changed = 0; // SCHEMAD_ADD_COLUMN, ... and SCHEMAD_CHANGE_* of its one change
    std::string collection; // what of the model it changes: these fields of it, or the collection where there are none
    std::vector<std::string> fields;
    std::vector<std::string> touches_protected; // entities; guard::mark_protected()
    bool destroys_data = false;
    bool of_rows() const noexcept { return what == What::meta_rows || what == What::records; }
    std::vector<Statement> statements;
    std::vector<Statement> counts; // how many rows or values a destroying step takes along
    std::string along; // what of the database's goes with them unsaid: indexes, checks, ... of others as well
    // What leads back, in the order to run it. Made on request only; not there where data would stay lost.
    std::vector<Statement> undo;
    bool reversible = false;
    std::vector<Touch> touches; // made with the undo, where there is something of the catalog
};

struct Plan {
    std::vector<Step> steps;
    LeftOuts left_out;                   // as in ChangeSet, with what the planner adds
    std::vector<std::string> losing;     // collections whose other columns may lose an index that a column takes along
    std::vector<std::string> unshowable; // entities that exist but that a snapshot does not show (no meta row)
};

struct PlanOptions {
    bool with_undo = false; // wanted by the preview, and where statements commit one by one
};

// Pure: reads the model, runs nothing. Throws RequestError naming the entity when the diff cannot be applied here.
Plan make_plan(ChangeSet&, const snapshot::Model&, const Vendor&, const model::Dialect&, PlanOptions = {});

} // namespace schemad::plan
