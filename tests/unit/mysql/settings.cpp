// SPDX-License-Identifier: Apache-2.0
// Settings, parameters of statements, and classes of errors.
#include <boost/test/unit_test.hpp>

#include "plugins/mysql/errors.hpp"
#include "plugins/mysql/parameters.hpp"
#include "plugins/mysql/settings.hpp"
#include "tests/test_sql.hpp"
#include "vendors/sql/sql_text.hpp"

using namespace schemad;
using namespace schemad::mysql;

namespace {

std::string complaint(const kit::Settings& settings) {
    try {
        read_settings(settings);
        return {};
    } catch (const kit::Error& e) {
        BOOST_TEST(e.status == SCHEMAD_E_INVALID);
        return e.what();
    }
}

schemad_value value(std::int64_t n) {
    schemad_value v{};
    v.kind = SCHEMAD_INT64, v.as.integer = n;
    return v;
}
schemad_value value(const char* text) {
    schemad_value v{};
    v.kind = SCHEMAD_TEXT, v.as.text = kit::borrow(text);
    return v;
}

std::string filled(std::string_view sql, std::vector<schemad_value> params) {
    const auto escaped = [](std::string_view s) {
        const auto literal = sql::text_literal(s, sql::LiteralStyle::mysql).str();
        return literal.substr(1, literal.size() - 2);
    };
    return with_parameters(test::sql_of(sql), params, escaped).str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(single_settings) {
    const auto o = read_settings({{"host", "h"},
                                  {"port", "3307"},
                                  {"database", "d"},
                                  {"user", "u"},
                                  {"password", "p"},
                                  {"connect_timeout_ms", "2000"},
                                  {"lock_timeout_ms", "0"},
                                  {"apply_idle_timeout_ms", "1500"},
                                  {"ssl_mode", "verify-full"}});
    BOOST_TEST(o.host == "h");
    BOOST_TEST(o.port == 3307u);
    BOOST_TEST(o.password == "p");
    BOOST_TEST(o.connect_timeout.count() == 2000);
    BOOST_TEST(o.statement_timeout.count() == 0);
    BOOST_TEST(o.lock_timeout.count() == 0);
    BOOST_TEST(o.apply_idle_timeout.count() == 1500);
    BOOST_TEST((o.tls == Options::Tls::verify));
    BOOST_TEST(read_settings({{"database", "d"}, {"user", "u"}}).apply_idle_timeout.count() == 60'000);
}

BOOST_AUTO_TEST_CASE(connection_strings) {
    const auto o = read_settings(
        {{"connection_string", "mysql://u%40x:p%3Aw%2F@[::1]:3310/d%20b?charset=utf8mb4"}, {"port", "3311"}});
    BOOST_TEST(o.user == "u@x");
    BOOST_TEST(o.password == "p:w/");
    BOOST_TEST(o.host == "::1");
    BOOST_TEST(o.port == 3311u); // a setting of its own wins
    BOOST_TEST(o.database == "d b");
    BOOST_TEST(o.charset == "utf8mb4");
    const auto at = read_settings({{"connection_string", "mariadb://u:p@w@host/d"}}); // the last @ counts
    BOOST_TEST(at.password == "p@w");
    BOOST_TEST(at.host == "host");
}

BOOST_AUTO_TEST_CASE(errors_name_the_setting_and_no_secret) {
    const kit::Settings rest{{"database", "d"}, {"user", "u"}, {"password", "hush"}};
    const auto with = [&](std::string_view key, std::string_view v) {
        auto all = rest;
        all.push_back({key, v});
        return complaint(all);
    };
    BOOST_TEST(with("port", "hush").find("port") != std::string::npos);
    BOOST_TEST(with("no_such", "hush").find("no_such") != std::string::npos);
    BOOST_TEST(with("ssl_mode", "hush").find("ssl_mode") != std::string::npos);
    BOOST_TEST(with("statement_timeout_ms", "-1").find("statement_timeout_ms") != std::string::npos);
    BOOST_TEST(with("charset", "x'; drop").find("charset") != std::string::npos);
    for (const char* url : {"mysql://nobody:hush", "mysql://u:hush%zz@h/d", "postgres://u:hush@h/d",
                            "mysql://u:hush@h:hush/d", "mysql://u:hush@h/d?port=hush"}) {
        const auto said = complaint({{"connection_string", url}});
        BOOST_TEST(!said.empty(), url);
        BOOST_TEST(said.find("hush") == std::string::npos, said);
    }
    for (const char* key : {"port", "ssl_mode", "lock_timeout_ms", "charset"})
        BOOST_TEST(with(key, "hu sh").find("hu sh") == std::string::npos);
    BOOST_TEST(complaint({{"user", "u"}}).find("database") != std::string::npos);
    BOOST_TEST(complaint({{"database", "d"}}).find("user") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(parameters)

BOOST_AUTO_TEST_CASE(question_marks) {
    BOOST_TEST(filled("select ?, ?", {value(-5), value("it's \\ ?")}) == "select -5, 'it''s \\\\ ?'");
    BOOST_TEST(filled("select '?', \"?\", `?`, ?", {value(1)}) == "select '?', \"?\", `?`, 1");
    BOOST_TEST(filled("select 'it''s ?', 'a\\'?', `a``?`, ?", {value(1)}) == "select 'it''s ?', 'a\\'?', `a``?`, 1");
    BOOST_TEST(filled("select 1 -- ?\n, ? # ?\n/* ? */", {value(2)}) == "select 1 -- ?\n, 2 # ?\n/* ? */");
    BOOST_TEST(filled("select 5--?", {value(2)}) == "select 5--2");         // no comment without a blank
    BOOST_TEST(filled("select `a\\`, ?", {value(2)}) == "select `a\\`, 2"); // no escapes in a name
}

BOOST_AUTO_TEST_CASE(their_number_has_to_fit) {
    BOOST_CHECK_THROW(filled("select ?, ?", {value(1)}), kit::Error);
    BOOST_CHECK_THROW(filled("select '?'", {value(1)}), kit::Error);
    BOOST_CHECK_THROW(filled("select ?, '", {value(1), value(2)}), kit::Error);
}

// Read with the server's rules or with other ones (NO_BACKSLASH_ESCAPES ends 'a\' early): it is not read at all.
BOOST_AUTO_TEST_CASE(a_statement_without_any_is_not_looked_through) {
    for (const char* sql : {"select ?", "select a ?| b", "select 'a\\', '?'", "select 'it''s ?", "/* ? ", ""})
        BOOST_TEST(filled(sql, {}) == sql);
}

BOOST_AUTO_TEST_CASE(odd_values) {
    schemad_value v{};
    BOOST_TEST(filled("?", {v}) == "NULL");
    v.kind = SCHEMAD_BLOB, v.as.text = {"a\0b", 3};
    BOOST_TEST(filled("?", {v}) == "_binary'a\\0b'");
    v.kind = SCHEMAD_DOUBLE, v.as.real = 1.0 / 0.0;
    BOOST_CHECK_THROW(filled("?", {v}), kit::Error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(classes) {
    BOOST_TEST(status_of(1062) == SCHEMAD_E_UNIQUE);
    BOOST_TEST(status_of(1439) == SCHEMAD_E_UNSUPPORTED);
    BOOST_TEST(status_of(4101) == SCHEMAD_E_UNSUPPORTED);
    BOOST_TEST(status_of(1030) == SCHEMAD_E_INTERNAL); // nobody knows what the storage engine did
    BOOST_TEST(status_of(1451) == SCHEMAD_E_FOREIGN_KEY);
    BOOST_TEST(status_of(1213) == SCHEMAD_E_BUSY);
    BOOST_TEST(status_of(1205) == SCHEMAD_E_BUSY);
    BOOST_TEST(status_of(1045) == SCHEMAD_E_PERMISSION);
    BOOST_TEST(status_of(1146) == SCHEMAD_E_NOT_FOUND);
    BOOST_TEST(status_of(1050) == SCHEMAD_E_EXISTS);
    BOOST_TEST(status_of(1317) == SCHEMAD_E_CANCELLED);
    BOOST_TEST(status_of(1969) == SCHEMAD_E_TIMEOUT);
    BOOST_TEST(status_of(3024) == SCHEMAD_E_TIMEOUT);
    BOOST_TEST(status_of(1553) == SCHEMAD_E_UNSUPPORTED);
    BOOST_TEST(status_of(1105) == SCHEMAD_E_INTERNAL);    // its own trouble
    BOOST_TEST(status_of(1644) == SCHEMAD_E_UNSUPPORTED); // SIGNAL of a trigger
    BOOST_TEST(status_of(9999) == SCHEMAD_E_UNSUPPORTED);
    BOOST_TEST(status_of(30001) == SCHEMAD_E_UNSUPPORTED); // MYSQL_ERRNO of a SIGNAL is whatever somebody likes
    for (const unsigned lost : {2006u, 2013u, 1927u, 4031u, 1053u}) {
        BOOST_TEST(is_lost(lost));
        BOOST_TEST(status_of(lost) == SCHEMAD_E_CONNECTION);
    }
    BOOST_TEST(!is_lost(1064));
}

BOOST_AUTO_TEST_CASE(table_and_column) {
    const auto duplicate = error_of(1060, "42S21", "Duplicate column name 'c'");
    BOOST_TEST(duplicate.column == "c");
    const auto missing = error_of(1146, "42S02", "Table 'db.t' doesn't exist");
    BOOST_TEST(missing.table == "t");
    const auto child = error_of(1452, "23000",
                                "Cannot add or update a child row: a foreign key constraint fails (`db`.`child`, "
                                "CONSTRAINT `k` FOREIGN KEY (`p`) REFERENCES `parent` (`id`))");
    BOOST_TEST(child.table == "child");
    BOOST_TEST(child.column == "p");
    const auto unclosed = error_of(1452, "23000", "fails (`db");
    BOOST_TEST(unclosed.table == "");
    BOOST_TEST(error_of(1064, "42000", std::string(9000, 'x')).what() == std::string(2000, 'x'));
}

BOOST_AUTO_TEST_SUITE_END()
