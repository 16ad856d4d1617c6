// SPDX-License-Identifier: Apache-2.0
// Defaults: how they are written, what the catalog shows of them, and that both go round.
// docs/spec/vendors-1-catalog.md 3.3, docs/spec/vendors-5-ddl.md 5.1, 9.
#include <boost/test/unit_test.hpp>

#include "plugins/mysql/column_type.hpp"
#include "plugins/mysql/default_spelling.hpp"
#include "tests/unit/sqlite/steps.hpp"
#include "vendors/sql/expression.hpp"

using namespace schemad;
using namespace schemad::mysql;

namespace {

constexpr std::uint32_t own = SCHEMAD_SPEC_NULLABLE | SCHEMAD_SPEC_OWN_SPELLING;

std::string previewed(const test::ColumnWords& words) {
    return preview_column(test::StepBuilder::spec(words)).default_text.value_or("(none)");
}
test::ColumnWords words(const char* type, std::uint32_t kind, const char* text, std::uint32_t flags = 1,
                        const char* data_type = "") {
    test::ColumnWords w;
    w.name = "c", w.type = type, w.flags = flags, w.default_kind = kind, w.default_text = text, w.data_type = data_type;
    if (std::string(data_type) == "varchar") w.max_length = 255;
    return w;
}

} // namespace

BOOST_AUTO_TEST_SUITE(default_spelling)

// What MariaDB 10.11 shows of them was looked up on a server.
BOOST_AUTO_TEST_CASE(a_preview_says_what_the_catalog_will) {
    const auto text = SCHEMAD_DEFAULT_TEXT, doc = SCHEMAD_DEFAULT_JSON;
    BOOST_TEST(previewed(words("string", text, "it's")) == "it''s");
    BOOST_TEST(previewed(words("string", text, "say \"x\" \\ y\nz\tt\x1a.")) == "say \"x\" \\\\ y\\nz\tt\x1a.");
    BOOST_TEST(previewed(words("text", text, "it's \"q\" \\ b\nnew\t\r\x1a")) == "it\\'s \"q\" \\\\ b\\nnew\t\\r\\Z");
    BOOST_TEST(previewed(words("json", doc, "{\"a\":\"it's \\\"q\\\"\"}")) == "{\"a\":\"it\\'s \\\\\"q\\\\\"\"}");
    BOOST_TEST(previewed(words("json", doc, "{\"a\":1}")) == "{\"a\":1}");
}

BOOST_AUTO_TEST_CASE(mysql_shows_an_expression) { // by the rule of its manual: printed, then escaped once more
    const auto native = [](const char* text) {
        return previewed(words("json", SCHEMAD_DEFAULT_JSON, text, own, "json"));
    };
    BOOST_TEST(native("{\"a\":1}") == "_utf8mb4\\'{\"a\":1}\\'");
    BOOST_TEST(native("{\"a\":\"it's\"}") == "_utf8mb4\\'{\"a\":\"it\\\\\\'s\"}\\'");
    BOOST_TEST(native("\"_utf8mb4\\\\'{\\\"a\\\":1}\\\\'\"") == "_utf8mb4\\'{\"a\":1}\\'"); // its own, from a snapshot
}

BOOST_AUTO_TEST_CASE(own_spelling_goes_round) {
    for (const char* shown : {"it''s", "a\\\\b", "x\\ny", "plain", "", "it''s \\\\ and \\n"})
        BOOST_TEST(previewed(words("string", SCHEMAD_DEFAULT_TEXT, shown, own, "varchar")) == shown);
    for (const char* shown : {"it\\'s", "a\\\\b", "x\\ny\\r\\Z", "plain", "it\\'s \"q\""})
        BOOST_TEST(previewed(words("text", SCHEMAD_DEFAULT_TEXT, shown, own, "text")) == shown);
    // JSON that is none in a snapshot comes as a JSON string
    BOOST_TEST(previewed(words("json", SCHEMAD_DEFAULT_JSON, "\"{\\\"a\\\":\\\"it\\\\'s\\\"}\"", own, "longtext")) ==
               "{\"a\":\"it\\'s\"}");
    BOOST_TEST(previewed(words("json", SCHEMAD_DEFAULT_JSON, "\"{\\\"a\\\":\\\"x\\\\\\\\\\\"q\\\"}\"", own,
                               "longtext")) == "{\"a\":\"x\\\\\"q\"}");
}

