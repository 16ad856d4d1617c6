// SPDX-License-Identifier: Apache-2.0
// Types and defaults: what is written, what reads back, what the preview promised.
#include "plugins/sqlite/column_type.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sqlite3.h>

#include "plugins/sqlite/default_spelling.hpp"
#include "plugins/sqlite/table_edit.hpp"
#include "tests/hostile_types.hpp"
#include "tests/unit/sqlite/plugin.hpp"
#include "tests/unit/sqlite/steps.hpp"
#include "tests/vectors.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

struct Seen { // what of a column a snapshot tells
    std::string data_type, default_text, length;
    std::uint32_t flags = 0;
    bool operator==(const Seen&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Seen& s) {
    return out << s.data_type << " (" << s.length << ") default " << s.default_text << " flags " << s.flags;
}

Seen seen(const schemad_column& c) {
    Seen s;
    s.data_type = view(c.data_type);
    s.default_text = stated(c.default_text) ? "=" + std::string(view(c.default_text)) : "none";
    s.length =
        c.max_length_kind == SCHEMAD_LENGTH_NUMBER ? std::to_string(static_cast<std::int64_t>(c.max_length)) : "null";
    s.flags = c.flags & (SCHEMAD_COLUMN_NULLABLE | SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_AUTO_INCREMENT);
    return s;
}

// What adds to a table takes SQL alone: no text of a document, no string of anybody.
template <class T>
concept joins_a_table = requires(sqlite::TableEdit edit, T text) {
    edit.add_column(text);
}
|| requires(sqlite::TableEdit edit, T text) { edit.add_constraint(text); }
|| requires(sqlite::TableEdit edit, T text) { edit.set_type("c", text); }
|| requires(sqlite::TableEdit edit, T text) { edit.set_default("c", text); };
static_assert(joins_a_table<sql::SqlText>);
static_assert(!joins_a_table<std::string> && !joins_a_table<std::string_view> && !joins_a_table<const char*>);

// Creates the column, checks the preview's promise, gives what the catalog says.
Seen created(const ColumnWords& words, bool beside_a_key = true) {
    Database db;
    StepBuilder step(SCHEMAD_CREATE_TABLE, "t");
    ColumnWords id;
    id.name = "id", id.type = "integer", id.flags = SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT;
    if (beside_a_key) step.add(id);
    step.add(words);
    db.apply(step);
    const Catalog catalog = db.inspect();
    const auto& c = catalog->columns[beside_a_key ? 1 : 0];
    const ColumnPreview promised = preview(StepBuilder::spec(words));
    BOOST_TEST(seen(promised->column) == seen(c));
    const auto keys = SCHEMAD_COLUMN_UNIQUE | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
    BOOST_TEST((promised->column.flags & keys) == (c.flags & keys));
    return seen(c);
}

ColumnWords own(const std::string& data_type, std::int64_t length = -1, const std::string& type = "unknown") {
    ColumnWords c;
    c.name = "c", c.type = type, c.data_type = data_type, c.max_length = length;
    c.flags = SCHEMAD_SPEC_NULLABLE | SCHEMAD_SPEC_OWN_SPELLING;
    return c;
}

std::string own_default_of(const std::string& text, const std::string& type, const std::string& data_type) {
    auto c = own(data_type, -1, type);
    c.default_kind = SCHEMAD_DEFAULT_TEXT, c.default_text = text;
    const auto s = created(c);
    BOOST_TEST(s.default_text == "=" + text);
    return sqlite::default_sql(StepBuilder::spec(c))->str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(columns_and_defaults)

BOOST_AUTO_TEST_CASE(field_types) {
    const std::tuple<const char*, std::int64_t, const char*, const char*> types[] = {
        {"string", -1, "varchar", "255"},
        {"string", 36, "varchar", "36"},
        {"text", -1, "text", "null"},
        {"boolean", -1, "boolean", "null"},
        {"integer", -1, "integer", "null"},
        {"bigInteger", -1, "bigint", "null"},
        {"float", -1, "float", "null"},
        {"decimal", -1, "float", "null"},
        {"date", -1, "date", "null"},
        {"time", -1, "time", "null"},
        {"dateTime", -1, "datetime", "null"},
        {"timestamp", -1, "datetime", "null"},
        {"json", -1, "json", "null"},
        {"csv", -1, "text", "null"},
        {"hash", 60, "varchar", "255"},
        {"uuid", 36, "char", "36"},
        {"binary", -1, "blob", "null"},
        {"geometry", -1, "geometry", "null"},
        {"geometry.MultiPolygon", -1, "multipolygon", "null"}};
    for (const auto& [type, length, data_type, max_length] : types) {
        ColumnWords c;
        c.name = "c", c.type = type, c.max_length = length;
        const auto s = created(c);
        BOOST_TEST(s.data_type == data_type, type);
        BOOST_TEST(s.length == max_length, type);
    }
    for (const char* type : {"unknown", "geometry.Cube", "alias", ""}) {
        ColumnWords c;
        c.name = "shape", c.type = type;
        BOOST_CHECK_EXCEPTION(created(c), Failure, [](const Failure& f) {
            return f.status == SCHEMAD_E_UNSUPPORTED && f.column == "shape";
        });
    }
}

BOOST_AUTO_TEST_CASE(own_spelling_reads_back) {
    // every data_type and length the recorded types give, and words that are none to SQLite without quotes
    const std::pair<const char*, std::int64_t> types[] = {{"char", 36},
                                                          {"varchar", -1},
                                                          {"nvarchar", 100},
                                                          {"intunsigned", -1},
                                                          {"decimal", -1},
                                                          {"decimal", 12},
                                                          {"bigint", 20},
                                                          {"timestampwithtimezone", -1},
                                                          {"charactervarying", 30},
                                                          {"mytype", -1},
                                                          {"", -1},
                                                          {"default", -1},
                                                          {"check", 5},
                                                          {"primary", -1},
                                                          {"generatedalways", -1},
                                                          {"as", 1},
                                                          {"float", 53}};
    for (const auto& [type, length] : types) {
        const auto s = created(own(type, length));
        BOOST_TEST(s.data_type == type);
        BOOST_TEST(s.length == (length < 0 ? "null" : std::to_string(length)), type);
    }
    // not a spelling SQLite's inspector can have made: by the field type instead
    BOOST_TEST(created(own("character varying", 40, "string")).data_type == "varchar");
    for (const char* hostile : test::hostile_types) {
        BOOST_CHECK_THROW(created(own(hostile)), Failure);
        BOOST_TEST((created(own(hostile, 10, "string")) == created(own("?", 10, "string"))), hostile);
    }
}

BOOST_AUTO_TEST_CASE(keys) {
    ColumnWords id;
    id.name = "id", id.type = "bigInteger", id.flags = SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT;
    BOOST_TEST(created(id, false).data_type == "integer");
    id.flags = SCHEMAD_SPEC_PRIMARY_KEY;
    BOOST_TEST(created(id, false).data_type == "bigint");
    id.type = "integer";
    created(id, false);
    id.type = "uuid";
    created(id, false);
    StepBuilder two(SCHEMAD_CREATE_TABLE, "t");
    auto other = id;
    other.name = "other";
    Database db;
    BOOST_CHECK_THROW(db.apply(two.add(id).add(other)), Failure);
}

BOOST_AUTO_TEST_CASE(own_defaults_read_back_as_the_same_text) {
    // text of the catalog, field type, data type, what is written
    const std::tuple<const char*, const char*, const char*, const char*> defaults[] = {
        {"abc", "string", "varchar", "'abc'"},
        {"", "string", "varchar", "''"},
        {"it''s", "string", "varchar", "'it''s'"},
        {"null", "json", "json", "'null'"},
        {"  sp  ", "string", "varchar", "'  sp  '"},
        {"\"x\"", "string", "varchar", "'\"x\"'"},
        {"a\\b", "string", "varchar", "'a\\b'"},
        {"datetime('now')", "dateTime", "datetime", "(datetime('now'))"},
        {"strftime('%s','now')", "integer", "integer", "(strftime('%s','now'))"},
        {"lower(hex(randomblob(16)))", "string", "char", "(lower(hex(randomblob(16))))"},
        {"CURRENT_TIMESTAMP", "timestamp", "datetime", "CURRENT_TIMESTAMP"},
        {"current_timestamp", "dateTime", "datetime", "current_timestamp"},
        {"CURRENT_DATE", "date", "date", "CURRENT_DATE"},
        {"x'00ff'", "binary", "blob", "x'00ff'"},
        {"3+4", "integer", "integer", "(3+4)"},
        {"3+4", "string", "varchar", "'3+4'"},
        {"0x10", "integer", "integer", "0x10"},
        {"abc", "integer", "integer", "'abc'"},
        {"a' || 'b", "string", "varchar", "('a' || 'b')"},
        {"now()", "dateTime", "datetime", "'now()'"},
        {"gen_random_uuid()", "uuid", "char", "'gen_random_uuid()'"},
        {"0000-00-00 00:00:00", "dateTime", "datetime", "'0000-00-00 00:00:00'"},
        {"1), c2 text default (2", "string", "varchar", "'1), c2 text default (2'"},
        {"-- gone", "string", "varchar", "'-- gone'"},
    };
    for (const auto& [text, type, data_type, written] : defaults)
        BOOST_TEST(own_default_of(text, type, data_type) == written);
    // it stood in double quotes, which are for names: the same text in single ones, shown with its quote doubled
    auto quoted = own("varchar", -1, "string");
    quoted.default_kind = SCHEMAD_DEFAULT_TEXT, quoted.default_text = "a'b";
    BOOST_TEST(sqlite::default_sql(StepBuilder::spec(quoted))->str() == "'a''b'");
    for (const char* text : {"lower((select 1))", "hex(load_extension('x'))", "datetime('now'), x int default (1"}) {
        quoted.default_text = text;
        BOOST_CHECK_THROW(sqlite::default_sql(StepBuilder::spec(quoted)), kit::Error);
    }
}

BOOST_AUTO_TEST_CASE(defaults_of_others) {
    const auto written = [](const std::string& type, std::uint32_t kind, const std::string& text) {
        ColumnWords c;
        c.name = "c", c.type = type, c.default_kind = kind, c.default_text = text;
        created(c);
        const auto sql = sqlite::default_sql(StepBuilder::spec(c));
        return sql ? sql->str() : std::string("none");
    };
    BOOST_TEST(written("string", SCHEMAD_DEFAULT_UNSTATED, "") == "none");
    BOOST_TEST(written("string", SCHEMAD_DEFAULT_NULL, "") == "none");
    BOOST_TEST(written("boolean", SCHEMAD_DEFAULT_BOOLEAN, "true") == "1");
    BOOST_TEST(written("boolean", SCHEMAD_DEFAULT_BOOLEAN, "false") == "0");
    BOOST_TEST(written("boolean", SCHEMAD_DEFAULT_NUMBER, "0.0") == "0");
    BOOST_TEST(written("boolean", SCHEMAD_DEFAULT_TEXT, "0") == "1"); // as the reference has it
    BOOST_TEST(written("bigInteger", SCHEMAD_DEFAULT_NUMBER, "9007199254740993") == "9007199254740993");
    BOOST_TEST(written("float", SCHEMAD_DEFAULT_NUMBER, "-1.5e-7") == "-1.5e-7");
    BOOST_TEST(written("string", SCHEMAD_DEFAULT_NUMBER, "5") == "'5'");
    BOOST_TEST(written("json", SCHEMAD_DEFAULT_JSON, "{\"a\":\"it's\"}") == "'{\"a\":\"it''s\"}'");
    BOOST_TEST(written("json", SCHEMAD_DEFAULT_BOOLEAN, "true") == "'true'");
    BOOST_TEST(written("string", SCHEMAD_DEFAULT_TEXT, "it's") == "'it''s'");
    BOOST_TEST(written("timestamp", SCHEMAD_DEFAULT_TEXT, "now()") == "CURRENT_TIMESTAMP");
    BOOST_TEST(written("timestamp", SCHEMAD_DEFAULT_TEXT, "CURRENT_TIMESTAMP(6)") == "CURRENT_TIMESTAMP");
    BOOST_TEST(written("timestamp", SCHEMAD_DEFAULT_TEXT, "current_timestamp()") == "CURRENT_TIMESTAMP");
    BOOST_TEST(written("uuid", SCHEMAD_DEFAULT_TEXT, "gen_random_uuid()") == "none");
    for (const auto& [type, text] : {std::pair{"string", "nextval('x'::regclass)"},
                                     {"dateTime", "getutcdate()"},
                                     {"uuid", "newid()"},
                                     {"integer", "(random() * (10)"}}) {
        ColumnWords c; // no text, but a function that is not there: refused, and left out by name
        c.name = "c", c.type = type, c.default_kind = SCHEMAD_DEFAULT_TEXT, c.default_text = text;
        BOOST_CHECK_THROW(sqlite::default_sql(StepBuilder::spec(c)), kit::Error);
    }
    BOOST_TEST(written("date", SCHEMAD_DEFAULT_TEXT, "CURRENT_DATE") == "CURRENT_DATE");
}

// A project's own columns, applied to an empty database, read back the same; also a second time.
BOOST_AUTO_TEST_CASE(recorded_columns_survive_the_journey) {
    for (const char* name : {"vendors/introspect/sqlite/01_types.sql", "vendors/introspect/sqlite/02_defaults.sql",
                             "databases/sqlite/kitchen2.sql"}) {
        const auto path = conformance() / name;
        if (!std::filesystem::exists(path)) continue;
        TemporaryFile file;
        sqlite3* raw = nullptr;
        BOOST_REQUIRE(sqlite3_open(file.path().c_str(), &raw) == SQLITE_OK);
        BOOST_REQUIRE(sqlite3_exec(raw, slurp(path).c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(raw);
        Database db(file.path());
        const Catalog catalog = db.inspect();
        BOOST_TEST(catalog->column_count > 10u);
        for (const auto& c : columns(*catalog)) {
            if (c.flags & SCHEMAD_COLUMN_PRIMARY_KEY) continue;
            const bool numeric = c.default_text.data && sqlite::own_expression(view(c.default_text)).has_value() &&
                                 view(c.declared_type).find("int") != std::string_view::npos;
            auto words = own(std::string(view(c.data_type)), -1, numeric ? "integer" : "text");
            if (c.max_length_kind == SCHEMAD_LENGTH_NUMBER) words.max_length = static_cast<std::int64_t>(c.max_length);
            if (!(c.flags & SCHEMAD_COLUMN_NULLABLE)) words.flags &= ~std::uint32_t{SCHEMAD_SPEC_NULLABLE};
            if (stated(c.default_text))
                words.default_kind = SCHEMAD_DEFAULT_TEXT, words.default_text = view(c.default_text);
            BOOST_TEST(created(words) == seen(c), view(c.name));
        }
    }
}

BOOST_AUTO_TEST_CASE(default_sql_of_the_catalog_can_be_written_back) {
    Database db;
    db.execute("CREATE TABLE t (a default (3+4), b default 'x', c default -5, d default current_date, e default \"q\", "
               "f default null, g default (datetime('now') /* c */), h default (1 -- end\n))");
    const Catalog first = db.inspect();
    std::string again = "CREATE TABLE u (";
    for (const auto& c : columns(*first))
        again += (c.ordinal > 1 ? ", `" : "`") + std::string(view(c.name)) + "`" +
                 (stated(c.default_sql) ? " DEFAULT " + std::string(view(c.default_sql)) : "");
    db.execute(again + ")");
    BOOST_TEST(
        db.text("SELECT group_concat(dflt_value, '|') FROM pragma_table_xinfo('u') WHERE name <> 'h'") ==
        db.text("SELECT group_concat(dflt_value, '|') FROM pragma_table_xinfo('t') WHERE name NOT IN ('f', 'h')"));
    db.execute("INSERT INTO u DEFAULT VALUES");
    BOOST_TEST(db.text("SELECT h FROM u") == "1");
}

BOOST_AUTO_TEST_SUITE_END()
