// SPDX-License-Identifier: Apache-2.0
// What vendors/pq decides without a server: placeholders, settings, error classes, types and defaults.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/hostile_types.hpp"
#include "tests/test_sql.hpp"
#include "vendors/pq/column_type.hpp"
#include "vendors/pq/default_spelling.hpp"
#include "vendors/pq/errors.hpp"
#include "vendors/pq/said_key.hpp"
#include "vendors/pq/settings.hpp"
#include "vendors/sql/placeholders.hpp"

using namespace schemad;

namespace {

struct Words {
    std::string field = "string", data_type{}, text{};
    std::uint32_t kind = SCHEMAD_DEFAULT_UNSTATED;
    std::int64_t length = -1, precision = -1, scale = -1;
    bool own = false, counts = false;
};
schemad_column_spec spec(const Words& w) {
    auto s = kit::blank<schemad_column_spec>();
    s.name = kit::borrow("c"), s.field_type = kit::borrow(w.field), s.flags = SCHEMAD_SPEC_NULLABLE;
    s.data_type = w.data_type.empty() ? kit::absent : kit::borrow(w.data_type);
    if (w.own) s.flags |= SCHEMAD_SPEC_OWN_SPELLING;
    if (w.counts) s.flags |= SCHEMAD_SPEC_AUTO_INCREMENT;
    s.max_length = w.length, s.numeric_precision = w.precision, s.numeric_scale = w.scale;
    s.default_kind = w.kind, s.default_text = kit::borrow(w.text);
    return s;
}
std::string type(const Words& w) { return pq::type_of(spec(w)).sql.str(); }
std::string own_default(const std::string& data_type, const std::string& field, const std::string& text) {
    Words w;
    w.field = field, w.data_type = data_type, w.text = text, w.kind = SCHEMAD_DEFAULT_TEXT, w.own = true;
    const auto s = spec(w);
    return pq::default_sql(s, pq::type_of(s)).value_or(sql::SqlText("none")).str();
}
std::string plain_default(const std::string& field, const std::string& text,
                          std::uint32_t kind = SCHEMAD_DEFAULT_TEXT) {
    Words w;
    w.field = field, w.text = text, w.kind = kind;
    const auto s = spec(w);
    return pq::default_sql(s, pq::type_of(s)).value_or(sql::SqlText("none")).str();
}
schemad_status refusal(const std::function<void()>& work) {
    try {
        work();
    } catch (const kit::Error& e) { return e.status; }
    return SCHEMAD_OK;
}

} // namespace

BOOST_AUTO_TEST_SUITE(placeholders)

