// SPDX-License-Identifier: Apache-2.0
// The stored plans in the project's database: tables schemad_plan and schemad_plan_part. A plan is kept until a month
// after it is over, and no more than 200 are.
//
// What writes is called inside begin(APPLY). Errors: VendorError, store::OwnTableFault for a table that is not as we
// made it. Threads: as one connection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <schemad/host.hpp>
#include <schemad/sql_text.hpp>

#include "engine/approvals/stored_plan.hpp"
#include "engine/store/text_parts.hpp"

namespace schemad::approvals {

bool exists(const schemad_catalog&);
void require(Connection&, const schemad_catalog&);

// What a plan is made of, as JSON; nullopt: it was too long to keep.
struct Texts {
    std::optional<std::string> payload;  // {hash, diff}, as an apply takes it
    std::optional<std::string> document; // engine/apply/preview.hpp
};

class Store {
public:
    explicit Store(Connection&); // borrowed

    std::vector<StoredPlan> all(); // newest first
    std::optional<StoredPlan> find(std::string_view id);
    Texts texts(std::string_view id);

    // In the place of one of the same id. Drops what is over for long, and the oldest where there are too many.
    void put(const StoredPlan&, const Texts&);
    // Another state of one that is there: its moments, its people and its time go with it.
    void change(const StoredPlan&);

private:
    std::vector<StoredPlan> read(const sql::SqlText& sql, const std::vector<schemad_value>& params);
    void drop(std::string_view id);
    void make_room(std::int64_t now);

    Connection& connection_;
    sql::SqlText table_;
    store::TextParts parts_;
};

} // namespace schemad::approvals
