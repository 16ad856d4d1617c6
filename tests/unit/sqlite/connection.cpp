// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "tests/unit/sqlite/plugin.hpp"
#include "tests/unit/sqlite/steps.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

auto with(schemad_status status) {
    return [status](const Failure& f) {
        BOOST_TEST(f.status == status, f.what());
        return f.status == status;
    };
}
schemad_value integer(std::int64_t v) {
    schemad_value x{SCHEMAD_INT64, 0, {}};
    x.as.integer = v;
    return x;
}
schemad_value words(std::string_view v) {
    schemad_value x{SCHEMAD_TEXT, 0, {}};
    x.as.text = str(v);
    return x;
}

} // namespace

BOOST_AUTO_TEST_SUITE(connection)

BOOST_AUTO_TEST_CASE(what_the_vendor_says_of_itself) {
    const auto& v = sqlite_vendor();
    BOOST_TEST(view(v.name) == "sqlite");
    BOOST_TEST(view(v.vendor_string) == "sqlite");
    BOOST_TEST(v.abi_major == SCHEMAD_ABI_MAJOR);
    BOOST_TEST(v.identifier_quote == '`');
    BOOST_TEST(view(v.cast_flags) == "json=cast-json,timestamp=cast-timestamp");
    BOOST_TEST((v.capabilities & SCHEMAD_CAP_FOREIGN_KEY_NAMES) == 0u);
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_not_made) {
    const std::string path = "/tmp/schemad-sqlite-not-there-" + std::to_string(getpid());
    BOOST_CHECK_EXCEPTION(Database{path}, Failure, with(SCHEMAD_E_CONNECTION));
    BOOST_TEST(!std::filesystem::exists(path));
    { Database db(path, {{"create", "true"}}); }
    BOOST_TEST(std::filesystem::exists(path));
    std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE(settings_are_checked) {
    BOOST_CHECK_EXCEPTION(Database(""), Failure, with(SCHEMAD_E_INVALID));
    BOOST_CHECK_EXCEPTION(Database(":memory:", {{"filenam", "x"}}), Failure, with(SCHEMAD_E_INVALID));
    BOOST_CHECK_EXCEPTION(Database(":memory:", {{"busy_timeout_ms", "soon"}}), Failure, with(SCHEMAD_E_INVALID));
    TemporaryFile file;
    std::ofstream(file.path()) << std::string(4096, 'x');
    BOOST_CHECK_EXCEPTION(Database{file.path()}, Failure, with(SCHEMAD_E_CONNECTION));
}

BOOST_AUTO_TEST_CASE(values_go_in_and_come_out) {
    Database db;
    db.execute("CREATE TABLE t (a, b, c, d, e)");
    schemad_value real{SCHEMAD_DOUBLE, 0, {}}, yes{SCHEMAD_BOOL, 0, {}}, blob{SCHEMAD_BLOB, 0, {}}, null{};
    real.as.real = 1.5, yes.as.integer = 1, blob.as.text = str(std::string_view("\0x", 2));
    BOOST_TEST(
        db.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", {integer(INT64_MAX), real, words("ü'"), blob, null}) == 1);
    BOOST_TEST(db.execute("CREATE INDEX i ON t (a)") == 0);
    const Rows rows = db.query("SELECT *, ? FROM t", {yes});
    BOOST_TEST(rows->row_count == 1u);
    BOOST_TEST(rows->column_count == 6u);
    BOOST_TEST(view(rows->column_names[2]) == "c");
    BOOST_TEST(rows->cells[0].as.integer == INT64_MAX);
    BOOST_TEST(rows->cells[1].as.real == 1.5);
    BOOST_TEST(view(rows->cells[2].as.text) == "ü'");
    BOOST_TEST(rows->cells[3].kind == std::uint32_t{SCHEMAD_BLOB});
    BOOST_TEST(rows->cells[3].as.text.size == 2u);
    BOOST_TEST(rows->cells[4].kind == std::uint32_t{SCHEMAD_NULL});
    BOOST_TEST(rows->cells[5].as.integer == 1);
}

BOOST_AUTO_TEST_CASE(one_statement_and_one_bound) {
    Database db;
    db.execute("CREATE TABLE t (a);  -- and a comment\n");
    BOOST_CHECK_EXCEPTION(db.execute("DELETE FROM t; DROP TABLE t"), Failure, with(SCHEMAD_E_SYNTAX));
    BOOST_CHECK_EXCEPTION(db.execute("  -- nothing"), Failure, with(SCHEMAD_E_SYNTAX));
    BOOST_CHECK_EXCEPTION(db.execute("SELEC 1"), Failure, with(SCHEMAD_E_SYNTAX));
    // a question mark is no operator here, but a parameter in every place: never null unasked
    for (const char* sql : {"SELECT ?", "SELECT '?', ?", "SELECT 1 WHERE 'a' = ?1", "SELECT :a"})
        BOOST_CHECK_EXCEPTION(db.query(sql), Failure, with(SCHEMAD_E_INVALID));
    BOOST_TEST(db.query("SELECT '?', \"?\" /* ? */ FROM (SELECT 1 AS \"?\") -- ?")->row_count == 1u);
    BOOST_CHECK_EXCEPTION(db.query("SELECT * FROM nowhere"), Failure, with(SCHEMAD_E_NOT_FOUND));
    BOOST_CHECK_EXCEPTION(db.query("SELECT hex(zeroblob(10000))", {}, 5000), Failure, with(SCHEMAD_E_LIMIT));
    BOOST_TEST(db.query("SELECT hex(zeroblob(10000))", {}, 50000)->row_count == 1u);
}

BOOST_AUTO_TEST_CASE(constraint_errors_name_the_place) {
    Database db;
    db.execute("CREATE TABLE t (a integer unique, b text not null)");
    db.execute("INSERT INTO t VALUES (1, 'x')");
    BOOST_CHECK_EXCEPTION(db.execute("INSERT INTO t VALUES (1, 'x')"), Failure, [](const Failure& f) {
        return f.status == SCHEMAD_E_UNIQUE && f.table == "t" && f.column == "a";
    });
    BOOST_CHECK_EXCEPTION(db.execute("INSERT INTO t VALUES (2, NULL)"), Failure, [](const Failure& f) {
        return f.status == SCHEMAD_E_NOT_NULL && f.table == "t" && f.column == "b";
    });
}

BOOST_AUTO_TEST_CASE(arguments_are_checked_at_the_edge) {
    const auto& v = sqlite_vendor();
    BOOST_TEST(v.ping(nullptr, nullptr) == SCHEMAD_E_INVALID);
    BOOST_TEST(v.open(nullptr, 1, nullptr, nullptr) == SCHEMAD_E_INVALID);
    BOOST_TEST(v.render(nullptr, nullptr, nullptr, nullptr) == SCHEMAD_E_INVALID);
    v.close(nullptr), v.rollback(nullptr), v.cancel(nullptr);
    Database db;
    BOOST_TEST(v.query(db.handle(), {nullptr, 0}, nullptr, 0, 1, nullptr, nullptr) == SCHEMAD_E_INVALID);
    BOOST_CHECK_EXCEPTION(db.begin(7), Failure, with(SCHEMAD_E_INVALID));
    StepBuilder step(9, "t");
    BOOST_CHECK_EXCEPTION(render(nullptr, step), Failure, with(SCHEMAD_E_INVALID));
}

BOOST_AUTO_TEST_CASE(what_would_be_written_into_a_file_that_was_moved_away_is_not_committed) {
    TemporaryFile file;
    const auto elsewhere = file.path() + ".moved";
    Database db(file.path());
    db.execute("CREATE TABLE t (a)");
    db.begin(SCHEMAD_BEGIN_APPLY);
    db.execute("INSERT INTO t VALUES (1)");
    std::filesystem::rename(file.path(), elsewhere);
    BOOST_CHECK_EXCEPTION(db.commit(), Failure, with(SCHEMAD_E_CONNECTION));
    db.rollback();
    Database moved(elsewhere);
    BOOST_TEST(moved.text("SELECT count(*) FROM t") == "0");
    std::filesystem::rename(elsewhere, file.path());
    db.begin(SCHEMAD_BEGIN_APPLY); // and where it goes before the first statement that writes
    std::filesystem::rename(file.path(), elsewhere);
    BOOST_CHECK_EXCEPTION(db.execute("INSERT INTO t VALUES (1)"), Failure, with(SCHEMAD_E_CONNECTION));
    db.rollback();
    std::filesystem::rename(elsewhere, file.path());
    db.begin(SCHEMAD_BEGIN_APPLY);
    db.execute("INSERT INTO t VALUES (2)");
    db.commit();
    BOOST_TEST(moved.text("SELECT count(*) FROM t") == "1");
}

BOOST_AUTO_TEST_CASE(an_apply_puts_the_session_back_on_every_path) {
    TemporaryFile file;
    Database db(file.path());
    db.execute("CREATE TABLE t (a)");
    const auto settled = [&] {
        return db.text("PRAGMA foreign_keys") == "1" && db.text("PRAGMA legacy_alter_table") == "0";
    };
    db.begin(SCHEMAD_BEGIN_APPLY);
    BOOST_TEST(!settled());
    db.commit();
    BOOST_TEST(settled());
    db.begin(SCHEMAD_BEGIN_APPLY);
    db.rollback();
    BOOST_TEST(settled());

    Database other(file.path(), {{"busy_timeout_ms", "0"}});
    db.begin(SCHEMAD_BEGIN_APPLY);
    BOOST_CHECK_EXCEPTION(other.begin(SCHEMAD_BEGIN_APPLY), Failure, with(SCHEMAD_E_BUSY));
    BOOST_TEST(other.text("PRAGMA foreign_keys") == "1");
    BOOST_TEST(other.text("PRAGMA legacy_alter_table") == "0");
    BOOST_CHECK_EXCEPTION(db.begin(SCHEMAD_BEGIN_READ), Failure, with(SCHEMAD_E_INVALID));
    db.rollback();
    db.rollback(); // a second one does nothing
    BOOST_CHECK_EXCEPTION(db.commit(), Failure, with(SCHEMAD_E_INVALID));
}

BOOST_AUTO_TEST_CASE(a_read_sees_one_state) {
    TemporaryFile file;
    Database reader(file.path()), writer(file.path(), {{"busy_timeout_ms", "0"}});
    writer.execute("CREATE TABLE t (a)");
    writer.query("PRAGMA journal_mode = WAL"); // the test's choice, not the plugin's
    reader.begin(SCHEMAD_BEGIN_READ);
    writer.execute("CREATE TABLE u (a)");
    BOOST_TEST(reader.inspect()->table_count == 1u);
    reader.rollback();
    BOOST_TEST(reader.inspect()->table_count == 2u);
}

BOOST_AUTO_TEST_CASE(only_new_violations_stop_a_commit) {
    Database db;
    db.execute("PRAGMA foreign_keys = OFF");
    db.execute("CREATE TABLE p (id integer primary key)");
    db.execute("CREATE TABLE c (id integer primary key, p integer references p(id))");
    db.execute("CREATE TABLE mismatch (x integer references c(p))"); // c.p is not unique: SQLite cannot check it
    db.execute("INSERT INTO c VALUES (1, 77)");
    db.begin(SCHEMAD_BEGIN_APPLY);
    db.execute("CREATE TABLE other (a)");
    db.commit();
    db.begin(SCHEMAD_BEGIN_APPLY);
    db.execute("INSERT INTO c VALUES (2, 78)");
    BOOST_CHECK_EXCEPTION(db.commit(), Failure, [](const Failure& f) {
        return f.status == SCHEMAD_E_FOREIGN_KEY && f.table == "c" && std::string(f.what()).starts_with("1 rows");
    });
    db.execute("DELETE FROM c WHERE id = 2"); // still open
    db.commit();
    BOOST_TEST(db.text("PRAGMA foreign_keys") == "0"); // as it was found
}

BOOST_AUTO_TEST_CASE(broken_views_that_were_broken_before_are_none_of_ours) {
    Database db;
    db.execute("CREATE TABLE t (a, b)");
    db.execute("CREATE VIEW broken AS SELECT x FROM nowhere");
    db.execute("CREATE VIEW good AS SELECT b FROM t");
    StepBuilder drop_a(SCHEMAD_ALTER_TABLE, "t"), drop_b(SCHEMAD_ALTER_TABLE, "t");
    db.apply(drop_a.drop("a"));
    ColumnWords c;
    c.name = "c";
    StepBuilder add(SCHEMAD_ALTER_TABLE, "t");
    db.apply(add.add(c));
    BOOST_CHECK_EXCEPTION(db.apply(drop_b.drop("b")), Failure,
                          [](const Failure& f) { return f.status == SCHEMAD_E_UNSUPPORTED && f.table == "good"; });
}

BOOST_AUTO_TEST_CASE(long_statements_end) {
    const char* forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    Database timed(":memory:", {{"statement_timeout_ms", "30"}});
    BOOST_CHECK_EXCEPTION(timed.query(forever), Failure, with(SCHEMAD_E_TIMEOUT));
    BOOST_TEST(timed.text("SELECT 1") == "1");

    Database db;
    std::atomic<bool> done{false};
    std::thread canceller([&] {
        while (!done) sqlite_vendor().cancel(db.handle()), std::this_thread::yield();
    });
    BOOST_CHECK_EXCEPTION(db.query(forever), Failure, with(SCHEMAD_E_CANCELLED));
    done = true;
    canceller.join();
    BOOST_TEST(db.text("SELECT 1") == "1");
}

BOOST_AUTO_TEST_SUITE_END()
