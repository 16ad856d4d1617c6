// SPDX-License-Identifier: Apache-2.0
// What a model written by hand leaves to be understood.
#include "tests/unit/translate/dialect_fixture.hpp"

using namespace schemad::test;

BOOST_AUTO_TEST_SUITE(by_hand)

BOOST_AUTO_TEST_CASE(a_field_makes_its_collection_and_the_key) {
    const auto made =
        translated("{'fields':[{'collection':'notes','field':'text','type':'text'}]}", "12.4.0", "sqlite");
    BOOST_TEST(item_of(made.snapshot, "collections", "notes")->contains("schema"));
    BOOST_TEST(value_at(made.snapshot, "fields", "notes", "id", "schema", "has_auto_increment").as_bool());
    BOOST_TEST(value_at(made.snapshot, "fields", "notes", "id", "meta", "hidden").as_bool());
    BOOST_TEST(value_at(made.snapshot, "fields", "notes", "text", "meta", "interface") == "input-multiline");
    BOOST_TEST(outcome_of(made.report, "notes", "id") == "added");
    BOOST_TEST(outcome_of(made.report, "notes", "text") == "same");
}

BOOST_AUTO_TEST_CASE(an_id_is_the_key_where_there_is_no_other) {
    const auto key = [](const std::string& id, std::string_view member) {
        const auto made =
            translated("{'fields':[" + id + ",{'collection':'a','field':'t','type':'text'}]}", "12.4.0", "sqlite");
        return value_at(made.snapshot, "fields", "a", "id", "schema", member);
    };
    BOOST_TEST(key("{'collection':'a','field':'id','type':'uuid'}", "is_primary_key").as_bool());
    BOOST_TEST(!key("{'collection':'a','field':'id','type':'uuid'}", "has_auto_increment").as_bool());
    BOOST_TEST(key("{'collection':'a','field':'id','type':'integer'}", "has_auto_increment").as_bool());
    BOOST_TEST(key("{'collection':'a','field':'id'}", "has_auto_increment").as_bool());
    const auto other =
        translated("{'fields':[{'collection':'a','field':'code','type':'string','schema':{'is_primary_key':true}}]}",
                   "12.4.0", "sqlite");
    BOOST_TEST(!item_of(other.snapshot, "fields", "a", "id"));
}

BOOST_AUTO_TEST_CASE(a_relation_makes_its_field_its_key_and_the_other_side) {
    const auto made =
        translated("{'collections':[{'collection':'a'},{'collection':'b'}],"
                   "'relations':[{'collection':'a','field':'b','related_collection':'b','meta':{'one_field':'as'}}]}",
                   "12.4.0", "postgres");
    BOOST_TEST(value_at(made.snapshot, "fields", "a", "b", "schema", "data_type") == "integer");
    BOOST_TEST(value_at(made.snapshot, "fields", "a", "b", "schema", "foreign_key_table") == "b");
    BOOST_TEST(value_at(made.snapshot, "fields", "a", "b", "meta", "special") == boost::json::array{"m2o"});
    BOOST_TEST(item_of(made.snapshot, "fields", "b", "as")->at("type") == "alias");
    BOOST_TEST(value_at(made.snapshot, "relations", "a", "b", "schema", "constraint_name") == "a_b_foreign");
    BOOST_TEST(value_at(made.snapshot, "relations", "a", "b", "schema", "on_delete") == "SET NULL");
    BOOST_TEST(value_at(made.snapshot, "relations", "a", "b", "meta", "one_collection") == "b");
}

BOOST_AUTO_TEST_CASE(a_relation_of_a_key_of_another_type) {
    const auto made = translated("{'fields':[{'collection':'b','field':'id','type':'uuid'}],"
                                 "'relations':[{'collection':'a','field':'b','related_collection':'b'}]}",
                                 "12.4.0", "postgres");
    BOOST_TEST(value_at(made.snapshot, "fields", "a", "b", "schema", "data_type") == "uuid");
    const auto not_null =
        translated("{'fields':[{'collection':'a','field':'b','type':'integer','schema':{'is_nullable':false}}],"
                   "'relations':[{'collection':'a','field':'b','related_collection':'b'}]}",
                   "12.4.0", "mysql");
    BOOST_TEST(value_at(not_null.snapshot, "fields", "a", "b", "schema", "data_type") == "int unsigned");
    BOOST_TEST(value_at(not_null.snapshot, "fields", "a", "b", "schema", "is_indexed").as_bool()); // by its key
    BOOST_TEST(value_at(not_null.snapshot, "relations", "a", "b", "schema", "on_delete") == "NO ACTION");
}

