// SPDX-License-Identifier: Apache-2.0
// What becomes of the rows of configuration: found out by merge.hpp and removal.hpp, looked at by checks.hpp, made into
// steps by steps.hpp. Plain values; one thread. Borrows tables and stored rows.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "engine/configuration/batch.hpp"
#include "engine/configuration/stored.hpp"
#include "engine/configuration/values.hpp"

namespace schemad::configuration {

struct Cell {
    const Column* column;
    json::value value;
};

struct Change {
    enum class Does : unsigned char { nothing, create, update, remove } does = Does::nothing;
    const Table* table = nullptr;
    std::string key;                  // empty: the database is going to give one
    const Row* row = nullptr;         // as it is stored; null of one that is created
    std::vector<Cell> cells;          // created: all that is stated; updated: what becomes another value
    std::size_t record = 0;           // which one of its list asked for it, from 1; 0: it follows from another
    std::vector<const Column*> freed; // unique values that another row takes, so they are let go of first

    Where where() const { return {table->name, record, key}; }
    const Cell* cell(std::string_view column) const {
        for (const auto& one : cells)
            if (one.column->name == column) return &one;
        return nullptr;
    }
    // How the column is going to be; null where nothing is known.
    json::value after(std::string_view column) const {
        if (const auto* stated = cell(column)) return stated->value;
        if (!row) return nullptr;
        for (std::size_t i = 0; i < table->columns.size(); ++i)
            if (table->columns[i].name == column) return decoded(table->columns[i], row->cells[i]);
        return nullptr;
    }
};

// What the answer says of one listed collection.
struct PartOutcome {
    std::string collection;
    std::vector<const Change*> existing, fresh;                // in the order of the records
    std::vector<const Change*> deleted;                        // what was not stated
    std::vector<std::pair<std::string, const Change*>> mapped; // the key it came with, where it gets another
};

struct Changes {
    Mode mode = Mode::add;
    std::deque<Change> all; // in the order of work: nothing moves
    std::vector<PartOutcome> parts;

    Change* find(const Table& table, const std::string& key) {
        const auto found = by_key_.find({&table, key});
        return found == by_key_.end() ? nullptr : found->second;
    }
    const Change* find(const Table& table, const std::string& key) const {
        const auto found = by_key_.find({&table, key});
        return found == by_key_.end() ? nullptr : found->second;
    }
    Change& add(Change change) {
        auto& added = all.emplace_back(std::move(change));
        if (!added.key.empty()) by_key_[{added.table, added.key}] = &added;
        return added;
    }
    bool empty() const {
        for (const auto& one : all)
            if (one.does != Change::Does::nothing) return false;
        return true;
    }
    bool touches(std::string_view table) const {
        for (const auto& one : all)
            if (one.does != Change::Does::nothing && one.table->name == table) return true;
        return false;
    }

private:
    std::map<std::pair<const Table*, std::string>, Change*> by_key_;
};

} // namespace schemad::configuration
