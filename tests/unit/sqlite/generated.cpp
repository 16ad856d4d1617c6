// SPDX-License-Identifier: Apache-2.0
// Generated columns of a document: none of them leaves a row that cannot be read.
#include "plugins/sqlite/generated.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/sqlite/plugin.hpp"
#include "tests/unit/sqlite/steps.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

const char* const functions[] = {"date(%)",
                                 "time(%)",
                                 "datetime(%)",
                                 "julianday(%)",
                                 "unixepoch(%)",
                                 "strftime('%Y', %)",
                                 "timediff(%, '2020-01-01')"};

std::string with_argument(std::string call, const std::string& argument) {
    for (auto at = call.find("%"); at != std::string::npos; at = call.find("%", at + 1))
        if (call.compare(at, 2, "%Y") != 0) call.replace(at, 1, argument);
    return call;
}

// Whether the plugin makes it and every row is read afterwards, with that text in column a.
enum class Outcome { readable, refused, unreadable };
Outcome outcome_of(const std::string& expression, const std::string& value) {
    Database db;
    db.execute("CREATE TABLE t (id integer primary key, a text)");
    db.execute("INSERT INTO t (a) VALUES (NULL), ('" + value + "')");
    ColumnWords words;
    words.name = "g", words.type = "text", words.generated = expression;
    StepBuilder step(SCHEMAD_ALTER_TABLE, "t");
    try {
        db.apply(step.add(words));
    } catch (const Failure&) { return Outcome::refused; }
    try {
        db.text("SELECT count(g) FROM t");
        if (!expression.starts_with("json")) db.execute("INSERT INTO t (a) VALUES ('2020-02-02')");
        db.text("SELECT count(g) FROM t");
    } catch (const Failure&) { return Outcome::unreadable; }
    return Outcome::readable;
}

} // namespace

BOOST_AUTO_TEST_SUITE(generated_columns)

BOOST_AUTO_TEST_CASE(no_clock) {
    const char* const plain[] = {"a", "`a`", "(a)", "'2020-01-01'", "2459000.5", "a, '+1 day'", "a, 'start of month'"};
    const char* const clocks[] = {"'now'",
                                  "'NOW'",
                                  "('now')",
                                  "a, 'localtime'",
                                  "a, 'utc'",
                                  "'n' || 'ow'",
                                  "lower('NOW')",
                                  "coalesce(a, 'now')",
                                  "a, a",
                                  "a, '+1 day', 'utc'",
                                  "iif(a, a, 'now')"};
    for (const std::string function : functions) {
        for (const std::string argument : plain) {
            if (function.starts_with("timediff") && argument.find(',') != std::string::npos) continue;
            const auto text = with_argument(function, argument);
            const auto tree = sql::read_expression(text, sql::Language::sqlite, sql::Columns::allowed);
            BOOST_TEST_REQUIRE(tree.has_value(), text);
            BOOST_TEST(!sqlite::may_ask_the_clock(*tree), text);
            // this library may be older than the function
            BOOST_TEST((outcome_of(text, "2021-01-01") != Outcome::unreadable), text);
        }
        for (const std::string argument : clocks)
            for (const std::string around : {"%", "1 + %", "iif(a = 'x', %, 1)", "case when a = 'x' then % end"}) {
                auto text = around;
                text.replace(text.find('%'), 1, with_argument(function, argument));
                BOOST_TEST((outcome_of(text, "2021-01-01") == Outcome::refused), text);
            }
    }
    for (const std::string text : {"date()", "strftime('%Y')", "datetime ()", "CURRENT_TIMESTAMP", "random()"})
        BOOST_TEST((outcome_of(text, "") == Outcome::refused), text);
    BOOST_TEST((outcome_of("date(a)", "2021-01-01") == Outcome::readable));
    BOOST_TEST((outcome_of("strftime('%Y', a)", "2021-01-01") == Outcome::readable));
}

// What fails for a row that is there makes the change fail.
BOOST_AUTO_TEST_CASE(every_row_is_read) {
    const std::pair<const char*, const char*> failing[] = {
        {"json_extract(a, '$.x')", "{no JSON"}, {"date(a)", "now"}, {"abs(a)", "-9223372036854775808"}};
    for (const auto& [expression, value] : failing) {
        const auto outcome = outcome_of(expression, value);
        BOOST_TEST((outcome != Outcome::unreadable), expression);
        BOOST_TEST((outcome_of(expression, "1") == Outcome::readable), expression);
    }
    BOOST_TEST((outcome_of("json_extract(a, '$.x')", "{no JSON") == Outcome::refused));
    BOOST_TEST((outcome_of("date(a)", "now") == Outcome::refused));
}

BOOST_AUTO_TEST_SUITE_END()
