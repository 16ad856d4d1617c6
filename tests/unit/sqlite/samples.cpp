// SPDX-License-Identifier: Apache-2.0
// The keys that go with the questions before a change: they are those of rows in the way, and never more than five.
#include <boost/test/unit_test.hpp>

#include "tests/unit/sqlite/plugin.hpp"
#include "tests/unit/sqlite/steps.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

// "count: key, key" of the one check of this step.
std::string told(Database& db, const schemad_step& step) {
    const auto catalog = db.inspect();
    const auto script = render(&*catalog, step);
    std::string all;
    for (const auto& s : statements(*script)) {
        if (s.role != SCHEMAD_CHECK) continue;
        all += (all.empty() ? "" : "; ") + db.text(view(s.sql)) + ":";
        if (!stated(sample_sql(s))) continue;
        auto keys = db.text(view(sample_sql(s)));
        for (auto& c : keys)
            if (c == '\n') c = ' ';
        all += " " + keys;
    }
    return all;
}

StepBuilder not_null(const char* table, const char* column) {
    ColumnWords c;
    c.name = column, c.type = "integer", c.flags = 0, c.changed = SCHEMAD_CHANGE_NULLABLE;
    return std::move(StepBuilder(SCHEMAD_ALTER_TABLE, table).alter(c));
}

} // namespace

BOOST_AUTO_TEST_SUITE(samples)

BOOST_AUTO_TEST_CASE(each_question_names_its_rows) {
    Database db;
    db.execute("CREATE TABLE p (id integer primary key)");
    db.execute("CREATE TABLE t (id integer primary key, a integer, b text COLLATE NOCASE, c text, r integer)");
    db.execute("INSERT INTO p VALUES (1)");
    db.execute("INSERT INTO t VALUES (10, 1, 'x', '7', 1), (11, NULL, 'y', '007', 2), (12, 3, 'X', NULL, NULL), "
               "(13, NULL, NULL, 'abc', 1), (14, 5, NULL, '8', 9)");
    BOOST_TEST(told(db, not_null("t", "a")) == "2: 11 13");
    BOOST_TEST(told(db, StepBuilder(SCHEMAD_ALTER_TABLE, "t").add_index("u", "b", true)) ==
               "2: 10 12"); // as it is collated
    BOOST_TEST(told(db, StepBuilder(SCHEMAD_ALTER_TABLE, "t").add_key({"r", "p", "id", "k", "", ""})) == "2: 11 14");
    ColumnWords number, fresh;
    number.name = "c", number.type = "integer", number.changed = SCHEMAD_CHANGE_TYPE;
    BOOST_TEST(told(db, StepBuilder(SCHEMAD_ALTER_TABLE, "t").alter(number)) == "2: 11 13");
    fresh.name = "n", fresh.type = "integer", fresh.flags = 0;
    BOOST_TEST(told(db, StepBuilder(SCHEMAD_ALTER_TABLE, "t").add(fresh)) == "5: 10 11 12 13 14");
    fresh.default_kind = SCHEMAD_DEFAULT_NUMBER, fresh.default_text = "1";
    BOOST_TEST(told(db, StepBuilder(SCHEMAD_ALTER_TABLE, "t").add(fresh).add_index("n_u", "n", true)) ==
               "5: 10 11 12 13 14");
}

BOOST_AUTO_TEST_CASE(never_more_than_five) {
    Database db;
    db.execute("CREATE TABLE t (id integer primary key, a integer, b integer)");
    db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) INSERT INTO t SELECT i, "
               "NULL, i % 10 FROM n");
    BOOST_TEST(told(db, not_null("t", "a")) == "100: 1 2 3 4 5");
    const auto shared = told(db, StepBuilder(SCHEMAD_ALTER_TABLE, "t").add_index("u", "b", true));
    BOOST_TEST(std::count(shared.begin(), shared.end(), ' ') == 5, shared);
    BOOST_TEST(shared.starts_with("100: "), shared);
}

BOOST_AUTO_TEST_CASE(every_kind_of_key) {
    Database db;
    db.execute("CREATE TABLE two (a text, `odd ``name` integer, v integer, PRIMARY KEY (`odd ``name`, a))");
    db.execute("INSERT INTO two VALUES ('x', 1, NULL), ('y', 2, 3)");
    BOOST_TEST(told(db, not_null("two", "v")) == "1: 1|x"); // in the order of the key
    db.execute("CREATE TABLE words (code text primary key, v integer) WITHOUT ROWID");
    db.execute("INSERT INTO words VALUES ('it''s', NULL)");
    BOOST_TEST(told(db, not_null("words", "v")) == "1: it's");
    db.execute("CREATE TABLE none (v integer)");
    db.execute("INSERT INTO none VALUES (NULL)");
    BOOST_TEST(told(db, not_null("none", "v")) == "1:");
}

BOOST_AUTO_TEST_SUITE_END()
