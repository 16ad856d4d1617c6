// SPDX-License-Identifier: Apache-2.0
// What a list of DDL statements makes of a database, so that two spellings of the same thing compare equal: case,
// blanks, quoting, synonyms of types, order of clauses, one statement or several, inline or by ALTER TABLE.
//
// Errors: std::runtime_error for a statement it does not know. Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace schemad::test {

enum class SqlDialect { sqlite, postgres, mysql };

class SqlModel {
public:
    explicit SqlModel(SqlDialect dialect) : dialect_(dialect) {}
    void run(const std::string& sql);
    // Everything known, one fact a key: "articles.f default" -> "'x'".
    std::map<std::string, std::string> facts() const;

    struct Token {
        enum Kind { word, name, text, number, sign, end } kind;
        std::string value; // words in lower case, text and names without their quotes
    };
    struct Column {
        std::string name, type, fallback, generated; // fallback: the default; empty when there is none
        bool not_null = false, counts_up = false;
    };
    struct Table {
        std::vector<Column> columns;
        std::string primary_key;
    };

private:
    class SqlReader;
    void create_table(SqlReader&);
    void create_index(SqlReader&, bool unique);
    void alter_table(SqlReader&);
    void alter_column(SqlReader&, Table&);
    void drop(SqlReader&);
    bool constraint(SqlReader&, const std::string& table, bool key_words);
    Column column(SqlReader&, const std::string& table, std::string name);
    void foreign_key(SqlReader&, const std::string& table, const std::string& name, const std::string& columns);
    std::string expression(SqlReader&, const std::string& type) const;
    Table& table(const std::string& name);
    void forget_column(const std::string& table, const std::string& column);

    SqlDialect dialect_;
    std::map<std::string, Table> tables_;
    struct Named {
        std::string table, columns, what;
    };
    std::map<std::string, Named> indexes_, keys_;
};

} // namespace schemad::test
