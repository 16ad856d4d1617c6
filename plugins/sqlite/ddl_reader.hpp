// SPDX-License-Identifier: Apache-2.0
// Reads the CREATE TABLE and CREATE INDEX text that sqlite_master keeps, as positions in that text, so that an edit
// leaves comments, spelling and everything it does not concern as they are. docs/spec/vendors-5-ddl.md section 5.8.
// Tolerant of whatever SQLite itself accepts; gives nullopt for anything else. Borrows the text. Throws but bad_alloc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sqlite/ddl_tokens.hpp"

namespace schemad::sqlite {

struct TokenRange { // [begin, end) of tokens
    std::size_t begin = 0, end = 0;
    bool empty() const noexcept { return begin >= end; }
};

struct Constraint {
    enum Kind { primary_key, not_null, null, unique, check, default_value, collate, references, generated } kind;
    TokenRange all; // with CONSTRAINT name, ON CONFLICT, DEFERRABLE and so on
    std::optional<std::string> name;
    TokenRange expression;            // inside the parentheses of CHECK and GENERATED; the value of DEFAULT
    std::vector<std::string> columns; // of a table constraint
    std::string referenced_table;
    std::vector<std::string> referenced_columns; // empty: left out
    bool autoincrement = false;
    std::string collation;
};

struct ColumnDefinition {
    std::string name;
    TokenRange all;
    TokenRange type; // empty: none; begin is where one would go
    std::vector<Constraint> constraints;
};

struct TableDefinition {
    Tokens tokens;
    std::size_t name = 0; // the token
    std::size_t open = 0, close = 0;
    std::vector<ColumnDefinition> columns;
    std::vector<Constraint> constraints;
    bool without_rowid = false, strict = false;

    explicit TableDefinition(std::string_view sql) : tokens(sql) {}
    const ColumnDefinition* column(std::string_view name) const noexcept;
};

std::optional<TableDefinition> read_table(std::string_view sql);

struct IndexDefinition {
    Tokens tokens;
    bool unique = false;
    std::vector<TokenRange> items;
    std::vector<std::optional<std::string>> columns; // per item; nullopt: an expression
    TokenRange where;

    explicit IndexDefinition(std::string_view sql) : tokens(sql) {}
};

std::optional<IndexDefinition> read_index(std::string_view sql);
// More than its columns' names: an order, a collation, an expression, a condition; or not to be read.
bool is_special_index(std::string_view sql);

// Whether the expression may speak of the column: its name as an identifier that is no function, collation or type.
bool mentions(const Tokens& tokens, TokenRange range, std::string_view column);

} // namespace schemad::sqlite
