// SPDX-License-Identifier: Apache-2.0
// What is wrong in a database: foreign keys without their row, views and triggers that do not compile. Taken when an
// apply begins and compared before it commits, so that a change answers only for what it broke itself.
// Errors: kit::Error, E_FOREIGN_KEY naming table and column, or E_UNSUPPORTED naming the view or trigger.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "plugins/sqlite/database.hpp"

namespace schemad::sqlite {

class Integrity {
public:
    explicit Integrity(const Database& db);
    void check_no_worse(const Database& db) const; // throws at the first new defect

private:
    struct Violations {
        std::string table, parent, column;
        std::int64_t rows = 0;
    };
    void read_foreign_keys(const Database& db);
    void read_views(const Database& db);
    void read_triggers(const Database& db);
    std::map<std::string, Violations> violations_;  // by child, parent and columns: not by number, which changes
    std::map<std::string, std::string> mismatched_; // tables SQLite cannot even check, and why
    std::map<std::string, std::string> views_;      // those that do not compile, and why
    std::map<std::string, std::string> triggers_;   // by what fires them
};

} // namespace schemad::sqlite
