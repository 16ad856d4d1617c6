// SPDX-License-Identifier: Apache-2.0
// Calls over the boundary: results are released once, errors become VendorError, nonsense is noticed.
#include <boost/test/unit_test.hpp>

#include "tests/abi/fixture.hpp"
#include "tests/test_sql.hpp"

using namespace schemad;
using schemad::test::counters_of;
using schemad::test::PluginFolder;

namespace {

template <class T>
concept is_statement = requires(Connection& c, T sql) {
    c.query(sql);
};
template <class T>
concept is_run = requires(Connection& c, T sql) {
    c.execute(sql);
};
// A text of a document does not compile as a statement.
static_assert(!is_statement<std::string> && !is_statement<std::string_view> && !is_statement<const char*>);
static_assert(!is_run<std::string> && !is_run<std::string_view> && !is_run<const char*>);
static_assert(is_statement<sql::SqlText> && is_run<sql::SqlText>);

struct Calls : PluginFolder {
    std::shared_ptr<const Vendor> vendor;
    std::unique_ptr<Connection> connection;
    FakeCounters* counters;
    Calls() {
        put();
        vendor = loader().load("fake");
        connection = vendor->open({});
        counters = &counters_of(*vendor);
    }
    VendorError error_of(const std::string& sql) {
        try {
            connection->query(test::sql_of(sql));
        } catch (const VendorError& e) { return e; }
        BOOST_FAIL(sql << " did not fail");
        throw 0; // not reached
    }
    schemad_status inspect_with(const std::string& kind) {
        message.clear();
        try {
            vendor->open({{"catalog", kind}})->inspect();
        } catch (const VendorError& e) {
            message = e.what();
            return e.status;
        }
        return SCHEMAD_OK;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(calls, Calls)

BOOST_AUTO_TEST_CASE(rows_come_with_their_names_and_go_once) {
    {
        const schemad_value params[] = {value_of(std::int64_t{5}), value_of(1.5), value_of("text"),
                                        value_of_bool(true)};
        auto rows = connection->query("rows", params);
        BOOST_TEST(rows->row_count == 2u);
        BOOST_TEST(view(rows->column_names[1]) == "b");
        BOOST_TEST(rows->cells[3].as.integer == 7);
        auto moved = std::move(rows);
        BOOST_TEST(moved->cells[0].as.integer == 4);
        BOOST_TEST(counters->rows_released == 0);
    }
    BOOST_TEST(counters->rows_released == 1);
    BOOST_TEST(counters->params == 5);
}

BOOST_AUTO_TEST_CASE(values) {
    BOOST_TEST(null_value().kind == static_cast<std::uint32_t>(SCHEMAD_NULL));
    BOOST_TEST(value_of(2.5).as.real == 2.5);
    BOOST_TEST(view(value_of("").as.text) == "");
    BOOST_TEST(value_of(std::string_view{}).as.text.data != nullptr); // empty, not null
    BOOST_TEST(value_of_bool(true).as.integer == 1);
    BOOST_TEST(value_of_bool(false).kind == static_cast<std::uint32_t>(SCHEMAD_BOOL));
}

BOOST_AUTO_TEST_CASE(an_error_says_what_where_and_is_released) {
    const auto e = error_of("error");
    BOOST_TEST(e.status == SCHEMAD_E_UNIQUE);
    BOOST_TEST(e.what() == "UNIQUE constraint failed");
    BOOST_TEST(e.table == "articles");
    BOOST_TEST(e.column == "title");
    BOOST_TEST(counters->errors_released == 1);
    BOOST_TEST(counters->rows_released == 0); // a result that was not filled needs no release
}

BOOST_AUTO_TEST_CASE(an_error_without_words_gets_some) {
    const auto e = error_of("silent error");
    BOOST_TEST(e.status == SCHEMAD_E_BUSY);
    BOOST_TEST(e.what() == "fake: query(): the database is busy");
}

BOOST_AUTO_TEST_CASE(an_error_in_another_encoding_is_utf8) {
    const std::string bad = "\xEF\xBF\xBD";
    BOOST_TEST(error_of("latin1 error").what() == "le caf" + bad + ", \xe2\x82\xac, " + bad + bad + bad);
}

BOOST_AUTO_TEST_CASE(a_status_of_another_world_is_an_internal_error) {
    BOOST_TEST(error_of("unknown status").status == SCHEMAD_E_INTERNAL);
}

BOOST_AUTO_TEST_CASE(an_error_filled_by_mistake_is_released_all_the_same) {
    connection->query("error but OK");
    BOOST_TEST(counters->errors_released == 1);
    BOOST_TEST(counters->rows_released == 1);
}

BOOST_AUTO_TEST_CASE(an_exception_does_not_get_through) {
    BOOST_TEST(error_of("throw").status == SCHEMAD_E_INTERNAL);
    connection->rollback(); // throws inside
    BOOST_TEST(counters->rolled_back == 1);
}

BOOST_AUTO_TEST_CASE(rows_that_cannot_be) {
    for (const auto* sql : {"no names", "no cells", "impossible"})
        BOOST_TEST(error_of(sql).status == SCHEMAD_E_INTERNAL);
    BOOST_TEST(counters->rows_released == 3);
    BOOST_TEST(error_of("unknown kind").what() == "vendor fake: query() gave a value of the unknown kind 6");
    BOOST_TEST(error_of("no bytes").what() == "vendor fake: query() gave a text without its bytes");
    BOOST_TEST(error_of("no bytes").status == SCHEMAD_E_INTERNAL);
}

BOOST_AUTO_TEST_CASE(opening) {
    BOOST_CHECK_EXCEPTION(vendor->open({{"fail", ""}}), VendorError,
                          [](const VendorError& e) { return e.status == SCHEMAD_E_CONNECTION; });
    BOOST_CHECK_EXCEPTION(vendor->open({{"null", ""}}), VendorError,
                          [](const VendorError& e) { return e.status == SCHEMAD_E_INTERNAL; });
    BOOST_TEST(counters->opened == 1);
    connection.reset();
    BOOST_TEST(counters->closed == 1);
}

BOOST_AUTO_TEST_CASE(statements_and_transactions) {
    BOOST_TEST(connection->execute("anything") == 7);
    BOOST_CHECK_THROW(connection->execute("error"), VendorError);
    connection->begin(SCHEMAD_BEGIN_APPLY);
    BOOST_CHECK_EXCEPTION(connection->commit(), VendorError,
                          [](const VendorError& e) { return e.status == SCHEMAD_E_FOREIGN_KEY; });
    connection->cancel();
    BOOST_TEST(counters->cancelled == 1);
}

BOOST_AUTO_TEST_CASE(a_catalog_of_a_later_minor_is_walked_by_its_own_stride) {
    {
        const auto catalog = vendor->open({{"catalog", "newer"}})->inspect();
        std::vector<std::string> names;
        for (const auto& table : tables(*catalog)) names.emplace_back(view(table.name));
        BOOST_TEST(names == (std::vector<std::string>{"first", "second"}), boost::test_tools::per_element());
    }
    BOOST_TEST(counters->catalogs_released == 1);
}

BOOST_AUTO_TEST_CASE(a_catalog_that_cannot_be_walked_is_refused) {
    BOOST_TEST(inspect_with("") == SCHEMAD_OK);
    for (const auto* kind : {"shorter", "odd", "missing", "index"})
        BOOST_TEST(inspect_with(kind) == SCHEMAD_E_INTERNAL, kind);
    BOOST_TEST(counters->catalogs_released == 5);
}

BOOST_AUTO_TEST_CASE(a_catalog_that_makes_no_sense_is_refused) {
    BOOST_TEST(inspect_with("sound") == SCHEMAD_OK, message);
    BOOST_TEST(inspect_with("two schemas") == SCHEMAD_OK, message);
    BOOST_TEST(inspect_with("empty names") == SCHEMAD_OK, message);
    const std::pair<const char*, const char*> faults[] = {
        {"doubled table", "the table \"t\" twice"},
        {"doubled column", "the column \"a\" of the table \"t\" twice"},
        {"orphaned column", "the column \"a\" of the table \"v\", which is none of its tables"},
        {"orphaned index", "the index \"i\" of the table \"v\", which is none of its tables"},
        {"orphaned key", "the foreign key \"k\" of the table \"v\", which is none of its tables"},
        {"key of nothing", "the foreign key \"k\" without a column"},
        {"orphaned check", "the check \"c\" of the table \"v\", which is none of its tables"}};
    for (const auto& [kind, told] : faults) {
        BOOST_TEST(inspect_with(kind) == SCHEMAD_E_INTERNAL, kind);
        BOOST_TEST(message == std::string("vendor fake: inspect() gave ") + told);
    }
}

BOOST_AUTO_TEST_CASE(a_script_that_says_nothing_is_refused) {
    schemad_step step{};
    step.struct_size = sizeof step;
    step.kind = SCHEMAD_ALTER_TABLE;
    const std::pair<const char*, const char*> faults[] = {{"unknown role", "a statement of the unknown role 3"},
                                                          {"no statement", "an empty statement"}};
    for (const auto& [table, told] : faults) {
        step.table = str(table);
        BOOST_CHECK_EXCEPTION(vendor->render(nullptr, step), VendorError, [&](const VendorError& e) {
            return e.status == SCHEMAD_E_INTERNAL && e.what() == std::string("vendor fake: render() gave ") + told;
        });
    }
    BOOST_TEST(counters->scripts_released == 2);
}

BOOST_AUTO_TEST_CASE(scripts_and_previews) {
    schemad_step step{};
    step.struct_size = sizeof step;
    step.kind = SCHEMAD_CREATE_TABLE;
    {
        const auto script = vendor->render(nullptr, step);
        for (const auto& statement : statements(*script)) BOOST_TEST(view(statement.sql) == "CREATE TABLE t(a)");
    }
    BOOST_TEST(counters->scripts_released == 1);
    step.kind = SCHEMAD_DROP_TABLE;
    BOOST_CHECK_THROW(vendor->render(nullptr, step), VendorError);

    schemad_column_spec spec{};
    spec.struct_size = sizeof spec;
    spec.field_type = str("string");
    BOOST_TEST(view(vendor->preview(spec)->column.data_type) == "varchar");
    spec.field_type = str("short");
    BOOST_CHECK_THROW(vendor->preview(spec), VendorError);
    BOOST_TEST(counters->previews_released == 2);
}

// Extensions are asked for under the guard, and believed only where their size can be.
BOOST_AUTO_TEST_CASE(extensions_are_not_trusted_blindly) {
    struct Some {
        std::uint32_t struct_size, more[15];
    };
    BOOST_TEST(vendor->extension<Some>("fake.good/1") != nullptr);
    for (const auto* name : {"fake.throws/1", "fake.empty/1", "fake.huge/1", "fake.odd/1", "fake.none/1"})
        BOOST_TEST(vendor->extension<Some>(name) == nullptr, name);
    BOOST_TEST(vendor->extension<Some>("fake.good/1", sizeof(Some) + 1) == nullptr);
}

// What 1.1 appended to a statement is read of who has it, and of nobody else.
BOOST_AUTO_TEST_CASE(checks_of_every_minor) {
    schemad_step step{};
    step.struct_size = sizeof step;
    step.kind = SCHEMAD_ALTER_TABLE;
    const auto rendered = [&](std::string_view table) {
        step.table = str(table);
        std::vector<std::string> told;
        const auto script = vendor->render(nullptr, step);
        for (const auto& s : statements(*script)) {
            BOOST_TEST(s.role == static_cast<std::uint32_t>(SCHEMAD_CHECK));
            BOOST_TEST(view(s.reason) == "hold a null");
            told.push_back(std::string(view(s.sql)) + ": " +
                           (stated(sample_sql(s)) ? std::string(view(sample_sql(s))) : "-"));
        }
        return told;
    };
    BOOST_TEST(rendered("checked") == (std::vector<std::string>{"first: -", "second: -"}),
               boost::test_tools::per_element());
    BOOST_TEST(rendered("checked by a later minor") == (std::vector<std::string>{"first: -", "second: keys"}),
               boost::test_tools::per_element());
    BOOST_TEST(counters->scripts_released == 2);
}

BOOST_AUTO_TEST_CASE(identifiers_are_quoted_the_vendors_way) {
    BOOST_TEST(vendor->quoted("a\"b") == "\"a\"\"b\"");
    BOOST_TEST(vendor->quoted("") == "\"\"");
}

BOOST_AUTO_TEST_SUITE_END()