BOOST_AUTO_TEST_CASE(numbers_those_outside_of_quotes_and_comments) {
    const auto n = [](std::string_view s) { return sql::number_placeholders(s).sql; };
    BOOST_TEST(n("select ?, '?', \"?\", ?") == "select $1, '?', \"?\", $2");
    BOOST_TEST(n("'a''?' ? -- ?\n?") == "'a''?' $1 -- ?\n$2");
    BOOST_TEST(n("/* ? /* ? */ ? */ ?") == "/* ? /* ? */ ? */ $1");
    BOOST_TEST(n("E'\\'?' ? '\\' ?") == "E'\\'?' $1 '\\' $2");
    BOOST_TEST(n("$x$ ? $$ ? $x$ ? $$?$$") == "$x$ ? $$ ? $x$ $1 $$?$$");
    BOOST_TEST(n("a$x$ ?") == "a$x$ $1");
    BOOST_TEST(n("'unfinished ?") == "'unfinished ?");
    BOOST_TEST(sql::number_placeholders("???").count == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(refuses_what_is_wrong_without_telling_the_value) {
    const auto message = [](const kit::Settings& s) -> std::string {
        try {
            pq::read_settings(s, "postgres");
        } catch (const kit::Error& e) { return e.status == SCHEMAD_E_INVALID ? e.what() : "another class"; }
        return "taken";
    };
    BOOST_TEST(message({{"database", "d"}, {"colour", "secret"}}) == "postgres knows no setting colour");
    BOOST_TEST(message({{"host", "h"}}) == "postgres needs the setting database or connection_string");
    BOOST_TEST(message({{"database", "d"}, {"port", "99999"}}) == "the setting port has to be a port number");
    BOOST_TEST(message({{"database", "d"}, {"ssl_mode", "maybe"}}).find("maybe") == std::string::npos);
    BOOST_TEST(message({{"connection_string", "postgres://u:hunter2@[h/d"}}) ==
               "the setting connection_string is no connection string that libpq takes");
    BOOST_TEST(message({{"connection_string", "host=h pass word=hunter2"}}).find("hunter2") == std::string::npos);
    BOOST_TEST(message({{"connection_string", "hunter2"}}).find("hunter2") == std::string::npos);
    BOOST_TEST(message({{"connection_string", "postgres://u:p@h:5/d"}}) == "taken");
    BOOST_TEST(message({{"database", "d"}, {"search_path", "a,,b"}}) ==
               "the setting search_path names an empty schema");
    BOOST_TEST(message({{"database", "d"}, {"lock_timeout_ms", "-1"}}) != "taken");
}

BOOST_AUTO_TEST_CASE(reads_the_search_path_as_a_list) {
    const auto o = pq::read_settings({{"database", "d"}, {"search_path", " app , \"My Schema\",app "}}, "postgres");
    BOOST_TEST((o.search_path == std::vector<std::string>{"app", "My Schema"}));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(the_longest_prefix_decides) {
    const std::pair<const char*, schemad_status> all[] = {
        {"23505", SCHEMAD_E_UNIQUE},      {"23502", SCHEMAD_E_NOT_NULL},     {"23503", SCHEMAD_E_FOREIGN_KEY},
        {"22001", SCHEMAD_E_TOO_LONG},    {"22003", SCHEMAD_E_OUT_OF_RANGE}, {"22P02", SCHEMAD_E_INVALID},
        {"40001", SCHEMAD_E_BUSY},        {"40P01", SCHEMAD_E_BUSY},         {"55P03", SCHEMAD_E_BUSY},
        {"42P01", SCHEMAD_E_NOT_FOUND},   {"42P07", SCHEMAD_E_EXISTS},       {"42601", SCHEMAD_E_SYNTAX},
        {"42501", SCHEMAD_E_PERMISSION},  {"57014", SCHEMAD_E_CANCELLED},    {"57P01", SCHEMAD_E_CONNECTION},
        {"25P03", SCHEMAD_E_CONNECTION},  {"25P04", SCHEMAD_E_CONNECTION},   {"08006", SCHEMAD_E_CONNECTION},
        {"0A000", SCHEMAD_E_UNSUPPORTED}, {"XX000", SCHEMAD_E_INTERNAL},     {"53300", SCHEMAD_E_CONNECTION},
        {"53200", SCHEMAD_E_LIMIT},       {"54000", SCHEMAD_E_UNSUPPORTED},  {"54001", SCHEMAD_E_LIMIT},
        {"QQ123", SCHEMAD_E_INVALID}, // of a trigger: nobody lists it
    };
    for (const auto& [state, status] : all) BOOST_TEST(pq::status_of(state) == status, state);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(types)

BOOST_AUTO_TEST_CASE(field_types_decide_without_own_spelling) {
    BOOST_TEST(type({}) == "character varying(255)");
    BOOST_TEST(type({.length = 36}) == "character varying(36)");
    BOOST_TEST(type({.field = "string", .data_type = "longtext"}) == "character varying(255)");
    BOOST_TEST(type({.field = "decimal"}) == "numeric(10,5)");
    BOOST_TEST(type({.field = "decimal", .precision = 12, .scale = 2}) == "numeric(12,2)");
    BOOST_TEST(type({.field = "float", .precision = 24}) == "real");
    BOOST_TEST(type({.field = "bigInteger", .counts = true}) == "bigint");
    BOOST_TEST(type({.field = "string", .counts = true}) == "integer");
    BOOST_TEST(type({.field = "geometry.Point"}) == "geometry(Point,4326)");
    BOOST_TEST(type({.field = "hash", .length = 5}) == "character varying(255)");
    BOOST_TEST(
        (refusal([] { type({.field = "unknown", .data_type = "mood", .own = true}); }) == SCHEMAD_E_UNSUPPORTED));
    BOOST_TEST((refusal([] { type({.field = "geometry.Nonsense"}); }) == SCHEMAD_E_UNSUPPORTED));
    BOOST_TEST((refusal([] { type({.length = 99'999'999}); }) == SCHEMAD_E_UNSUPPORTED));
}

BOOST_AUTO_TEST_CASE(own_spelling_is_made_again) {
    const auto own = [](std::string data_type, std::int64_t length = -1, std::int64_t precision = -1,
                        std::int64_t scale = -1) {
        return type(
            {"unknown", std::move(data_type), "", SCHEMAD_DEFAULT_UNSTATED, length, precision, scale, true, false});
    };
    BOOST_TEST(own("character varying", -5) == "character varying");
    BOOST_TEST(own("character varying", 20) == "character varying(20)");
    BOOST_TEST(own("character", -5) == "bpchar");
    BOOST_TEST(own("numeric") == "numeric");
    BOOST_TEST(own("numeric", -1, 5, 2046) == "numeric(5,-2)");
    BOOST_TEST(own("bit varying") == "bit varying");
    BOOST_TEST(own("bit", 8) == "bit(8)");
    BOOST_TEST(own("integer[]") == "integer[]");
    BOOST_TEST(own("bytea") == "bytea");
    BOOST_TEST(own("MULTIPOLYGON") == "geometry(MultiPolygon,4326)");
    BOOST_TEST(own("Point") == "geography(Point,4326)");
    BOOST_TEST(own("point") == "point");
}

// A name is written down where it is one of the list, followed by nothing but [] and digits; else the field type
// decides, and there is no column where it does not.
BOOST_AUTO_TEST_CASE(no_text_of_a_document_is_a_type) {
    for (const char* hostile : test::hostile_types) {
        for (const std::int64_t length : {-1, 10}) {
            Words w{"unknown", hostile, "", SCHEMAD_DEFAULT_UNSTATED, length, 10, 2, true, false};
            BOOST_TEST((refusal([&] { type(w); }) == SCHEMAD_E_UNSUPPORTED), hostile);
            w.field = "text";
            BOOST_TEST(type(w) == "text", hostile);
            w.field = "bigInteger", w.counts = true;
            BOOST_TEST(type(w) == "bigint", hostile);
        }
    }
    BOOST_TEST(type({.field = "unknown", .data_type = "numeric[]", .own = true}) == "numeric[]");
    BOOST_TEST(type({.field = "unknown", .data_type = "double precision[][]", .own = true}) == "double precision[][]");
    BOOST_TEST(type({.field = "unknown", .data_type = "character varying[]", .own = true}) == "character varying[]");
}

BOOST_AUTO_TEST_CASE(reads_types_as_the_catalog_prints_them) {
    const auto t = pq::parse_type(test::sql_of("timestamp(3) without time zone"));
    BOOST_TEST(t.name == "timestamp without time zone");
    BOOST_TEST(t.arg(0) == 3);
    BOOST_TEST((pq::parse_type(test::sql_of("numeric(10,5)")).args == std::vector<std::int64_t>{10, 5}));
    BOOST_TEST((pq::parse_type(test::sql_of("postgis.geometry(Point,4326)")).kind == pq::TypeClass::geometry));
    BOOST_TEST((pq::parse_type(test::sql_of("app.mood")).kind == pq::TypeClass::other));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(defaults)

BOOST_AUTO_TEST_CASE(literals) {
    BOOST_TEST(plain_default("string", "it's") == "'it''s'");
    BOOST_TEST(plain_default("string", "it''s") == "'it''''s'");
    BOOST_TEST(plain_default("string", "a\\b") == "E'a\\\\b'");
    BOOST_TEST(plain_default("string", "42", SCHEMAD_DEFAULT_NUMBER) == "'42'");
    BOOST_TEST(plain_default("bigInteger", "9007199254740993", SCHEMAD_DEFAULT_NUMBER) == "9007199254740993");
    BOOST_TEST(plain_default("boolean", "0", SCHEMAD_DEFAULT_NUMBER) == "false");
    BOOST_TEST(plain_default("boolean", "true", SCHEMAD_DEFAULT_BOOLEAN) == "true");
    BOOST_TEST(plain_default("json", R"({"a":"it's"})", SCHEMAD_DEFAULT_JSON) == R"('{"a":"it''s"}')");
    BOOST_TEST(plain_default("timestamp", "now()") == "CURRENT_TIMESTAMP");
    BOOST_TEST(plain_default("timestamp", "current_timestamp()") == "CURRENT_TIMESTAMP");
    BOOST_TEST(plain_default("timestamp", "CURRENT_TIMESTAMP(3)") == "CURRENT_TIMESTAMP(3)");
    BOOST_TEST(plain_default("uuid", "gen_random_uuid()") == "gen_random_uuid()");
    BOOST_TEST(plain_default("string", "x", SCHEMAD_DEFAULT_NULL) == "none");
}

BOOST_AUTO_TEST_CASE(own_words_are_written_so_that_they_read_back) {
    BOOST_TEST(own_default("text", "text", "it''s") == "'it''s'");
    BOOST_TEST(own_default("text", "text", "'a") == "'''a'");
    BOOST_TEST(own_default("text", "text", "CURRENT_USER") == "CURRENT_USER");
    BOOST_TEST(own_default("text", "text", "a (b)") == "'a (b)'");
    BOOST_TEST(own_default("text", "text", "it's") == "'it''s'"); // by hand
    BOOST_TEST(own_default("integer", "integer", "(3 + 4)") == "(3 + 4)");
    BOOST_TEST(own_default("integer", "integer", "(10)") == "(10)");
    BOOST_TEST(own_default("bit", "string", "B'101'") == "B'101'");
    for (const char* cut : {"f_one()", "(random())", "(now())", "timezone('utc'", "('now'", "upper('x'"})
        for (const char* type : {"integer", "timestamp with time zone", "text"})
            BOOST_TEST((refusal([&] { own_default(type, "string", cut); }) == SCHEMAD_E_UNSUPPORTED),
                       type << " " << cut);
    BOOST_TEST(own_default("integer", "integer", "nextval('free_seq'::regclass)") == "nextval('free_seq'::regclass)");
    BOOST_TEST(own_default("uuid", "uuid", "uuid_generate_v4()") == "uuid_generate_v4()");
    BOOST_TEST(own_default("date", "date", "CURRENT_DATE") == "CURRENT_DATE");
    BOOST_TEST(own_default("date", "date", "2020-01-02") == "'2020-01-02'");
    BOOST_TEST(own_default("integer[]", "unknown", "{}") == "'{}'");
    BOOST_TEST((refusal([] { own_default("timestamp with time zone", "timestamp", "(now() + '1 day'"); }) ==
                SCHEMAD_E_UNSUPPORTED));
    BOOST_TEST((refusal([] { own_default("text[]", "unknown", "ARRAY['a'"); }) == SCHEMAD_E_UNSUPPORTED));
    BOOST_TEST((refusal([] { own_default("integer", "integer", "1); drop table t; --"); }) == SCHEMAD_E_UNSUPPORTED));
}

BOOST_AUTO_TEST_CASE(sequences) {
    BOOST_TEST(pq::sequence_of("nextval('s'::regclass)").value_or(sql::SqlText()).str() == "\"s\"");
    BOOST_TEST(pq::sequence_of("nextval('app.\"My '' Seq\"'::regclass)").value_or(sql::SqlText()).str() ==
               "\"app\".\"My ' Seq\"");
    for (const char* bad :
         {"nextval('a b'::regclass)", "nextval('s') ", "nextval(''::regclass)", "nextval('a'; drop'::regclass)",
          "nextval('\"a'::regclass)", "nextval('a.b.c.d'::regclass)"})
        BOOST_TEST(!pq::sequence_of(bad), bad);
}

BOOST_AUTO_TEST_CASE(shown_as_the_catalog_will) {
    const auto shown = [](const char* written, const char* of) {
        return pq::shown_default(written, pq::parse_type(test::sql_of(of))).value_or("null");
    };
    BOOST_TEST(shown("'it''s'", "text") == "it''s");
    BOOST_TEST(shown("E'a\\\\b'", "text") == "a\\b");
    BOOST_TEST(shown("'a::b'", "text") == "'a");
    BOOST_TEST(shown("'null'", "text") == "null");
    BOOST_TEST(shown("'2024-02-29T12:34:56'", "timestamp without time zone") == "2024-02-29 12:34:56");
    BOOST_TEST(shown("'2024-02-29T12:34:56.500Z'", "timestamp with time zone") == "2024-02-29 12:34:56.5+00");
    BOOST_TEST(shown("(random())", "integer") == "random()");
    BOOST_TEST(shown("42", "integer") == "42");
}

BOOST_AUTO_TEST_CASE(carried_over_a_change_of_type) {
    const auto carried = [](const char* was, const char* to) {
        return pq::carried_default(was, pq::parse_type(test::sql_of(to)), "c").str();
    };
    BOOST_TEST(carried("'abc'::character varying", "text") == "'abc'");
    BOOST_TEST(carried("7", "numeric(10,5)") == "7");
    BOOST_TEST(carried("'-5'::integer", "bigint") == "-5");
    BOOST_TEST(carried("7", "text") == "'7'");
    BOOST_TEST(carried("1", "boolean") == "true");
    BOOST_TEST(carried("true", "integer") == "1");
    BOOST_TEST(carried("now()", "date") == "now()");
    BOOST_TEST(carried("'it''s'::text", "character varying(9)") == "'it''s'");
    BOOST_TEST((refusal([&] { carried("'abc'::text", "integer"); }) == SCHEMAD_E_UNSUPPORTED));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(said_keys)

BOOST_AUTO_TEST_CASE(rules_change_and_the_rest_stays) {
    auto is = kit::blank<schemad_foreign_key>();
    is.on_update = kit::borrow("NO ACTION"), is.on_delete = kit::borrow("CASCADE");
    const auto with = [&](std::string_view said, std::string_view on_update, std::string_view on_delete) {
        auto wanted = kit::blank<schemad_foreign_key_spec>();
        wanted.column = kit::borrow("a");
        wanted.on_update = kit::borrow(on_update), wanted.on_delete = kit::borrow(on_delete);
        return pq::with_rules(said, is, wanted);
    };
    const std::string said = "FOREIGN KEY (a) REFERENCES p(id)";
    BOOST_TEST(with(said + " ON DELETE CASCADE", "NO ACTION", "CASCADE") == said + " ON DELETE CASCADE");
    BOOST_TEST(with(said + " ON DELETE CASCADE", "", "") == said + " ON DELETE CASCADE");
    BOOST_TEST(with(said + " ON DELETE CASCADE", "", "SET NULL") == said + " on update NO ACTION on delete SET NULL");
    BOOST_TEST(with(said + " MATCH FULL ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID", "CASCADE", "") ==
               said + " MATCH FULL on update CASCADE on delete CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID");
    BOOST_TEST(with(said + " MATCH FULL NOT VALID", "", "RESTRICT") ==
               said + " MATCH FULL on update NO ACTION on delete RESTRICT NOT VALID");
    const std::string odd = "FOREIGN KEY (\") ON DELETE x\") REFERENCES \"a DEFERRABLE (\"(\") NOT \"\"\")";
    BOOST_TEST(with(odd + " ON DELETE CASCADE", "", "RESTRICT") == odd + " on update NO ACTION on delete RESTRICT");
    BOOST_CHECK(refusal([&] { with(said, "", "drop table p"); }) == SCHEMAD_E_UNSUPPORTED);
}

BOOST_AUTO_TEST_SUITE_END()
