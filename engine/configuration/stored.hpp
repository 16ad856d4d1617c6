// SPDX-License-Identifier: Apache-2.0
// The rows that a request is about, as they are stored: read once each, whole tables or by key, inside the caller's
// transaction. Threads: as one connection. Errors: VendorError.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <schemad/host.hpp>

#include "engine/configuration/table.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::configuration {

struct Row {
    const Table* table;
    std::string key;                // key_text() of its key
    std::vector<plan::Param> cells; // one for each of the table's columns
    const plan::Param& key_cell() const { return cells[table->key_at]; }
};

class Stored {
public:
    explicit Stored(Connection& connection) : connection_(connection) {} // borrowed

    // null: there is none
    const Row* find(const Table&, const std::string& key);
    // Those that are there of these keys are read at once, so that find() asks for none of them.
    void look_for(const Table&, const std::set<std::string>& keys);
    // In the order of their keys, as the database gives them.
    const std::vector<const Row*>& all(const Table&);
    // Those whose column holds one of these keys.
    std::vector<const Row*> pointing(const Table&, std::string_view column, const std::set<std::string>& keys);
    // How many of a table without a key of its own.
    std::int64_t count_pointing(std::string_view table, std::string_view column, const std::set<std::string>& keys);

    Connection& connection() noexcept { return connection_; }

private:
    struct Seen {
        std::unordered_map<std::string, std::unique_ptr<Row>> rows;
        std::set<std::string> asked; // keys
        std::vector<const Row*> in_order;
        bool whole = false;
    };
    std::vector<const Row*> read(const Table&, std::string_view column, const std::set<std::string>& values);
    const Row* take(const Table&, const schemad_value* cells);

    Connection& connection_;
    std::map<const Table*, Seen> known_;
};

} // namespace schemad::configuration