BOOST_AUTO_TEST_CASE(a_junction_is_made_of_its_relations) {
    const auto made =
        translated("{'relations':["
                   "{'collection':'a_b','field':'a_id','related_collection':'a','meta':{'one_field':'bs','junction_"
                   "field':'b_id'}},"
                   "{'collection':'a_b','field':'b_id','related_collection':'b','meta':{'junction_field':'a_id'}}]}",
                   "11.17.4", "sqlite");
    BOOST_TEST(value_at(made.snapshot, "collections", "a_b", "", "meta", "hidden").as_bool());
    BOOST_TEST(value_at(made.snapshot, "fields", "a", "bs", "meta", "special") == boost::json::array{"m2m"});
    BOOST_TEST(item_of(made.snapshot, "collections", "b")->contains("schema"));
}

BOOST_AUTO_TEST_CASE(nothing_in_it_is_a_folder) {
    const auto made = translated("{'collections':[{'collection':'f'}]}", "12.4.0", "sqlite");
    BOOST_TEST(!item_of(made.snapshot, "collections", "f")->contains("schema"));
    BOOST_TEST(value_at(made.snapshot, "collections", "f", "", "meta", "accountability") == "all");
}

// A document decides how deep folders lie, and how long a chain of keys is.
BOOST_AUTO_TEST_CASE(depth_is_nobodys_stack) {
    std::string folders = "{'collections':[", keys = "{'fields':[";
    for (int i = 0; i < 12'000; ++i) {
        const auto name = "g" + std::to_string(i), next = "g" + std::to_string(i + 1);
        folders += (i ? ",{'collection':'" : "{'collection':'") + name + "','meta':{'group':'" + next + "'}}";
    }
    const auto made = translated(folders + ",{'collection':'g12000'}]}", "12.4.0", "sqlite");
    BOOST_TEST(made.snapshot.at("collections").get_array().size() == 12'001U);
    for (int i = 0; i < 3'000; ++i)
        keys += std::string(i ? "," : "") + "{'collection':'k" + std::to_string(i) +
                "','field':'id','type':'integer','schema':{'is_primary_key':true,'foreign_key_table':'k" +
                std::to_string(i + 1) + "','foreign_key_column':'id'}}";
    BOOST_TEST(!translated(keys + "]}", "12.4.0", "sqlite").report.entities.empty());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named) {
    const auto fault = [](const std::string& model) -> std::string {
        try {
            translated(model, "12.4.0", "sqlite");
        } catch (const schemad::RequestError& error) { return error.what(); }
        return "none";
    };
    const auto has = [](const std::string& text, std::string_view what) {
        return text.find(what) != std::string::npos;
    };
    BOOST_TEST(has(fault("{'fields':[{'collection':'a','field':'t'}]}"), "\"a.t\" has no type"));
    BOOST_TEST(has(fault("{'fields':[{'field':'t','type':'text'}]}"), "\"fields[0].collection\" is required"));
    BOOST_TEST(has(fault("{'relations':[{'collection':'t'}]}"), "\"relations[0].field\" is required"));
    BOOST_TEST(has(fault("{'fields':[{'collection':'a','field':'t','type':'texd'}]}"), "must be one of"));
    BOOST_TEST(has(fault("{'directus':'latest'}"), "version of Directus"));
    BOOST_TEST(has(fault("{'things':[]}"), "\"things\" is not allowed"));
    BOOST_TEST(has(fault("[]"), "must be of type object"));
    BOOST_TEST(fault("{}") == "none");
}

BOOST_AUTO_TEST_SUITE_END()
