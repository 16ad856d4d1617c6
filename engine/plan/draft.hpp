// SPDX-License-Identifier: Apache-2.0
// What the passes write: the work on each table, the meta rows, what is left out; emit() makes the steps of it. A pass
// that reads what another one wrote says so where it is called (planner.cpp). Threads: one.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/plan/name_spaces.hpp"
#include "engine/plan/plan.hpp"
#include "engine/plan/table_work.hpp"

namespace schemad::plan {

enum class MetaOrder { write, remove }; // before all removals, or with them

struct Draft {
    explicit Draft(NameSpaces taken) : names(std::move(taken)) {}

    // The work on a table, as it was first touched or new.
    TableWork& table(const std::string& name, std::uint32_t kind = SCHEMAD_ALTER_TABLE);
    const TableWork* work_on(const std::string& table) const;
    bool is_created_table(const std::string& collection) const;
    // A statement about meta rows.
    Step& run_sql(MetaOrder, const std::string& table, const std::string& entity, const char* action, sql::SqlText sql,
                  std::vector<Param> params);
    void leave_out(const EntityName& entity, std::string property, std::string reason) {
        plan.left_out.push_back({entity.collection, entity.field, std::move(property), std::move(reason)});
    }
    bool is_retyped(std::string_view table, std::string_view column) const {
        return retyped.contains(name_of(table, column));
    }

    Plan plan;
    std::deque<std::unique_ptr<TableWork>> order; // tables in the order they were first touched
    NameSpaces names;                             // of tables and indexes, with what is made
    std::vector<Step> writes, removals;           // meta rows

    // Of fields: columns that change their type and what they become; what a field of another type over the same column
    // is asked first; indexes over several columns that go. As name_of() names them.
    std::unordered_map<std::string, ColumnPreview> retyped;
    std::unordered_map<std::string, std::vector<Statement>> label_checks;
    std::unordered_set<const schemad_index*> indexes_of_rest;

    // Of what goes: fields by collection, lists that were written anew.
    std::unordered_map<std::string, std::unordered_set<std::string>> forgotten_fields;
    std::unordered_set<const snapshot::MetaRow*> shortened_lists;

    // Of meta rows: numbers that are taken, and the next place among siblings (collection, group); filled when needed.
    std::map<ItemKind, std::set<std::int64_t>> row_ids;
    std::unordered_map<std::string, std::int64_t> next_sort;

private:
    std::unordered_map<std::string, TableWork*> tables_;
};

} // namespace schemad::plan
