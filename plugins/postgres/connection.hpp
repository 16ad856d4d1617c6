// SPDX-License-Identifier: Apache-2.0
// A connection to PostgreSQL 10 or later. spec/vendors.md 3.2 and 6.1. Errors, threads: vendors/pq/connection.hpp.
#pragma once

#include "vendors/pq/connection.hpp"

namespace schemad::postgres {

class Connection final : public pq::Connection {
public:
    Connection(const kit::Settings& settings, kit::Host host);
    kit::Catalog inspect() override;

private:
    std::string apply_preparation() const override;
    std::vector<std::string> schemas_; // inspected
};

} // namespace schemad::postgres
