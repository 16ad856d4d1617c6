// SPDX-License-Identifier: Apache-2.0
// The questions asked before a change: what they refuse, what they let through.
#include <boost/test/unit_test.hpp>

#include "tests/unit/sqlite/plugin.hpp"
#include "tests/unit/sqlite/steps.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

// 0 when the change of type runs, else how many rows stand in the way
std::string refused_rows(const std::string& from, const std::string& values, const std::string& to) {
    Database db;
    db.execute("CREATE TABLE t (c " + from + ")");
    db.execute("INSERT INTO t VALUES " + values);
    const auto before = db.text("SELECT group_concat(quote(c)) FROM t");
    ColumnWords c;
    c.name = "c", c.type = to, c.changed = SCHEMAD_CHANGE_TYPE;
    StepBuilder step(SCHEMAD_ALTER_TABLE, "t");
    try {
        db.apply(step.alter(c));
        return "0";
    } catch (const Failure& f) {
        BOOST_TEST(f.status == SCHEMAD_E_LOSES_VALUES, f.what());
        BOOST_TEST(f.column == "c");
        BOOST_TEST(db.text("SELECT group_concat(quote(c)) FROM t") == before);
        const std::string what = f.what();
        return what.substr(0, what.find(' '));
    }
}

auto with(schemad_status status, const std::string& column) {
    return [=](const Failure& f) {
        BOOST_TEST(f.status == status, f.what());
        return f.status == status && f.column == column;
    };
}

} // namespace

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(values_that_would_change) {
    BOOST_TEST(refused_rows("text", "('007'), ('7'), (NULL), ('abc'), ('12abc')", "integer") == "3");
    BOOST_TEST(refused_rows("varchar(20)", "(' 5 '), ('1.50'), ('1e3'), ('-3')", "integer") == "3");
    BOOST_TEST(refused_rows("text", "('9007199254740993')", "bigInteger") == "0");
    BOOST_TEST(refused_rows("text", "('9007199254740993'), ('5')", "float") == "1");
    BOOST_TEST(refused_rows("text COLLATE NOCASE", "('1E3')", "float") == "1");
    BOOST_TEST(refused_rows("bigint", "(9007199254740993), (9007199254740992), (1)", "float") == "1");
    BOOST_TEST(refused_rows("float", "(1.5), (2.0), (0.1 + 0.2)", "string") == "1");
    BOOST_TEST(refused_rows("float", "(1.5), (2.0)", "integer") == "0");
    BOOST_TEST(refused_rows("integer", "(1), ('x'), (9223372036854775807)", "text") == "0");
    BOOST_TEST(refused_rows("varchar(255)", "('much longer than five')", "string") == "0");
    BOOST_TEST(refused_rows("text", "('true'), ('1')", "boolean") == "0");
    BOOST_TEST(refused_rows("blob", "(x'00'), ('007')", "integer") == "1");
    BOOST_TEST(refused_rows("text", "('a')", "binary") == "0");
}

BOOST_AUTO_TEST_CASE(days_and_times_of_day) {
    const struct {
        const char *from, *value, *to, *rows;
    } cases[] = {
        {"text", "2024-02-29 23:59:59", "dateTime", "0"},
        {"text", "2024-02-29 24:00:00", "dateTime", "1"},
        {"text", "2024-02-29 23:59:60", "dateTime", "1"},
        {"text", "2024-02-29T00:00", "dateTime", "0"},
        {"text", "2024-02-29", "timestamp", "0"},
        {"text", "2024-02-29T24:00:00Z", "timestamp", "1"},
        {"text", "2024-02-29 24:00", "timestamp", "1"},
        {"text", "2024-02-29T23:00:00+02:00", "timestamp", "0"},
        {"text", "2024-02-29 23:59:60", "timestamp", "1"},
        {"text", "24:00", "time", "1"},
        {"text", "24:00:00.5", "time", "1"},
        {"text", "23:59:59.999", "time", "0"},
        {"text", "2024-02-29", "date", "0"},
        {"text", "2023-02-29", "date", "1"},
        {"datetime", "2024-02-29", "date", "0"},
        {"datetime", "2024-02-29 00:00:00", "date", "1"},
        {"datetime", "2024-02-29 23:59:60", "date", "1"},
        {"datetime", "2024-02-29T00:00:00Z", "date", "1"},
        {"datetime", "2024-02-29 99:99", "date", "1"},
        {"datetime", "", "date", "1"},
    };
    for (const auto& [from, value, to, rows] : cases)
        BOOST_TEST(refused_rows(from, "('" + std::string(value) + "'), (NULL)", to) == rows,
                   from << " '" << value << "' to " << to);
}

