// SPDX-License-Identifier: Apache-2.0
// A connection to PostgreSQL 10 or later. docs/spec/vendors-1-catalog.md 3.2, docs/spec/vendors-5-ddl.md 6.1. Errors,
// threads: vendors/pq/connection.hpp.
#pragma once

#include <functional>

#include "vendors/pq/connection.hpp"

namespace schemad::postgres {

class Connection final : public pq::Connection {
public:
    Connection(const kit::Settings& settings, kit::Host host);
    kit::Catalog inspect() override;
    std::string server() override { return "PostgreSQL " + std::string(session().reported("server_version")); }
    std::string fingerprint(std::span<const std::string_view> tables) override;
    kit::Rows query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) override;
    void execute_all(std::span<const kit::BatchStatement> statements, const kit::Ran& ran) override;
    // A connection like this one to a copy of the structure: scratch.hpp.
    std::unique_ptr<kit::Connection> scratch(std::span<const std::string_view> tables);

private:
    sql::SqlText apply_preparation() const override;
    void begin_read() override;
    void begin_apply() override;
    bool may_prepare_ = false; // a reading transaction in which the function for checks is not there yet
    kit::Host host_;
    std::vector<std::string> schemas_; // inspected
};

// What begin(APPLY) runs in the session first; empty: nothing.
sql::SqlText apply_preparation(int server_version);
// ask: all queries in one view.
kit::Catalog inspect_schemas(const std::function<std::vector<pq::Result>(std::span<const sql::SqlText>)>& ask,
                             const std::vector<std::string>& schemas, int server_version);

} // namespace schemad::postgres
