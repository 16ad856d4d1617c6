// SPDX-License-Identifier: Apache-2.0
// CockroachDB's way in what vendors/pq leaves open. docs/spec/vendors-1-catalog.md 3.4,
// docs/spec/vendors-5-ddl.md 5.5, 5.7, docs/spec/vendors-a-types.md A.7, B. Pure.
#pragma once

#include "vendors/pq/flavor.hpp"

namespace schemad::cockroachdb {

class Flavor final : public pq::Flavor {
public:
    std::string_view product() const override { return "CockroachDB"; }
    std::size_t max_name_bytes() const override { return 0; }
    void describe(const pq::Type& type, kit::Column& column) const override;
    pq::Type type_of(const schemad_column_spec& spec) const override;
    pq::Type parse(const sql::SqlText& declared) const override;
    sql::SqlText before_type_change() const override;
    sql::SqlText type_clause(const pq::Type& from, const pq::Type& to, const sql::SqlText& expression) const override;
    sql::SqlText drop_unique(const sql::SqlText& table, const sql::SqlText& name) const override;
    sql::SqlText drop_index(const sql::SqlText& table, const sql::SqlText& index,
                            const sql::SqlText& name) const override;
    sql::SqlText input_is_valid(const sql::SqlText& expression, const sql::SqlText& type,
                                int server_version) const override;
    bool geometry_is_built_in() const override { return true; }
};

// A change that the server makes in the description alone: nothing is written anew, so neither USING nor the limits of
// a rewrite (no index, no transaction) apply.
bool rewrites_nothing(const pq::Type& from, const pq::Type& to) noexcept;

} // namespace schemad::cockroachdb
