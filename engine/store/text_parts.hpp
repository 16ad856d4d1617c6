// SPDX-License-Identifier: Apache-2.0
// Long texts of a table of our own, in parts: a text column of MySQL holds 64 kB, and its server takes packets of some
// MB. A part's columns are: key (<owner>:<kind>:<number>), owner, kind, part, content (model/own_tables.cpp).
//
// The texts are ASCII (engine/formats/ascii_text.hpp). Threads: as one connection, which it borrows. Errors:
// VendorError; OwnTableFault for rows that are swallowed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <schemad/host.hpp>
#include <schemad/sql_text.hpp>

#include "engine/model/meta_tables.hpp"

namespace schemad::store {

class TextParts {
public:
    using Owner = std::variant<std::int64_t, std::string_view>;       // as the table's second column is
    using KindOfText = std::pair<std::string_view, std::string_view>; // and the text; borrowed

    TextParts(Connection&, const model::MetaTable&);

    // Of all of them together as few statements as there may be.
    void add(Owner, const std::vector<KindOfText>&);
    std::optional<std::string> text(Owner, std::string_view kind);
    void drop(Owner, std::string_view kind = {}); // empty: of every kind

private:
    Connection& connection_;
    const model::MetaTable& table_;
    sql::SqlText name_, owner_;
};

// Runs it; a trigger or rule of somebody's may swallow a row without an error. Throws OwnTableFault then.
void write_rows(Connection&, const model::MetaTable&, const sql::SqlText&, const std::vector<schemad_value>& params,
                std::size_t rows);

} // namespace schemad::store
