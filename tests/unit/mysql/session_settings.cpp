// SPDX-License-Identifier: Apache-2.0
// Each server is set by the names that it knows: an unknown one would refuse the whole statement.
#include <boost/test/unit_test.hpp>

#include "plugins/mysql/session_settings.hpp"

using namespace schemad;
using namespace std::chrono_literals;

namespace {

std::string settings_of(const char* version, std::chrono::milliseconds each = 0ms) {
    mysql::Options options;
    options.statement_timeout = each;
    return mysql::session_settings(mysql::server_of(version), options).str();
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

BOOST_AUTO_TEST_SUITE(session_settings)

BOOST_AUTO_TEST_CASE(transactions_have_two_names) {
    for (const char* version : {"8.0.36", "5.7.44-log", "11.4.2-MariaDB"}) {
        BOOST_TEST(has(settings_of(version), ", transaction_isolation = 'REPEATABLE-READ', transaction_read_only = 0"),
                   version);
        BOOST_TEST(!has(settings_of(version), "tx_"), version);
    }
    for (const char* version : {"5.7.12", "10.11.19-MariaDB", "10.3.1-MariaDB"})
        BOOST_TEST(has(settings_of(version), ", tx_isolation = 'REPEATABLE-READ', tx_read_only = 0"), version);
}

BOOST_AUTO_TEST_CASE(what_only_mariadb_knows) {
    for (const char* part : {"old_mode", "check_constraint_checks", "sql_if_exists", "alter_algorithm",
                             "innodb_strict_mode", "default_regex_flags", "max_statement_time"}) {
        BOOST_TEST(has(settings_of("10.11.19-MariaDB"), part), part);
        BOOST_TEST(!has(settings_of("8.0.36"), part), part);
    }
    BOOST_TEST(has(settings_of("10.5.1-MariaDB"), "old_mode = ''"));
    BOOST_TEST(!has(settings_of("10.5.1-MariaDB"), "sql_if_exists"));
    BOOST_TEST(!has(settings_of("11.8.1-MariaDB"), "alter_algorithm"));
}

BOOST_AUTO_TEST_CASE(a_server_wide_time_of_statements_is_not_taken_over) {
    BOOST_TEST(has(settings_of("10.11.19-MariaDB"), ", max_statement_time = 0.000"));
    BOOST_TEST(has(settings_of("10.11.19-MariaDB", 1500ms), ", max_statement_time = 1.500"));
    BOOST_TEST(has(settings_of("8.0.36", 1500ms), ", max_execution_time = 1500"));
}

BOOST_AUTO_TEST_SUITE_END()
