// SPDX-License-Identifier: Apache-2.0
// What differs between versions, and between vendors.
#include "engine/translate/declared.hpp"
#include "tests/unit/translate/dialect_fixture.hpp"

using namespace schemad::test;

namespace {

constexpr auto model =
    "{'version':1,'directus':'12.4.0','vendor':'sqlite','collections':[{'collection':'a','meta':{'collection':'a',"
    "'versioning':true,'status':'inactive','icon':'x','preview_url':null},'schema':{'name':'a'}}],"
    "'fields':[{'collection':'a','field':'id','type':'integer','meta':{'collection':'a','field':'id','searchable':true}"
    ","
    "'schema':{'name':'id','table':'a','data_type':'integer','default_value':null,'max_length':null,"
    "'numeric_precision':null,'numeric_scale':null,'is_nullable':false,'is_unique':false,'is_indexed':false,"
    "'is_primary_key':true,'is_generated':false,'generation_expression':null,'has_auto_increment':true,"
    "'foreign_key_table':null,'foreign_key_column':null}},"
    "{'collection':'a','field':'t','type':'timestamp','meta':{'collection':'a','field':'t',"
    "'special':['date-created','cast-timestamp']},'schema':{'name':'t','table':'a','data_type':'datetime',"
    "'default_value':null,'max_length':null,'numeric_precision':null,'numeric_scale':null,'is_nullable':true,"
    "'is_unique':false,'is_indexed':true,'is_primary_key':false,'is_generated':false,'generation_expression':null,"
    "'has_auto_increment':false,'foreign_key_table':null,'foreign_key_column':null}}],"
    "'systemFields':[{'collection':'directus_oauth_codes','field':'used_at','schema':{'is_indexed':true}},"
    "{'collection':'directus_users','field':'last_name','schema':{'is_indexed':true}}],'relations':[]}";

} // namespace

BOOST_AUTO_TEST_SUITE(dialects)

BOOST_AUTO_TEST_CASE(settings_are_those_of_the_version) {
    const auto made = translated(model, "10.0.0", "sqlite");
    BOOST_TEST(!made.snapshot.contains("systemFields"));
    BOOST_TEST(value_at(made.snapshot, "collections", "a", "", "meta", "versioning") == "(not there)");
    BOOST_TEST(value_at(made.snapshot, "collections", "a", "", "meta", "icon") == "x");
    BOOST_TEST(value_at(made.snapshot, "collections", "a", "", "meta", "collapse") == "open");
    BOOST_TEST(value_at(made.snapshot, "fields", "a", "t", "schema", "is_indexed") == "(not there)");
    const auto told = details_of(made.report, "a", "");
    BOOST_TEST(told.find("meta.versioning: true is lost") != std::string::npos, told);
    BOOST_TEST(told.find("meta.status: \"inactive\" is lost") != std::string::npos, told);
    BOOST_TEST(told.find("meta.preview_url: null") == std::string::npos, told);
    BOOST_TEST(outcome_of(made.report, "a", "id") == "equivalent"); // searchable is what it does anyway
    BOOST_TEST(outcome_of(made.report, "directus_users", "last_name") == "left out");
}

BOOST_AUTO_TEST_CASE(indexes_of_directus_itself_are_nobodys) {
    const auto made = translated(model, "11.17.4", "mysql");
    BOOST_TEST(item_of(made.snapshot, "systemFields", "directus_users", "last_name"));     // somebody's
    BOOST_TEST(!item_of(made.snapshot, "systemFields", "directus_oauth_codes"));           // of 12
    BOOST_TEST(!item_of(made.snapshot, "systemFields", "directus_activity", "timestamp")); // taken away there
    BOOST_TEST(item_of(made.snapshot, "systemFields", "directus_users", "role"));          // of MySQL's keys
    BOOST_TEST(outcome_of(made.report, "directus_oauth_codes", "used_at") == "(not named)");
}

BOOST_AUTO_TEST_CASE(a_project_without_directus_says_nothing_of_its_indexes) {
    std::string plain = model;
    const auto from = plain.find("'systemFields':[") + std::string_view("'systemFields':[").size();
    plain.replace(from, plain.find("],'relations'") - from,
                  "{'collection':'directus_collections','field':'group','schema':{'is_indexed':true}}");
    const auto made = translated(plain, "12.4.0", "mysql");
    BOOST_TEST(item_of(made.snapshot, "systemFields", "directus_activity", "timestamp"));
    BOOST_TEST(item_of(made.snapshot, "systemFields", "directus_users", "role"));
}

BOOST_AUTO_TEST_CASE(flags_are_those_of_the_vendor) {
    const auto there = translated(model, "12.4.0", "postgres");
    BOOST_TEST(value_at(there.snapshot, "fields", "a", "t", "meta", "special") == boost::json::array{"date-created"});
    BOOST_TEST(value_at(there.snapshot, "fields", "a", "t", "schema", "data_type") == "timestamp with time zone");
    BOOST_TEST(outcome_of(there.report, "a", "t") == "equivalent");
    const auto same = translated(model, "12.4.0", "sqlite");
    BOOST_TEST(outcome_of(same.report, "a", "t") == "same");
}

