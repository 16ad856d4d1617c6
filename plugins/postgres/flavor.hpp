// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's own way in what vendors/pq leaves open. Pure.
#pragma once

#include "vendors/pq/flavor.hpp"

namespace schemad::postgres {

class Flavor final : public pq::Flavor {
public:
    // Of the session; what the server has no function for before version 16. Made by connection.cpp.
    static constexpr sql::Words own_validity_function{"pg_temp.schemad_input_is_valid"};

    std::string_view product() const override { return "PostgreSQL"; }
    void describe(const pq::Type& type, kit::Column& column) const override;
    sql::SqlText input_is_valid(const sql::SqlText& expression, const sql::SqlText& type,
                                int server_version) const override;
};

} // namespace schemad::postgres
