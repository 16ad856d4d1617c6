// SPDX-License-Identifier: Apache-2.0
// Stage 1: docs/spec/vendors-1-catalog.md 3.3, docs/spec/vendors-a-types.md A.3, A.4 and
// conformance/vendors/normalize/{mysql8,mysql57}.json.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/model/default_value.hpp"
#include "engine/model/local_type.hpp"
#include "plugins/mysql/column_facts.hpp"
#include "plugins/mysql/column_type.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using namespace schemad::mysql;
namespace json = boost::json;

namespace {

kit::Text text(const json::value& v) {
    if (v.is_null()) return std::nullopt;
    return v.is_string() ? std::string(v.as_string()) : json::serialize(v);
}
json::value number(std::int64_t n) { return n < 0 ? json::value(nullptr) : json::value(n); }
json::value worded(const kit::Text& t) { return t ? json::value(*t) : json::value(nullptr); }

void replay(const char* file, const char* version, std::size_t least) {
    const auto all = json::parse(test::slurp(test::conformance() / "vendors/normalize" / file));
    const auto& cases = all.at("cases").as_array();
    BOOST_TEST(cases.size() >= least);
    for (const auto& c : cases) {
        const auto& given = c.at("raw");
        const auto& schema = c.at("schema");
        RawColumn raw;
        raw.table = *text(given.at("TABLE_NAME")), raw.name = *text(given.at("COLUMN_NAME"));
        raw.column_default = text(given.at("COLUMN_DEFAULT")), raw.column_type = *text(given.at("COLUMN_TYPE"));
        raw.max_length = text(given.at("CHARACTER_MAXIMUM_LENGTH"));
        raw.numeric_precision = text(given.at("NUMERIC_PRECISION"));
        raw.numeric_scale = text(given.at("NUMERIC_SCALE"));
        raw.nullable = given.at("IS_NULLABLE") == "YES", raw.key = *text(given.at("COLUMN_KEY"));
        raw.extra = *text(given.at("EXTRA")), raw.comment = text(given.at("COLUMN_COMMENT"));
        raw.generation_expression = text(given.at("GENERATION_EXPRESSION"));
        BOOST_TEST_CONTEXT(file << ": " << raw.name << " " << raw.column_type) {
            const auto f = column_facts(raw, server_of(version));
            kit::Arena arena;
            const auto row = kit::Catalog::row(f, arena);
            const auto type = model::local_type(&row, nullptr);
            BOOST_TEST(json::value(type) == c.at("type"));
            const auto is = [&](const char* key, std::uint32_t flag) {
                BOOST_TEST(json::value((f.flags & flag) != 0) == schema.at(key), key);
            };
            BOOST_TEST(json::value(f.data_type) == schema.at("data_type"));
            BOOST_TEST(model::cast_default(row.default_text, type) == schema.at("default_value"));
            BOOST_TEST(number(f.max_length_kind == SCHEMAD_LENGTH_NUMBER ? static_cast<std::int64_t>(f.max_length)
                                                                         : -1) == schema.at("max_length"));
            BOOST_TEST(number(f.numeric_precision) == schema.at("numeric_precision"));
            BOOST_TEST(number(f.numeric_scale) == schema.at("numeric_scale"));
            BOOST_TEST(worded(f.generation_expression) == schema.at("generation_expression"));
            is("is_nullable", SCHEMAD_COLUMN_NULLABLE);
            is("is_unique", SCHEMAD_COLUMN_UNIQUE);
            is("is_primary_key", SCHEMAD_COLUMN_PRIMARY_KEY);
            is("is_generated", SCHEMAD_COLUMN_GENERATED);
            is("has_auto_increment", SCHEMAD_COLUMN_AUTO_INCREMENT);
        }
    }
}

constexpr std::int64_t null = -1;
struct Row {
    const char* column_type; // as information_schema prints it
    const char* data_type;
    std::int64_t length, precision, scale;
    const char* field_type;
};
constexpr Row rows[] = {
    {"tinyint(4)", "tinyint", null, 3, 0, "integer"},
    {"tinyint(1)", "boolean", null, 3, 0, "boolean"},
    {"tinyint(1) unsigned", "boolean", null, 3, 0, "boolean"},
    {"tinyint(3) unsigned", "tinyint unsigned", null, 3, 0, "integer"},
    {"smallint(6)", "smallint", null, 5, 0, "integer"},
    {"smallint(5) unsigned", "smallint unsigned", null, 5, 0, "integer"},
    {"mediumint(9)", "mediumint", null, 7, 0, "integer"},
    {"mediumint(8) unsigned", "mediumint unsigned", null, 8, 0, "integer"},
    {"int(11)", "int", null, 10, 0, "integer"},
    {"int", "int", null, 10, 0, "integer"},
    {"int(5) unsigned zerofill", "int unsigned zerofill", null, 10, 0, "unknown"},
    {"int unsigned", "int unsigned", null, 10, 0, "integer"},
    {"bigint(20)", "bigint", null, 19, 0, "bigInteger"},
    {"bigint(20) unsigned", "bigint unsigned", null, 20, 0, "integer"},
    {"bit(1)", "bit", null, 1, null, "boolean"},
    {"bit(8)", "bit", null, 8, null, "boolean"},
    {"float", "float", null, 12, null, "float"},
    {"float(10,5)", "float", null, 10, 5, "float"},
    {"float unsigned", "float unsigned", null, 12, null, "unknown"},
    {"double", "double", null, 22, null, "float"},
    {"double(10,5)", "double", null, 10, 5, "float"},
    {"decimal(10,0)", "decimal", null, 10, 0, "decimal"},
    {"decimal(12,2) unsigned", "decimal unsigned", null, 12, 2, "unknown"},
    {"char(36)", "char", 36, null, null, "string"},
    {"varchar(255)", "varchar", 255, null, null, "string"},
    {"tinytext", "tinytext", 255, null, null, "text"},
    {"text", "text", 65535, null, null, "text"},
    {"mediumtext", "mediumtext", 16777215, null, null, "text"},
    {"longtext", "longtext", 4294967295, null, null, "text"},
    {"binary(16)", "binary", 16, null, null, "binary"},
    {"varbinary(64)", "varbinary", 64, null, null, "binary"},
    {"tinyblob", "tinyblob", 255, null, null, "unknown"},
    {"blob", "blob", 65535, null, null, "binary"},
    {"mediumblob", "mediumblob", 16777215, null, null, "binary"},
    {"longblob", "longblob", 4294967295, null, null, "unknown"},
    {"date", "date", null, null, null, "date"},
    {"time(3)", "time", null, null, null, "time"},
    {"datetime", "datetime", null, null, null, "dateTime"},
    {"datetime(6)", "datetime", null, null, null, "dateTime"},
    {"timestamp(3)", "timestamp", null, null, null, "timestamp"},
    {"year(4)", "year", null, null, null, "integer"},
    {"uuid", "uuid", null, null, null, "uuid"},
    {"inet6", "inet6", null, null, null, "unknown"},
    {"geometry", "geometry", null, null, null, "geometry"},
    {"multipolygon", "multipolygon", null, null, null, "geometry.MultiPolygon"},
    {"geometrycollection", "geometrycollection", null, null, null, "unknown"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(normalize)

BOOST_AUTO_TEST_CASE(recorded_mysql8) { replay("mysql8.json", "8.0.36", 26); }
BOOST_AUTO_TEST_CASE(recorded_mysql57) { replay("mysql57.json", "5.7.44-log", 10); }

// A.3: what a preview says of a type is what the catalog says of it.
BOOST_AUTO_TEST_CASE(types_of_the_catalog) {
    for (const auto& r : rows) BOOST_TEST_CONTEXT(r.column_type) {
            BOOST_TEST(data_type_of(r.column_type) == r.data_type);
            const auto type = type_of(r.column_type);
            kit::Column c;
            describe_type(type, c);
            if (!type.rest.empty()) continue; // zerofill: nothing that is ever made
            BOOST_TEST(c.data_type == r.data_type);
            BOOST_TEST((c.max_length_kind == SCHEMAD_LENGTH_NUMBER ? static_cast<std::int64_t>(c.max_length) : null) ==
                       r.length);
            BOOST_TEST(c.numeric_precision == r.precision);
            BOOST_TEST(c.numeric_scale == r.scale);
            kit::Arena arena;
            const auto row = kit::Catalog::row(c, arena);
            BOOST_TEST(model::local_type(&row, nullptr) == r.field_type);
        }
}

BOOST_AUTO_TEST_CASE(one_pair_of_parentheses_goes) {
    BOOST_TEST(data_type_of("enum('a','b')") == "enum");
    BOOST_TEST(data_type_of("enum('a(b)','c')") == "enum','c')"); // as the reference cuts it
    BOOST_TEST(data_type_of("set('x','y')") == "set");
    BOOST_TEST(data_type_of("odd(") == "odd(");
}

BOOST_AUTO_TEST_CASE(attributes) {
    RawColumn raw;
    raw.table = "t", raw.name = "c", raw.column_type = "timestamp(6)", raw.column_default = "CURRENT_TIMESTAMP(6)";
    raw.extra = "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(6)";
    const auto c = column_facts(raw, server_of("8.0.36"));
    BOOST_TEST(c.on_update.value() == "CURRENT_TIMESTAMP(6)");
    BOOST_TEST((c.flags & SCHEMAD_COLUMN_GENERATED) == 0u);
    raw.extra = "auto_increment, INVISIBLE"; // is one, and is not reported as one
    const auto hidden = column_facts(raw, server_of("10.11.6-MariaDB"));
    BOOST_TEST((hidden.flags & SCHEMAD_COLUMN_IDENTITY) != 0u);
    BOOST_TEST((hidden.flags & SCHEMAD_COLUMN_AUTO_INCREMENT) == 0u);
}

BOOST_AUTO_TEST_CASE(defaults_can_be_written_back) {
    RawColumn raw;
    raw.table = "t", raw.name = "c", raw.column_type = "varchar(20)", raw.column_default = "it's";
    BOOST_TEST(column_facts(raw, server_of("8.0.36")).default_sql.value() == "'it''s'");
    raw.column_default = "'it''s'";
    BOOST_TEST(column_facts(raw, server_of("10.11.6-MariaDB")).default_sql.value() == "'it''s'");
    raw.column_default = "concat(_utf8mb4\\'a\\',_utf8mb4\\'b\\')", raw.extra = "DEFAULT_GENERATED";
    BOOST_TEST(column_facts(raw, server_of("8.0.36")).default_sql.value() == "(concat(_utf8mb4'a',_utf8mb4'b'))");
}

BOOST_AUTO_TEST_CASE(versions) {
    BOOST_TEST(server_of("8.0.36-0ubuntu0.22.04.1").version == 80036u);
    BOOST_TEST(server_of("8.0.36").is_mysql());
    BOOST_TEST(server_of("5.5.5-10.4.2-MariaDB").version == 100402u);
    BOOST_TEST(server_of("10.11.19-MariaDB-0+deb12u1").is_mariadb());
    BOOST_TEST(!server_of("5.7.44-log").expression_defaults());
    BOOST_TEST(server_of("").version == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
