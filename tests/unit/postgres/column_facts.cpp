// SPDX-License-Identifier: Apache-2.0
// docs/spec/vendors-1-catalog.md 3.2 and docs/spec/vendors-a-types.md A.2: what the catalog's types read as, and that a
// preview says the same.
#include <boost/test/unit_test.hpp>

#include "plugins/postgres/column_facts.hpp"
#include "plugins/postgres/flavor.hpp"
#include "plugins/postgres/queries.hpp"
#include "tests/test_sql.hpp"

using namespace schemad;

namespace {
constexpr std::int64_t null = -99;
struct Row {
    const char* type;
    std::int32_t modifier;
    std::int64_t length, precision, scale;
    const char* declared; // as format_type() prints it
};
constexpr Row rows[] = {
    {"smallint", -1, null, 16, 0, "smallint"},
    {"integer", -1, null, 32, 0, "integer"},
    {"bigint", -1, null, 64, 0, "bigint"},
    {"real", -1, null, 24, null, "real"},
    {"double precision", -1, null, 53, null, "double precision"},
    {"numeric", -1, null, null, null, "numeric"},
    {"numeric", (10 << 16) + 4, null, 10, 0, "numeric(10,0)"},
    {"numeric", (10 << 16 | 5) + 4, null, 10, 5, "numeric(10,5)"},
    {"numeric", (5 << 16 | 2046) + 4, null, 5, 2046, "numeric(5,-2)"},
    {"money", -1, null, null, null, "money"},
    {"boolean", -1, null, null, null, "boolean"},
    {"character", 5, 1, null, null, "character(1)"},
    {"character", -1, -5, null, null, "bpchar"},
    {"character varying", 259, 255, null, null, "character varying(255)"},
    {"character varying", -1, -5, null, null, "character varying"},
    {"text", -1, null, null, null, "text"},
    {"bit", 8, 8, null, null, "bit(8)"},
    {"bit varying", -1, -1, null, null, "bit varying"},
    {"bit varying", 16, 16, null, null, "bit varying(16)"},
    {"timestamp without time zone", 3, null, null, null, "timestamp(3) without time zone"},
    {"interval", -1, null, null, null, "interval"},
    {"character varying[]", 14, null, null, null, "character varying(10)[]"},
    {"mood", -1, null, null, null, "mood"},
};
} // namespace

BOOST_AUTO_TEST_SUITE(column_facts)

BOOST_AUTO_TEST_CASE(types_of_the_catalog) {
    for (const auto& r : rows) {
        const auto f = postgres::type_facts(r.type, r.modifier);
        BOOST_TEST(f.max_length.value_or(null) == r.length, r.declared);
        BOOST_TEST((f.precision < 0 ? null : f.precision) == r.precision, r.declared);
        BOOST_TEST((f.scale < 0 ? null : f.scale) == r.scale, r.declared);
    }
}

BOOST_AUTO_TEST_CASE(previews_say_what_the_catalog_will) {
    const postgres::Flavor flavor;
    for (const auto& r : rows) {
        kit::Column c;
        flavor.describe(pq::parse_type(test::sql_of(r.declared)), c);
        BOOST_TEST(c.data_type == r.type, r.declared);
        const auto length = c.max_length_kind == SCHEMAD_LENGTH_NUMBER ? static_cast<std::int64_t>(c.max_length) : null;
        BOOST_TEST(length == r.length, r.declared);
        BOOST_TEST((c.numeric_precision < 0 ? null : c.numeric_precision) == r.precision, r.declared);
        BOOST_TEST((c.numeric_scale < 0 ? null : c.numeric_scale) == r.scale, r.declared);
    }
    kit::Column point;
    flavor.describe(pq::parse_type(test::sql_of("geometry(MultiPolygon,4326)")), point);
    BOOST_TEST(point.data_type == "MULTIPOLYGON");
}

BOOST_AUTO_TEST_CASE(postgis_hides_the_native_shapes) {
    BOOST_TEST(postgres::shown_type("point", true) == "unknown");
    BOOST_TEST(postgres::shown_type("point", false) == "point");
    BOOST_TEST(postgres::shown_type("line", true) == "line");
}

BOOST_AUTO_TEST_CASE(rules) {
    BOOST_TEST(postgres::rule_name('a') == "NO ACTION");
    BOOST_TEST(postgres::rule_name('r') == "RESTRICT");
    BOOST_TEST(postgres::rule_name('c') == "CASCADE");
    BOOST_TEST(postgres::rule_name('n') == "SET NULL");
    BOOST_TEST(postgres::rule_name('d') == "SET DEFAULT");
}

BOOST_AUTO_TEST_CASE(queries_fit_the_version_and_quote_schemas) {
    BOOST_TEST(postgres::catalog_queries({"public"}, 100000).columns.view().find("attgenerated") == std::string::npos);
    BOOST_TEST(postgres::catalog_queries({"public"}, 120000).columns.view().find("attgenerated") != std::string::npos);
    BOOST_TEST(postgres::catalog_queries({"it's"}, 150000).tables.view().find("'it''s'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(input_is_tried_by_what_the_version_has) {
    const postgres::Flavor flavor;
    BOOST_TEST(flavor.input_is_valid(test::sql_of("c::text"), test::sql_of("uuid"), 160000) ==
               "pg_catalog.pg_input_is_valid(c::text, 'uuid')");
    BOOST_TEST(flavor.input_is_valid(test::sql_of("c::text"), test::sql_of("uuid"), 150000) ==
               "pg_temp.schemad_input_is_valid(c::text, 'uuid')");
    BOOST_TEST(flavor.input_is_valid(test::sql_of("c::text"), test::sql_of("integer"), 150000) ==
               "(c::text ~ '^-?[0-9]{1,9}$' or pg_temp.schemad_input_is_valid(c::text, 'integer'))");
}

BOOST_AUTO_TEST_SUITE_END()
