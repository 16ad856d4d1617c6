// SPDX-License-Identifier: Apache-2.0
// Stage 1: conformance/vendors/normalize/cockroachdb.json, and the rules behind it.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/model/local_type.hpp"
#include "plugins/cockroachdb/column_facts.hpp"
#include "plugins/cockroachdb/flavor.hpp"
#include "plugins/cockroachdb/table_order.hpp"
#include "tests/test_sql.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using namespace schemad::cockroachdb;
namespace json = boost::json;

namespace {

json::value number(std::int64_t n) { return n < 0 ? json::value(nullptr) : json::value(n); }

void check_facts(const char* data_type, const char* sql_type, const char* shown, std::int64_t length,
                 std::int64_t precision, std::int64_t scale) {
    BOOST_TEST_CONTEXT(data_type << " / " << sql_type) {
        const auto f = type_facts(data_type, sql_type);
        BOOST_TEST(f.data_type == shown);
        BOOST_TEST(f.max_length.value_or(-1) == length);
        BOOST_TEST(f.precision == precision);
        BOOST_TEST(f.scale == scale);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(normalize)

BOOST_AUTO_TEST_CASE(recorded) {
    const auto all = json::parse(test::slurp(test::conformance() / "vendors/normalize/cockroachdb.json"));
    const auto& cases = all.at("cases").as_array();
    BOOST_TEST(cases.size() >= 30u);
    for (const auto& c : cases) {
        const auto& raw = c.at("raw");
        const std::string data_type(raw.at("data_type").as_string()), sql_type(raw.at("crdb_sql_type").as_string());
        BOOST_TEST_CONTEXT(data_type << " / " << sql_type) {
            const auto f = type_facts(data_type, sql_type);
            BOOST_TEST(json::value(f.data_type) == c.at("data_type"));
            BOOST_TEST(number(f.max_length.value_or(-1)) == c.at("max_length"));
            BOOST_TEST(number(f.precision) == c.at("numeric_precision"));
            BOOST_TEST(number(f.scale) == c.at("numeric_scale"));

            schemad_column column{};
            column.struct_size = sizeof column;
            column.data_type = kit::borrow(f.data_type);
            column.max_length_kind = f.max_length ? SCHEMAD_LENGTH_NUMBER : SCHEMAD_LENGTH_NULL;
            column.max_length = static_cast<double>(f.max_length.value_or(0));
            column.numeric_precision = f.precision, column.numeric_scale = f.scale;
            BOOST_TEST(json::value(model::local_type(&column, nullptr)) == c.at("type"));
        }
    }
}

BOOST_AUTO_TEST_CASE(spellings_of_the_sql_type) {
    check_facts("integer", "int8", "bigint", -1, 64, 0); // any case
    check_facts("integer", "BIGINT", "bigint", -1, 64, 0);
    check_facts("integer", "INTEGER", "bigint", -1, 64, 0);
    check_facts("smallint", "SMALLINT", "smallint", -1, 16, 0);
    check_facts("text", "STRING ( 36 )", "text", 36, -1, -1);
    check_facts("text", "STRING(36) COLLATE de", "text", 36, -1, -1);
    check_facts("text", "STRING COLLATE de", "text", -1, -1, -1);
    check_facts("numeric", "NUMERIC(7)", "numeric", -1, 7, 0);
    check_facts("ARRAY", "VARCHAR(255)[]", "ARRAY", -1, -1, -1);
    check_facts("bit varying", "VARBIT(8)", "bit varying", -1, -1, -1);
    check_facts("timestamp without time zone", "TIMESTAMP(3)", "timestamp without time zone", -1, -1, -1);
}

BOOST_AUTO_TEST_CASE(odd_sql_types_are_no_numbers) {
    check_facts("text", "STRING(", "text", -1, -1, -1);
    check_facts("text", "STRING)(", "text", -1, -1, -1);
    check_facts("text", "STRING()", "text", -1, -1, -1);
    check_facts("text", "STRING(-5)", "text", -1, -1, -1);
    check_facts("text", "STRING(99999999999999999999)", "text", -1, -1, -1);
    check_facts("numeric", "DECIMAL(,5)", "numeric", -1, -1, -1);
    check_facts("", "", "", -1, -1, -1);
}

BOOST_AUTO_TEST_CASE(declared) {
    BOOST_TEST(declared_type("character varying", "VARCHAR(255)") == "character varying(255)");
    BOOST_TEST(declared_type("character varying", "VARCHAR") == "character varying");
    BOOST_TEST(declared_type("character", "CHAR") == "character(1)");
    BOOST_TEST(declared_type("text", "STRING") == "text");
    BOOST_TEST(declared_type("text", "STRING(36)") == "string(36)");
    BOOST_TEST(declared_type("numeric", "DECIMAL(10)") == "numeric(10,0)");
    BOOST_TEST(declared_type("numeric", "DECIMAL") == "numeric");
    BOOST_TEST(declared_type("integer", "INT8") == "bigint");
    BOOST_TEST(declared_type("timestamp with time zone", "TIMESTAMPTZ(3)") == "timestamp(3) with time zone");
    BOOST_TEST(declared_type("time without time zone", "TIME") == "time without time zone");
    BOOST_TEST(declared_type("USER-DEFINED", "GEOMETRY(POINT,4326)") == "geometry(point,4326)");
    BOOST_TEST(declared_type("USER-DEFINED", "public.Mood") == "public.Mood"); // an enum's name keeps its case
    BOOST_TEST(declared_type("ARRAY", "INT8[]") == "INT8[]");
    BOOST_TEST(declared_type("bit", "BIT(8)") == "bit(8)");
    const Flavor flavor;
    const auto sized = flavor.parse(test::sql_of("string(36)"));
    BOOST_TEST((sized.kind == pq::TypeClass::text));
    BOOST_TEST(sized.arg(0) == 36);
    BOOST_TEST(sized.sql.str() == "string(36)");
}

BOOST_AUTO_TEST_CASE(what_counts_up) {
    BOOST_TEST(counts_up("nextval('t_id_seq'::REGCLASS)"));
    BOOST_TEST(counts_up("unique_rowid()"));
    BOOST_TEST(counts_up("(unique_rowid() + 1:::INT8)"));
    BOOST_TEST(!counts_up("1 + nextval('t_id_seq')"));
    BOOST_TEST(!counts_up("gen_random_uuid()"));
}

BOOST_AUTO_TEST_CASE(order_of_tables) {
    BOOST_TEST(locale_less("a_b", "a1"));
    BOOST_TEST(locale_less("a1", "aa"));
    BOOST_TEST(locale_less("apple", "Banana"));
    BOOST_TEST(locale_less("a", "A"));
    BOOST_TEST(locale_less("A", "b"));
    BOOST_TEST(locale_less("ab", "abc"));
    BOOST_TEST(locale_less("z", "ä"));
    BOOST_TEST(!locale_less("a", "a"));
}

BOOST_AUTO_TEST_SUITE_END()
