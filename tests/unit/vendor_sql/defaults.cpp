// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/defaults.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/vectors.hpp"
#include "vendors/sql/sql_text.hpp"

using namespace schemad;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(vendor_sql)

BOOST_AUTO_TEST_CASE(recorded_default_parse_of_every_vendor) {
    const auto all = json::parse(test::slurp(test::conformance() / "vendors/default-parse.json")).as_object();
    const std::pair<const char*, sql::Dialect> dialects[] = {
        {"sqlite", sql::Dialect::sqlite}, {"postgres", sql::Dialect::postgres},
        {"mysql", sql::Dialect::mysql},   {"mssql", sql::Dialect::mssql},
        {"oracle", sql::Dialect::oracle}, {"cockroachdb", sql::Dialect::cockroachdb}};
    for (const auto& [name, dialect] : dialects) {
        const auto* cases = all.if_contains(name);
        if (!cases) continue;
        for (const auto& c : cases->as_array()) {
            const auto& in = c.at("input");
            std::optional<std::string_view> text;
            if (in.is_string()) text = std::string_view(in.as_string());
            const auto out = sql::parse_default(dialect, text);
            const json::value now = out ? json::value(json::string(*out)) : json::value(nullptr);
            BOOST_TEST((now == c.at("output")), name << " " << json::serialize(in) << ": " << json::serialize(now)
                                                     << ", recorded " << json::serialize(c.at("output")));
        }
    }
}

BOOST_AUTO_TEST_CASE(quotes_are_cut_once_and_only_in_pairs) {
    BOOST_TEST(sql::strip_quotes(" 'a' ") == "a");
    BOOST_TEST(sql::strip_quotes(" a ") == " a ");
    BOOST_TEST(sql::strip_quotes("''a''") == "'a'");
    BOOST_TEST(sql::strip_quotes("'") == "");
    BOOST_TEST(sql::strip_quotes("'a\"") == "'a\"");
    BOOST_TEST(sql::strip_quotes("\u00a0'a'\ufeff") == "a");
    BOOST_TEST(sql::trim("\u2003\t x\u3000") == "x");
    BOOST_TEST(sql::is_null_text("\n NuLL "));
    BOOST_TEST(!sql::is_null_text("'null'"));
}

BOOST_AUTO_TEST_CASE(known_functions) {
    using K = sql::KnownFunction;
    const auto is = [](const char* text, K::Kind kind, const char* precision) {
        const auto k = sql::known_function(text);
        BOOST_TEST((k.kind == kind && k.precision == precision), text);
    };
    is("now()", K::now, ""), is("NOW()", K::now, ""), is("CURRENT_TIMESTAMP", K::now, "");
    is("CURRENT_TIMESTAMP(6)", K::now, "6"), is("current_timestamp()", K::now, ""),
        is("current_timestamp(3)", K::now, "3");
    is("gen_random_uuid()", K::uuid, "");
    is("current_timestamp", K::none, ""), is("now", K::none, ""), is("uuid()", K::none, ""), is("", K::none, "");
    is("CURRENT_TIMESTAMP(x)", K::none, "");
}

BOOST_AUTO_TEST_CASE(literals_and_names) {
    BOOST_TEST(sql::quote("a`b", '`').str() == "`a``b`");
    BOOST_TEST(sql::quote("a.b", '"').str() == "\"a.b\"");
    BOOST_CHECK_THROW(sql::quote(std::string("a\0b", 3), '"'), std::exception);
    BOOST_TEST(sql::text_literal("it's").str() == "'it''s'");
    BOOST_TEST(sql::text_literal("a\\b").str() == "'a\\b'");
    BOOST_TEST(sql::text_literal("a\\'b", sql::LiteralStyle::postgres).str() == "E'a\\\\''b'");
    BOOST_TEST(sql::text_literal("a'b", sql::LiteralStyle::postgres).str() == "'a''b'");
    BOOST_TEST(sql::text_literal("'\"\\\n", sql::LiteralStyle::mysql).str() == "'''\"\\\\\\n'");
    for (const char* yes : {"0", "-5", "+1.5", ".5", "5.", "1e3", "1.5E-10"}) BOOST_TEST(sql::is_number(yes), yes);
    for (const char* no : {"", "-", ".", "1e", "0x10", " 1", "1 ", "Infinity", "1e+"})
        BOOST_TEST(!sql::is_number(no), no);
    BOOST_TEST(sql::quotes_are_paired("it''s"));
    BOOST_TEST(sql::quotes_are_paired(""));
    BOOST_TEST(!sql::quotes_are_paired("datetime('now')"));
}

BOOST_AUTO_TEST_SUITE_END()