BOOST_AUTO_TEST_CASE(what_nothing_tracks_stays_in_the_versions_that_show_it) {
    const std::string old = "{'version':1,'directus':'10.13.4','vendor':'sqlite','collections':[{'collection':'u','"
                            "meta':null,'schema':{'name':'u'}}],"
                            "'fields':[{'collection':'u','field':'id','type':'integer','meta':null,'schema':{'is_"
                            "primary_key':true,'has_auto_increment':true}}],"
                            "'relations':[]}";
    const auto shown = translated(old, "10.0.0", "sqlite");
    BOOST_TEST(item_of(shown.snapshot, "collections", "u")->at("meta").is_null());
    const auto gone = translated(old, "12.4.0", "sqlite");
    BOOST_TEST(!item_of(gone.snapshot, "collections", "u"));
    BOOST_TEST(outcome_of(gone.report, "u", "") == "left out");
    BOOST_TEST(outcome_of(gone.report, "u", "id") == "left out");
}

BOOST_AUTO_TEST_CASE(what_no_vendor_but_one_knows_is_left_out) {
    const std::string odd = "{'vendor':'postgres','fields':[{'collection':'a','field':'r','type':'unknown','schema':{'"
                            "data_type':'int4range'}}]}";
    const auto made = translated(odd, "12.4.0", "mysql");
    BOOST_TEST(outcome_of(made.report, "a", "r") == "left out");
    BOOST_TEST(details_of(made.report, "a", "r").find("int4range") != std::string::npos);
    const auto own = translated(odd, "12.4.0", "postgres");
    BOOST_TEST(value_at(own.snapshot, "fields", "a", "r", "schema", "data_type") == "int4range");
}

BOOST_AUTO_TEST_CASE(numbers_of_64_bits_stay_such) {
    const std::string wide = "{'vendor':'mysql','fields':[{'collection':'a','field':'n','type':'integer','schema':{'"
                             "data_type':'bigint unsigned'}}]}";
    const auto made = translated(wide, "12.4.0", "postgres");
    BOOST_TEST(value_at(made.snapshot, "fields", "a", "n", "schema", "data_type") == "bigint");
}

// A vendor without the type tells a uuid as a text of 36, as others do a short text: of a key it is the one.
BOOST_AUTO_TEST_CASE(uuids_told_as_text) {
    const std::string text = "{'data_type':'char','max_length':36";
    const std::string model =
        "{'vendor':'sqlite','fields':[{'collection':'a','field':'id','type':'string','schema':" + text +
        ",'is_primary_key':true}},{'collection':'b','field':'a','type':'string','schema':" + text +
        ",'foreign_key_table':'a','foreign_key_column':'id'}},{'collection':'b','field':'t','type':'string','schema':" +
        text + "}}]}";
    for (const std::string vendor : {"sqlite", "postgres", "mysql", "cockroachdb"}) {
        const auto made = translated(model, "12.4.0", vendor);
        const auto type = [&](const char* collection, const char* field) {
            return std::string{value_at(made.snapshot, "fields", collection, field, "schema", "data_type").as_string()};
        };
        BOOST_TEST(type("a", "id") == type("b", "a"), vendor);
        BOOST_TEST(type("a", "id") != type("b", "t"), vendor);
        BOOST_TEST(type("a", "id") == (vendor == "postgres" || vendor == "cockroachdb" ? "uuid" : "char"), vendor);
    }
}

BOOST_AUTO_TEST_CASE(the_same_again_is_the_same) {
    for (const std::string vendor : {"sqlite", "postgres", "mysql", "cockroachdb"})
        for (const std::string version : {"9.23.1", "10.13.4", "11.17.4", "12.4.0"}) {
            const auto once = translated(model, version, vendor);
            const auto twice = translated(boost::json::serialize(once.snapshot), version, vendor);
            BOOST_TEST(twice.snapshot == once.snapshot, vendor + " " + version);
            for (const auto& entity : twice.report.entities)
                BOOST_TEST((entity.outcome == schemad::translate::Outcome::same),
                           entity.collection + "." + entity.field);
        }
}

BOOST_AUTO_TEST_CASE(a_default_of_mariadb_is_what_its_literal_means) {
    const auto of_string = [](std::string_view text) { return schemad::translate::without_escapes(text, "varchar"); };
    BOOST_TEST(of_string("back\\\\slash") == "back\\slash");
    BOOST_TEST(of_string("a\\nb\\rc") == "a\nb\rc");
    BOOST_TEST(of_string("\\\\n") == "\\n");
    BOOST_TEST(of_string("it''s") == "it's");
    BOOST_TEST(of_string("it's") == "it's");               // never the inside of a literal
    BOOST_TEST(of_string("back\\slash") == "back\\slash"); // nor this
    BOOST_TEST(of_string("end\\") == "end\\");
    BOOST_TEST(of_string("\\0") == std::string_view("\0", 1));
    BOOST_TEST(schemad::translate::without_escapes("it\\'s", "longtext") == "it's");
    BOOST_TEST(schemad::translate::without_escapes("it''s", "text") == "it''s");
}

BOOST_AUTO_TEST_SUITE_END()