BOOST_AUTO_TEST_CASE(functions_and_numbers) {
    BOOST_TEST(previewed(words("timestamp", SCHEMAD_DEFAULT_TEXT, "CURRENT_TIMESTAMP")) == "current_timestamp()");
    BOOST_TEST(previewed(words("dateTime", SCHEMAD_DEFAULT_TEXT, "CURRENT_TIMESTAMP(6)")) == "current_timestamp(6)");
    BOOST_TEST(previewed(words("uuid", SCHEMAD_DEFAULT_TEXT, "uuid()")) == "uuid()");
    BOOST_TEST(previewed(words("float", SCHEMAD_DEFAULT_NUMBER, "1.5")) == "1.50000");
    BOOST_TEST(previewed(words("integer", SCHEMAD_DEFAULT_NUMBER, "-7")) == "-7");
    BOOST_TEST(previewed(words("boolean", SCHEMAD_DEFAULT_BOOLEAN, "true")) == "1");
    BOOST_TEST(previewed(words("boolean", SCHEMAD_DEFAULT_BOOLEAN, "false")) == "0");
    BOOST_TEST(previewed(words("string", SCHEMAD_DEFAULT_NULL, "")) == "(none)");
    BOOST_CHECK_THROW(previewed(words("integer", SCHEMAD_DEFAULT_TEXT, "many")), kit::Error);
}

// What looks like a call and is not read is neither run nor taken for a text: it refuses, and is left out by name.
BOOST_AUTO_TEST_CASE(a_call_is_read_or_refused) {
    for (const char* text :
         {"sleep(9)", "load_file('/etc/passwd')", "concat('a'); drop table x; ('')", "concat((select 1))"})
        BOOST_CHECK_THROW(previewed(words("string", SCHEMAD_DEFAULT_TEXT, text, own, "varchar")), kit::Error);
    BOOST_TEST(previewed(words("string", SCHEMAD_DEFAULT_TEXT, "concat('a)','b')", own, "varchar")) ==
               "concat('a)','b')");
    for (const char* text : {"uuid() or sleep(9)", "1)) -- ", "1 /* more", "1, drop column x"})
        BOOST_CHECK_THROW(previewed(words("integer", SCHEMAD_DEFAULT_TEXT, text, own, "int")), kit::Error);
}

BOOST_AUTO_TEST_CASE(an_introduced_literal_stays_inside_its_quotes) {
    for (const char* text : {"_utf8'a') , drop column x , add y int default ('b'",
                             "_utf8\\'a') , drop column x , add y int default (\\'b\\'"}) {
        std::string shown;
        try {
            shown = previewed(words("text", SCHEMAD_DEFAULT_TEXT, text, own, "text"));
        } catch (const kit::Error&) { continue; } // left out, by name
        // a literal: every quote inside is escaped
        BOOST_TEST(shown.find("drop column") != std::string::npos, shown);
        auto spec_words = words("text", SCHEMAD_DEFAULT_TEXT, text, own, "text");
        const auto spec = test::StepBuilder::spec(spec_words);
        for (const char* server : {"8.0.36", "10.11.6-MariaDB"}) {
            const auto written = default_expression(spec, type_of("text"), server_of(server)).value();
            BOOST_TEST(sql::read_expression(written.view(), sql::Language::mysql).has_value(), written.view());
        }
    }
}

BOOST_AUTO_TEST_CASE(bits_and_expressions_of_its_own) {
    const auto shown = [&](const char* field, const char* type, const char* text, std::int64_t bits = -1) {
        auto w = words(field, SCHEMAD_DEFAULT_TEXT, text, own, type);
        w.numeric_precision = bits;
        return previewed(w);
    };
    BOOST_TEST(shown("boolean", "bit", "b'1'", 1) == "b'1'");
    BOOST_TEST(shown("boolean", "bit", "b'10101010'", 8) == "b'10101010'");
    BOOST_CHECK_THROW(shown("boolean", "bit", "true", 8), kit::Error); // which of them is not known
    BOOST_TEST(shown("boolean", "bit", "false", 8) == "b'0'");
    BOOST_TEST(shown("date", "date", "curdate()") == "curdate()");
    BOOST_TEST(shown("dateTime", "datetime", "(current_timestamp() + interval 1 day)") ==
               "current_timestamp() + interval 1 day");
    BOOST_CHECK_THROW(shown("dateTime", "datetime", "getutcdate()"), kit::Error);
    auto w = words("bigInteger", SCHEMAD_DEFAULT_NUMBER, "18446744073709552000", own, "bigint unsigned");
    BOOST_TEST(previewed(w) == "18446744073709551615");
}

// A server of MySQL 5.7 has no default for a text at all, MySQL 8 only as an expression.
BOOST_AUTO_TEST_CASE(by_server) {
    auto spec_words = words("text", SCHEMAD_DEFAULT_TEXT, "it's");
    const auto spec = test::StepBuilder::spec(spec_words);
    const auto type = type_of("text");
    BOOST_TEST(!default_expression(spec, type, server_of("5.7.44")).has_value());
    BOOST_TEST(default_expression(spec, type, server_of("8.0.36")).value().str() == "('it''s')");
    BOOST_TEST(default_expression(spec, type, server_of("10.11.6-MariaDB")).value().str() == "'it''s'");
}

BOOST_AUTO_TEST_SUITE_END()
