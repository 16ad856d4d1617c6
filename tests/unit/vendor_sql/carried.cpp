// SPDX-License-Identifier: Apache-2.0
// Expressions of generated columns from one language to another: each rule, and what stays at home.
#include "vendors/sql/carried.hpp"

#include <boost/test/unit_test.hpp>

using namespace schemad::sql;

namespace {

constexpr auto sqlite = Speaker::sqlite, postgres = Speaker::postgres, mysql = Speaker::mysql,
               cockroachdb = Speaker::cockroachdb;

std::vector<NamedColumn> columns() {
    std::vector<NamedColumn> made;
    const auto add = [&](const char* name, const char* type) { made.push_back(named_column(name, type)); };
    add("qty", "integer"), add("big", "bigInteger"), add("price", "decimal"), add("ratio", "float");
    add("first", "string"), add("body", "text"), add("on", "boolean"), add("born", "date"), add("at", "dateTime");
    add("doc", "json"), add("order", "integer"), add("Cased", "integer"), add("id", "integer"), add("sum", "integer");
    made[made.size() - 2].counts_up = true, made.back().computed = true;
    return made;
}

std::string said(Speaker from, Speaker to, const char* text, const char* type) {
    try {
        return carried_generation(text, from, to, type, columns());
    } catch (const Untold& why) { return std::string("no: ") + why.what(); }
}

struct Row { // the same in each language, as its catalog prints it; null: it has none
    const char *type, *postgres, *mysql, *sqlite;
};
const Row rows[] = {
    {"integer", "(qty * 2)", "`qty` * 2", "`qty` * 2"},
    {"integer", "((qty + 1) * 2)", "(`qty` + 1) * 2", "(`qty` + 1) * 2"},
    {"integer", "((qty - big) - 1)", "`qty` - `big` - 1", "`qty` - `big` - 1"},
    {"integer", "(qty - (big - 1))", "`qty` - (`big` - 1)", "`qty` - (`big` - 1)"},
    {"integer", "(qty / 2)", "`qty` DIV 2", "`qty` / 2"},
    {"integer", "(qty % 3)", "`qty` MOD 3", "`qty` % 3"},
    {"integer", "(qty - '-2'::integer)", "`qty` - -2", "`qty` - -2"},
    {"integer", "(- qty)", "-`qty`", "-`qty`"},
    {"integer", "abs(qty)", "abs(`qty`)", "abs(`qty`)"},
    {"integer", "(\"order\" + \"Cased\")", "`order` + `Cased`", "`order` + `Cased`"},
    {"integer", "COALESCE(qty, 0)", "coalesce(`qty`,0)", "coalesce(`qty`,0)"},
    {"integer", "NULLIF(qty, 0)", "nullif(`qty`,0)", "nullif(`qty`,0)"},
    {"integer", "length(body)", "char_length(`body`)", "length(`body`)"},
    {"integer", nullptr, "greatest(`qty`,`big`)", "max(`qty`,`big`)"},
    {"integer", "(EXTRACT(year FROM born))::integer", "year(`born`)", nullptr},
    {"decimal", "(price * (2)::numeric)", "`price` * 2", nullptr},
    {"decimal", "((qty)::numeric * price)", "`qty` * `price`", nullptr},
    {"decimal", "(price * 1.5)", "`price` * 1.5", nullptr},
    {"decimal", "round(price, 1)", "round(`price`,1)", nullptr},
    {"float", "(ratio * (2)::double precision)", "`ratio` * 2", "`ratio` * 2"},
    {"string", "((body || ' '::text) || (first)::text)", "concat(`body`,' ',`first`)", "`body` || ' ' || `first`"},
    {"string", "((qty)::text || 'x'::text)", "concat(`qty`,'x')", "`qty` || 'x'"},
    {"string", "(qty)::text", "cast(`qty` as char charset utf8mb4)", "cast(`qty` as text)"},
    {"string", "btrim(body)", "trim(`body`)", "trim(`body`)"},
    {"string", "replace(body, 'a'::text, 'it''s'::text)", "replace(`body`,'a','it''s')", "replace(`body`,'a','it''s')"},
    {"string", "substr((first)::text, 1, 3)", "substr(`first`,1,3)", "substr(`first`,1,3)"},
    {"string", "lower((first)::text)", "lower(`first`)", nullptr},
    {"string", "CASE WHEN (qty > 1) THEN 'a'::text ELSE 'b'::text END", "case when `qty` > 1 then 'a' else 'b' end",
     "case when `qty` > 1 then 'a' else 'b' end"},
    {"boolean", "(qty > 1)", "`qty` > 1", "`qty` > 1"},
    {"boolean", "((qty > 1) AND (qty <= 3) AND (NOT \"on\"))", "`qty` > 1 and `qty` <= 3 and not `on`",
     "`qty` > 1 and `qty` <= 3 and not `on`"},
    {"boolean", "(first IS NULL)", "`first` is null", "`first` is null"},
    {"boolean", "(\"on\" = true)", "`on` = 1", "`on` = 1"},
    {"boolean", "(born < born)", "`born` < `born`", nullptr},
    {"boolean", "(body = 'A'::text)", nullptr, "`body` = 'A'"},
};

struct Spelling { // several ways to write it are one
    Speaker from, to;
    const char *type, *text, *expected;
};
const Spelling spellings[] = {
    {mysql, postgres, "integer", "(`qty` * 2)", "(qty * 2)"},
    {postgres, postgres, "integer", "qty*2", "(qty * 2)"},
    {sqlite, postgres, "integer", "QTY*2", "(qty * 2)"},
    {sqlite, mysql, "integer", "\"qty\" + [big]", "`qty` + `big`"},
    {mysql, sqlite, "integer", "ifnull(`qty`,0)", "coalesce(`qty`,0)"},
    {sqlite, postgres, "integer", "iif(qty > 0, qty, 0)", "CASE WHEN (qty > 0) THEN qty ELSE 0 END"},
    {mysql, postgres, "integer", "if(`qty` > 0,`qty`,0)", "CASE WHEN (qty > 0) THEN qty ELSE 0 END"},
    {mysql, postgres, "integer", "case `qty` when 1 then 2 else 3 end", "CASE WHEN (qty = 1) THEN 2 ELSE 3 END"},
    {postgres, mysql, "boolean", "((qty >= 1) AND (qty <= 3))", "`qty` >= 1 and `qty` <= 3"},
    {mysql, postgres, "boolean", "`qty` between 1 and 3", "((qty >= 1) AND (qty <= 3))"},
    {sqlite, postgres, "boolean", "qty in (1,2)", "((qty = 1) OR (qty = 2))"},
    {sqlite, postgres, "boolean", "not (qty > 1 or qty is null)", "((qty <= 1) AND (qty IS NOT NULL))"},
    {sqlite, postgres, "string", "body || qty * 2",
     "no: the product of what is a text does not mean the same in every database"},
    {postgres, sqlite, "string", "body || qty * 2", "`body` || (`qty` * 2)"},
    {postgres, mysql, "string", "SUBSTRING(body FROM 2 FOR 3)", "substr(`body`,2,3)"},
    {postgres, mysql, "string", "TRIM(BOTH FROM body)", "trim(`body`)"},
    {postgres, sqlite, "string", "\"left\"(body, 4)", "substr(`body`,1,4)"},
    {postgres, mysql, "string", "COALESCE(first, ''::character varying)", "coalesce(`first`,'')"},
    {cockroachdb, postgres, "integer", "qty * 2", "(qty * 2)"},
};

struct Refusal {
    Speaker from, to;
    const char *type, *text, *why; // part of it
};
const Refusal refusals[] = {
    {postgres, mysql, "dateTime", "date_trunc('day'::text, at)", "date_trunc()"},
    {mysql, postgres, "integer", "`qty` / 2", "MySQL's / divides"},
    {cockroachdb, mysql, "integer", "qty / 2", "CockroachDB's / divides"},
    {postgres, mysql, "integer", "(qty / big)", "may be zero"},
    {postgres, mysql, "integer", "(qty / 0)", "may be zero"},
    {postgres, mysql, "decimal", "(price / (2)::numeric)", "not whole"},
    {postgres, sqlite, "decimal", "(price * (2)::numeric)", "floating-point"},
    {mysql, postgres, "integer", "length(`body`)", "counts bytes"},
    {sqlite, postgres, "string", "lower(body)", "ASCII alone"},
    {postgres, sqlite, "string", "lower(body)", "ASCII alone"},
    {postgres, mysql, "boolean", "(body = 'A'::text)", "without regard to case"},
    {mysql, sqlite, "boolean", "`body` = 'A'", "without regard to case"},
    {mysql, postgres, "boolean", "`body` like 'a%'", "like"},
    {sqlite, postgres, "boolean", "body < 'a'", "order of texts"},
    {postgres, sqlite, "boolean", "(born < born)", "dates as texts"},
    {mysql, postgres, "string", "`body` || 'x'", "by its settings"},
    {postgres, mysql, "string", "concat(body, 'x')", "goes past nulls"},
    {postgres, mysql, "string", "((price)::text || 'x'::text)", "its own text"},
    {postgres, mysql, "string", "(\"on\" || 'x'::text)", "its own text"},
    {mysql, postgres, "integer", "`on` + 1", "a boolean"},
    {mysql, postgres, "integer", "greatest(`qty`,`big`)", "past nulls"},
    {postgres, mysql, "integer", "(born - born)", "a date"},
    {postgres, mysql, "integer", "(price)::integer", "integer"},
    {postgres, mysql, "integer", "price", "its own way"},
    {sqlite, postgres, "integer", "qty > 1", "its own way"},
    {postgres, mysql, "string", "(doc ->> 'a'::text)", "->>"},
    {mysql, postgres, "string", "json_unquote(json_extract(`doc`,'$.a'))", "json_extract()"},
    {postgres, mysql, "string", "(first)::character varying(3)", "of a size"},
    {postgres, mysql, "integer", "(nothing * 2)", "no column nothing"},
    {mysql, postgres, "integer", "`sum` + 1", "generated column sum"},
    {postgres, mysql, "integer", "(id + 1)", "counts up"},
    {sqlite, postgres, "boolean", "qty = 1 = 1", "operator ="},
    {mysql, postgres, "integer", "`qty` & 1", "operator &"},
    {mysql, postgres, "string", "`body` collate utf8mb4_bin", "collation"},
    {mysql, postgres, "integer", "(select 1)", "no expression"},
};

} // namespace

