// SPDX-License-Identifier: Apache-2.0
// A catalog without a database: what inspect() would give once recorded fields are tables, made of preview_column.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "tests/conformance/server_vendors/operations.hpp"

namespace schemad::test {

class MadeCatalog {
public:
    explicit MadeCatalog(const Vendor& vendor) : vendor_(vendor) {}
    MadeCatalog(const MadeCatalog&) = delete;
    MadeCatalog& operator=(const MadeCatalog&) = delete;

    void add_table(const std::string& table, const json::array& fields);
    void add_key(const Plan::Key&);
    // Valid until something is added.
    const schemad_catalog& get();

private:
    schemad_str keep(std::string_view text) { return str(text_.emplace_back(text)); }
    void add_index(const std::string& name, const std::string& table, const std::string& column, std::uint32_t flags);

    const Vendor& vendor_;
    std::deque<std::string> text_;
    std::deque<schemad_str> names_;
    std::deque<ColumnPreview> previews_;
    std::vector<schemad_table> tables_;
    std::vector<schemad_column> columns_;
    std::vector<schemad_index> indexes_;
    std::vector<schemad_foreign_key> keys_;
    schemad_catalog catalog_{};
};

} // namespace schemad::test
