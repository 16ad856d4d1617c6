// SPDX-License-Identifier: Apache-2.0
// The count and the keys come from one condition. That they say the same of real rows: tests/unit/sqlite/samples.cpp.
#include <boost/test/unit_test.hpp>

#include "tests/test_sql.hpp"
#include "vendors/sql/row_checks.hpp"
#include "vendors/sql/sql_text.hpp"

using namespace schemad;

namespace {

using sql::SqlText;
using namespace sql::text_literals;

SqlText quoted(std::string_view name) { return sql::quote(name, '"'); }

template <class T>
concept is_condition = requires(const sql::RowChecks& table, T text) {
    table.rows(text, SCHEMAD_E_INVALID, "", "");
};
template <class T>
concept is_column = requires(const sql::RowChecks& table, T text) {
    table.duplicates(text, "");
};

} // namespace

// Neither a question nor a statement is made of a text that is not quoted, printed or written here.
static_assert(!is_condition<std::string> && !is_condition<std::string_view> && is_condition<SqlText>);
static_assert(!is_column<std::string> && !is_column<std::string_view> && is_column<SqlText>);
static_assert(!std::is_constructible_v<sql::RowChecks, std::string, std::vector<SqlText>>);
static_assert(!std::is_assignable_v<decltype(kit::Statement::sql)&, std::string>);
static_assert(!std::is_assignable_v<decltype(kit::Statement::sample)&, std::string_view>);

BOOST_AUTO_TEST_SUITE(row_checks)

BOOST_AUTO_TEST_CASE(rows_of_a_condition) {
    const sql::RowChecks t("\"s\".\"t\""_sql, {"\"id\""_sql});
    const auto some = t.rows("\"a\" IS NULL"_sql, SCHEMAD_E_CONTAINS_NULL, "a", "hold a null");
    BOOST_TEST(some.sql == R"(SELECT count(*) FROM "s"."t" WHERE "a" IS NULL)");
    BOOST_TEST(some.sample == R"(SELECT "id" FROM "s"."t" WHERE "a" IS NULL LIMIT 5)");
    BOOST_TEST(some.role == static_cast<std::uint32_t>(SCHEMAD_CHECK));
    BOOST_TEST(some.refusal == SCHEMAD_E_CONTAINS_NULL);
    BOOST_TEST(some.column == "a");
    BOOST_TEST(some.reason == "hold a null");
    const auto all = t.rows({}, SCHEMAD_E_NOT_NULL, "a", "have no value for it");
    BOOST_TEST(all.sql == R"(SELECT count(*) FROM "s"."t")");
    BOOST_TEST(all.sample == R"(SELECT "id" FROM "s"."t" LIMIT 5)");
    const auto named = t.rows("c.x > 1"_sql, SCHEMAD_E_FOREIGN_KEY, "x", "refer to a missing row", "c"_sql);
    BOOST_TEST(named.sql == R"(SELECT count(*) FROM "s"."t" AS c WHERE c.x > 1)");
    BOOST_TEST(named.sample == R"(SELECT c."id" FROM "s"."t" AS c WHERE c.x > 1 LIMIT 5)");
}

BOOST_AUTO_TEST_CASE(keys_of_several_columns_and_none) {
    const sql::RowChecks two("t"_sql, {"a"_sql, "b"_sql}), none("t"_sql, {});
    BOOST_TEST(two.rows("x"_sql, SCHEMAD_E_TOO_LONG, "x", "").sample == "SELECT a, b FROM t WHERE x LIMIT 5");
    BOOST_TEST(none.rows("x"_sql, SCHEMAD_E_TOO_LONG, "x", "").sample.empty());
    BOOST_TEST(none.duplicates("x"_sql, "x").sample.empty());
    BOOST_TEST(none.more_than_one("x").sample.empty());
}

BOOST_AUTO_TEST_CASE(shared_values) {
    const sql::RowChecks t("t"_sql, {"id"_sql, "shared_value"_sql});
    const auto found = t.duplicates("c"_sql, "c");
    BOOST_TEST(found.sql == "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM t WHERE c IS NOT NULL GROUP BY "
                            "c HAVING count(*) > 1) AS shared");
    BOOST_TEST(found.sample == // nothing is ambiguous, whatever a key is called
               "SELECT counted.id, counted.shared_value FROM t AS counted JOIN (SELECT c AS shared_value FROM t WHERE "
               "c IS NOT NULL GROUP BY c HAVING count(*) > 1 LIMIT 5) AS shared ON shared.shared_value = counted.c "
               "LIMIT 5");
    BOOST_TEST(found.refusal == SCHEMAD_E_UNIQUE);
    const auto many = t.more_than_one("c");
    BOOST_TEST(many.sql == "SELECT CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END FROM t");
    BOOST_TEST(many.sample == "SELECT id, shared_value FROM t LIMIT 5");
}

BOOST_AUTO_TEST_CASE(columns_of_an_index) {
    const schemad_str columns[] = {kit::borrow("a"), kit::borrow("b\"c")};
    const schemad_str expression[] = {kit::borrow("a"), kit::absent};
    auto index = kit::blank<schemad_index>();
    index.columns = columns, index.column_count = 2;
    BOOST_TEST(sql::key_columns(index, quoted) == (std::vector<SqlText>{"\"a\""_sql, "\"b\"\"c\""_sql}),
               boost::test_tools::per_element());
    index.columns = expression;
    BOOST_TEST(sql::key_columns(index, quoted).empty());
}

BOOST_AUTO_TEST_SUITE_END()
