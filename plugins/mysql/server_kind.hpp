// SPDX-License-Identifier: Apache-2.0
// Which server answers: MySQL or MariaDB, and what that one can. docs/spec/vendors-1-catalog.md section 3.3 (server
// differences). Pure functions; nothing throws but bad_alloc.
#pragma once

#include <string>
#include <string_view>

#include <schemad/sql_text.hpp>

namespace schemad::mysql {

struct Server {
    enum Kind { unknown, mysql, mariadb } kind = unknown; // unknown: a plan made without a database
    unsigned version = 0;                                 // 80036, 101119
    unsigned lower_case_table_names = 0;
    sql::SqlText table_options; // appended to CREATE TABLE, as in " default character set utf8mb4"

    bool is_mysql() const noexcept { return kind == mysql; }
    bool is_mariadb() const noexcept { return kind == mariadb; }
    // An unknown server is taken for one of today's: what both MariaDB and MySQL 8 understand is written.
    bool expression_defaults() const noexcept { return kind == unknown || version >= (is_mysql() ? 80013u : 100201u); }
    // COLUMN_DEFAULT is an expression to be written back (MariaDB); before and on MySQL it is the bare value.
    bool quotes_defaults() const noexcept { return is_mariadb() ? version >= 100207 : kind == unknown; }
    // MariaDB's JSON is a LONGTEXT with a check.
    bool json_is_text() const noexcept { return kind != mysql; }
    bool has_uuid_type() const noexcept { return kind == unknown || (is_mariadb() && version >= 100700); }
    bool has_inet_types() const noexcept { return kind == unknown || (is_mariadb() && version >= 100500); }
    bool has_check_constraints() const noexcept {
        return is_mariadb() ? version >= 100222 : kind == mysql && version >= 80016;
    }
    bool has_generated_columns() const noexcept { return !is_mariadb() || version >= 100200; }
};

// From what SELECT VERSION() says: "8.0.36-0ubuntu0.22.04.1", "10.11.19-MariaDB-0+deb12u1", "5.5.5-10.4.2-MariaDB".
Server server_of(std::string_view version);

} // namespace schemad::mysql
