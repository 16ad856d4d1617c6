// SPDX-License-Identifier: Apache-2.0
// Edits a CREATE TABLE text in place: what an edit does not concern, comments and spelling included, stays byte for
// byte. docs/spec/vendors-5-ddl.md section 5.8. Errors: kit::Error, E_UNSUPPORTED naming what a dropped column is still
// needed by.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <schemad/vendor.hpp>

#include "plugins/sqlite/ddl_reader.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

// Columns as names; SQLite compares them without regard to case.
class NameSet {
public:
    void add(std::string_view name);
    bool contains(std::string_view name) const;
    bool empty() const noexcept { return lower_.empty(); }
    auto begin() const noexcept { return lower_.begin(); }
    auto end() const noexcept { return lower_.end(); }

private:
    std::set<std::string> lower_;
};

class TableEdit {
public:
    TableEdit(std::string_view table, std::string_view sql); // both borrowed
    const TableDefinition& definition() const noexcept { return def_; }

    void drop_column(std::string_view column);
    void set_type(std::string_view column, const sql::SqlText& declared);
    void set_default(std::string_view column, const std::optional<sql::SqlText>& value);
    void set_nullable(std::string_view column, bool nullable);
    void add_column(const sql::SqlText& definition);
    void add_constraint(const sql::SqlText& constraint);
    // The keys of that name; without one, those on the column alone (to that table, where stated). How many went.
    std::size_t drop_foreign_keys(std::optional<std::string_view> name, std::optional<std::string_view> column,
                                  std::optional<std::string_view> referenced_table);
    // " DEFERRABLE ..." of the key on the column alone to that table: the one that takes its place is
    // looked at as late. Empty: none such.
    sql::SqlText deferral(std::string_view column, std::string_view referenced_table) const;
    std::size_t drop_unique(std::string_view column);

    const NameSet& dropped() const noexcept { return dropped_; }
    sql::SqlText finish(std::string_view new_name); // once, after all edits
    // After that: constraints that went with a dropped column although columns that stay have a part in them.
    const std::vector<std::string>& gone_along() const noexcept { return gone_along_; }

private:
    struct Replacement {
        std::size_t begin, end; // bytes
        sql::SqlText text;
    };
    const ColumnDefinition& column(std::string_view name) const;
    void replace(std::size_t begin, std::size_t end, sql::SqlText text);
    void replace_tokens(TokenRange range, sql::SqlText text);
    void remove(TokenRange range) { replace_tokens(range, {}); }
    void insert_behind(std::size_t token, const sql::SqlText& text);
    void settle_dropped_columns();
    void refuse(const std::string& what, std::string_view column) const;
    void drop_items();
    void unqualify(const Constraint& c);

    std::string_view table_;
    TableDefinition def_;
    NameSet dropped_;
    std::vector<std::string> gone_along_;
    std::set<std::size_t> dropped_constraints_; // positions in def_.constraints
    sql::SqlText new_columns_, new_constraints_;
    std::vector<Replacement> replacements_;
};

// The first of the columns that the expression speaks of.
std::optional<std::string> first_mentioned(const Tokens& tokens, TokenRange range, const NameSet& columns);

} // namespace schemad::sqlite