BOOST_AUTO_TEST_CASE(nulls_duplicates_and_missing_values) {
    Database db;
    db.execute("CREATE TABLE t (a integer, b text COLLATE NOCASE, c integer)");
    db.execute("INSERT INTO t VALUES (1, 'x', 1), (NULL, 'X', 1), (2, NULL, 1), (3, NULL, 2)");
    const auto apply = [&](auto&& fill) {
        StepBuilder step(SCHEMAD_ALTER_TABLE, "t");
        fill(step);
        db.apply(step);
    };
    const auto not_null = [](StepBuilder& s) {
        ColumnWords c;
        c.name = "a", c.type = "integer", c.flags = 0, c.changed = SCHEMAD_CHANGE_NULLABLE;
        s.alter(c);
    };
    BOOST_CHECK_EXCEPTION(apply(not_null), Failure, with(SCHEMAD_E_CONTAINS_NULL, "a"));
    db.execute("DELETE FROM t WHERE a IS NULL");
    apply(not_null);
    db.execute("INSERT INTO t VALUES (9, 'X', 1)");
    const auto unique = [](const char* column) { return [=](StepBuilder& s) { s.add_index("u", column, true); }; };
    BOOST_CHECK_EXCEPTION(apply(unique("b")), Failure, with(SCHEMAD_E_UNIQUE, "b")); // as the collation compares
    BOOST_CHECK_EXCEPTION(apply(unique("c")), Failure, with(SCHEMAD_E_UNIQUE, "c"));
    apply(unique("a"));
    const auto added = [](const char* default_text, bool is_unique) {
        return [=](StepBuilder& s) {
            ColumnWords c;
            c.name = "n", c.type = "integer", c.flags = 0;
            if (default_text) c.default_kind = SCHEMAD_DEFAULT_NUMBER, c.default_text = default_text;
            s.add(c);
            if (is_unique) s.add_index("n_unique", "n", true);
        };
    };
    BOOST_CHECK_EXCEPTION(apply(added(nullptr, false)), Failure, with(SCHEMAD_E_NOT_NULL, "n"));
    BOOST_CHECK_EXCEPTION(apply(added("1", true)), Failure, with(SCHEMAD_E_UNIQUE, "n"));
    apply(added("1", false));
    db.execute("DELETE FROM t");
    const auto other = [](StepBuilder& s) {
        ColumnWords c;
        c.name = "m", c.type = "integer", c.flags = 0;
        s.add(c);
    };
    apply(other); // an empty table takes it
}

BOOST_AUTO_TEST_CASE(rows_without_their_parent) {
    Database db;
    db.execute("CREATE TABLE p (id integer primary key)");
    db.execute("CREATE TABLE t (id integer primary key, r integer)");
    db.execute("INSERT INTO p VALUES (1)");
    db.execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, NULL)");
    StepBuilder refused(SCHEMAD_ALTER_TABLE, "t"), taken(SCHEMAD_ALTER_TABLE, "t");
    BOOST_CHECK_EXCEPTION(db.apply(refused.add_key({"r", "p", "id", "t_r_foreign", "", ""})), Failure,
                          with(SCHEMAD_E_FOREIGN_KEY, "r"));
    db.execute("DELETE FROM t WHERE id = 2");
    db.apply(taken.add_key({"r", "p", "id", "t_r_foreign", "", ""}));
    StepBuilder injected(SCHEMAD_ALTER_TABLE, "t");
    BOOST_CHECK_EXCEPTION(db.apply(injected.add_key({"id", "p", "id", "x", "CASCADE) --", ""})), Failure,
                          with(SCHEMAD_E_INVALID, ""));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_altered) {
    Database db;
    db.execute("CREATE TABLE s (id integer primary key, a text) STRICT");
    db.execute("CREATE TABLE k (id integer not null primary key autoincrement, g integer as (id) stored)");
    db.execute("CREATE VIEW v AS SELECT 1 AS a");
    ColumnWords text, id, generated;
    text.name = "x";
    id.name = "id", id.type = "string", id.changed = SCHEMAD_CHANGE_TYPE;
    generated.name = "g", generated.type = "integer", generated.changed = SCHEMAD_CHANGE_DEFAULT;
    generated.default_kind = SCHEMAD_DEFAULT_NUMBER, generated.default_text = "1";
    StepBuilder strict(SCHEMAD_ALTER_TABLE, "s"), key(SCHEMAD_ALTER_TABLE, "k"), computed(SCHEMAD_ALTER_TABLE, "k"),
        view_step(SCHEMAD_ALTER_TABLE, "v"), missing(SCHEMAD_ALTER_TABLE, "nowhere"),
        strict_ok(SCHEMAD_ALTER_TABLE, "s");
    BOOST_CHECK_EXCEPTION(db.apply(strict.add(text)), Failure, with(SCHEMAD_E_UNSUPPORTED, "x"));
    BOOST_CHECK_EXCEPTION(db.apply(key.alter(id)), Failure, with(SCHEMAD_E_UNSUPPORTED, "id"));
    BOOST_CHECK_EXCEPTION(db.apply(computed.alter(generated)), Failure, with(SCHEMAD_E_UNSUPPORTED, "g"));
    BOOST_CHECK_EXCEPTION(db.apply(view_step.add(text)), Failure, with(SCHEMAD_E_UNSUPPORTED, ""));
    BOOST_CHECK_EXCEPTION(db.apply(missing.add(text)), Failure, with(SCHEMAD_E_NOT_FOUND, ""));
    text.type = "text";
    db.apply(strict_ok.add(text));
    // without the catalog of this plugin triggers and indexes would be lost
    BOOST_CHECK_EXCEPTION(render(nullptr, key), Failure, with(SCHEMAD_E_INVALID, ""));
}

BOOST_AUTO_TEST_SUITE_END()
