// SPDX-License-Identifier: Apache-2.0
// A connection to PostgreSQL 10 or later. spec/vendors.md 3.2 and 6.1. Errors, threads: vendors/pq/connection.hpp.
#pragma once

#include "vendors/pq/connection.hpp"

namespace schemad::postgres {

class Connection final : public pq::Connection {
public:
    Connection(const kit::Settings& settings, kit::Host host);
    kit::Catalog inspect() override;
    kit::Rows query(std::string_view sql, std::span<const schemad_value> params, std::size_t max_bytes) override;

private:
    std::string apply_preparation() const override;
    void begin_read() override;
    void begin_apply() override;
    bool may_prepare_ = false;         // a reading transaction in which the function for checks is not there yet
    std::vector<std::string> schemas_; // inspected
};

} // namespace schemad::postgres