BOOST_AUTO_TEST_CASE(each_is_carried_to_each) {
    for (const auto& row : rows) {
        const std::pair<Speaker, const char*> spoken[] = {
            {postgres, row.postgres}, {mysql, row.mysql}, {sqlite, row.sqlite}};
        for (const auto& [from, text] : spoken)
            for (const auto& [to, expected] : spoken) {
                if (!text) continue;
                const auto made = said(from, to, text, row.type);
                BOOST_TEST_CONTEXT(text << " of " << product_of(from) << " for " << product_of(to)) {
                    if (expected)
                        BOOST_TEST(made == expected);
                    else
                        BOOST_TEST(made.starts_with("no: "));
                }
            }
    }
}

BOOST_AUTO_TEST_CASE(spellings_of_one_meaning_are_one) {
    for (const auto& s : spellings) BOOST_TEST(said(s.from, s.to, s.text, s.type) == s.expected);
}

BOOST_AUTO_TEST_CASE(what_has_no_counterpart_is_named) {
    for (const auto& r : refusals) {
        const auto made = said(r.from, r.to, r.text, r.type);
        BOOST_TEST(made.starts_with("no: "), r.text << " became " << made);
        BOOST_TEST(made.find(r.why) != std::string::npos, r.text << ": " << made << ", not " << r.why);
    }
}

BOOST_AUTO_TEST_CASE(no_text_leaves_its_quotes) {
    for (const auto* text : {"'it''s'", "'a\\b'", "''''", "'x'') , (y'"})
        for (const auto to : {postgres, mysql}) {
            const auto made = said(sqlite, to, text, "string");
            const auto tree = read_expression(made, language_of(to));
            BOOST_REQUIRE(tree);
            const auto back = said(to, sqlite, made.c_str(), "string");
            BOOST_TEST(back == text);
        }
}
