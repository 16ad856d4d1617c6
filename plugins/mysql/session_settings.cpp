// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/session_settings.hpp"

#include <algorithm>
#include <cstdio>

#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

namespace {

using sql::SqlText;
using sql::Words;

constexpr Words everywhere(
    // Values must never be cut or rounded silently; quotes and backslashes mean what we write; 0 is a value like any
    // other.
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,"
    "NO_AUTO_VALUE_ON_ZERO', "
    // even where the server does not listen to what the client says of its character set
    "character_set_client = utf8mb4, character_set_results = utf8mb4, character_set_connection = utf8mb4, "
    "collation_connection = utf8mb4_general_ci, lc_messages = 'en_US', lc_time_names = 'en_US', "
    // all rows, however many; whole texts
    "sql_select_limit = 18446744073709551615, sql_big_selects = 1, group_concat_max_len = 1048576, "
    "max_sort_length = 1024, sql_quote_show_create = 1, "
    // every row is checked, and every statement is run
    "foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0, sql_auto_is_null = 0, "
    "div_precision_increment = 4, default_week_format = 0, "
    // a statement ends its transaction only where it says so, and a COMMIT nothing else
    "autocommit = 1, completion_type = 0");

// What transactions are that do not say so.
SqlText transactions(const Server& server) {
    const bool new_names = server.is_mariadb() ? server.version >= 110101 : server.version >= 50720;
    return SqlText(new_names ? Words(", transaction_isolation = 'REPEATABLE-READ', transaction_read_only = 0")
                             : Words(", tx_isolation = 'REPEATABLE-READ', tx_read_only = 0"));
}

SqlText of_mariadb(unsigned version) {
    SqlText all(", innodb_strict_mode = 1");
    all += version >= 100600 ? Words(", old_mode = 'UTF8_IS_UTF8MB3'") : Words(", old_mode = ''");
    if (version >= 100201) all += ", check_constraint_checks = 1";
    if (version >= 100502) all += ", sql_if_exists = 0"; // a thing that is missing is told
    if (version >= 100307 && version < 110500) all += ", alter_algorithm = 'DEFAULT'";
    all += ", default_regex_flags = ''";
    return all;
}

// Of reading statements alone on MySQL. Where none is stated an apply may take as long as it takes.
SqlText time_of_statements(const Server& server, std::chrono::milliseconds each) {
    if (server.is_mysql())
        return server.version >= 50708 ? ", max_execution_time = " + sql::number(each.count()) : SqlText{};
    if (server.version < 100101) return {};
    char seconds[32];
    static_cast<void>(std::snprintf(seconds, sizeof seconds, "%.3f", static_cast<double>(each.count()) / 1000));
    return ", max_statement_time = " + sql::number(std::string_view(seconds));
}

} // namespace

SqlText seconds_of(std::chrono::milliseconds ms) {
    return sql::number(std::max<std::int64_t>(1, (ms.count() + 999) / 1000));
}

SqlText session_settings(const Server& server, const Options& options) {
    const auto lock = seconds_of(options.lock_timeout);
    return SqlText(everywhere) + ", lock_wait_timeout = " + lock + ", innodb_lock_wait_timeout = " + lock +
           transactions(server) + (server.is_mariadb() ? of_mariadb(server.version) : SqlText{}) +
           time_of_statements(server, options.statement_timeout);
}

} // namespace schemad::mysql
