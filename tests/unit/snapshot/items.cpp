// SPDX-License-Identifier: Apache-2.0
// Items, their picked keys, and what is built into Directus. docs/spec/engine-2-model.md 2.3, 2.4;
// docs/spec/vendors-5-ddl.md 6.6.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/model/meta_tables.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using model::ItemKind;

std::string picked(ItemKind kind, std::string_view item, bool without_schema = false) {
    return text_of(json::value(model::pick(kind, read(item).get_object(), {}, without_schema)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(items)

BOOST_AUTO_TEST_CASE(keys_are_picked_in_their_order) {
    BOOST_TEST(picked(ItemKind::collection,
                      R"({"schema":{"comment":"c","name":"n"},"x":1,"meta":{"b":1,"a":2},"collection":"c"})") ==
               R"({"collection":"c","meta":{"b":1,"a":2},"schema":{"name":"n"}})");
    BOOST_TEST(
        picked(
            ItemKind::relation,
            R"({"schema":{"on_delete":null,"table":"t","zz":1},"related_collection":null,"field":"f","collection":"c"})") ==
        R"({"collection":"c","field":"f","related_collection":null,"schema":{"table":"t","on_delete":null}})");
    BOOST_TEST(picked(ItemKind::system_field,
                      R"({"collection":"c","field":"f","type":"string","schema":{"is_indexed":true,"name":"f"}})") ==
               R"({"collection":"c","field":"f","schema":{"is_indexed":true}})");
}

BOOST_AUTO_TEST_CASE(a_path_is_picked_when_it_exists) {
    BOOST_TEST(picked(ItemKind::field, R"({"collection":"c","meta":null,"schema":null})") ==
               R"({"collection":"c","meta":null})");
    BOOST_TEST(picked(ItemKind::field, R"({"collection":"c","schema":{"name":null}})") ==
               R"({"collection":"c","schema":{"name":null}})");
    BOOST_TEST(picked(ItemKind::field, "{}") == "{}");
}

BOOST_AUTO_TEST_CASE(the_schema_may_take_no_part) {
    BOOST_TEST(picked(ItemKind::field, R"({"collection":"c","type":"integer","schema":{"name":"id"}})", true) ==
               R"({"collection":"c","type":"integer"})");
}

BOOST_AUTO_TEST_CASE(is_picked_tells_whether_picking_changes_anything) {
    const auto same = [](std::string_view item, bool without_schema = false) {
        const auto value = read(item);
        const auto& object = value.get_object();
        const bool told = model::is_picked(ItemKind::field, object, without_schema);
        if (told) BOOST_TEST(text_of(json::value(model::pick(ItemKind::field, object, {}, without_schema))) == item);
        return told;
    };
    BOOST_TEST(same(R"({"collection":"c","field":"f","type":"string","meta":null,"schema":{"name":"f","table":"c"}})"));
    BOOST_TEST(!same(R"({"collection":"c","field":"f","zz":1})"));
    BOOST_TEST(!same(R"({"collection":"c","field":"f","schema":{"zz":1}})"));
    BOOST_TEST(!same(R"({"collection":"c","field":"f","schema":null})"));
    BOOST_TEST(!same(R"({"collection":"c","field":"f","schema":{"name":"f"}})", true));
}

BOOST_AUTO_TEST_CASE(members_are_read_without_trust) {
    const auto value = read(R"({"text":"x","number":0,"object":{"a":1},"empty":"","null":null,"array":[],"fields":5})");
    const auto& object = value.get_object();
    BOOST_TEST(model::text_of(object, "text") == "x");
    for (const auto* key : {"number", "object", "null", "missing"})
        BOOST_TEST(model::text_of(object, key).empty(), key);
    BOOST_TEST(model::object_of(object, "object"));
    for (const auto* key : {"array", "text", "missing"}) BOOST_TEST(!model::object_of(object, key), key);
    for (const auto* key : {"text", "object", "array"}) BOOST_TEST(model::truthy(object, key), key);
    for (const auto* key : {"number", "empty", "null", "missing"}) BOOST_TEST(!model::truthy(object, key), key);
    BOOST_TEST(model::list_of(object, ItemKind::field).empty());
    BOOST_TEST(model::list_of(object, ItemKind::relation).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(built_in)

BOOST_AUTO_TEST_CASE(fields_of_a_version) {
    const model::SystemFields twelve({12, 4, 0}), eleven({11, 17, 4});
    for (const auto* system : {&twelve, &eleven}) {
        BOOST_TEST(system->contains("directus_users", "email"));
        BOOST_TEST(!system->contains("directus_users", "nickname"));
        BOOST_TEST(!system->contains("users", "email"));
        BOOST_TEST(system->contains("directus_files"));
        BOOST_TEST(!system->contains("posts"));
    }
    BOOST_TEST(twelve.contains("directus_settings", "license_key"));
    BOOST_TEST(!eleven.contains("directus_settings", "license_key"));
}

BOOST_AUTO_TEST_CASE(names_that_are_kept) {
    BOOST_TEST(model::is_system_name("directus_anything"));
    BOOST_TEST(!model::is_system_name("directus"));
    BOOST_TEST(!model::is_system_name("my_directus_"));
}

BOOST_AUTO_TEST_CASE(how_meta_columns_are_held) {
    const auto& fields = model::meta_table(ItemKind::field);
    BOOST_TEST(fields.name == "directus_fields");
    BOOST_TEST((model::cast_of(fields, "special") == model::Cast::csv));
    BOOST_TEST((model::cast_of(fields, "options") == model::Cast::json));
    BOOST_TEST((model::cast_of(fields, "hidden") == model::Cast::boolean));
    BOOST_TEST((model::cast_of(fields, "note") == model::Cast::none));
    BOOST_TEST((model::cast_of(fields, "no_such_column") == model::Cast::none));
    BOOST_TEST(model::meta_table(ItemKind::collection).id == "collection");
    BOOST_TEST((model::cast_of(model::meta_table(ItemKind::relation), "one_allowed_collections") == model::Cast::csv));
}

BOOST_AUTO_TEST_CASE(a_plain_database_becomes_a_project_once) {
    const TestProject project(false); // made by create_meta_tables
    BOOST_TEST(!store::create_meta_tables(*project.connection));
    for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation}) {
        const auto& table = model::meta_table(kind);
        const auto found = project.rows("select name from pragma_table_info('" + std::string{table.name} + "')");
        BOOST_REQUIRE(found.size() == table.columns.size());
        for (std::size_t i = 0; i < found.size(); ++i) BOOST_TEST(found[i] == table.columns[i].name);
    }
    project.run("insert into directus_collections (collection) values ('c')");
    BOOST_TEST(
        project.cell("select hidden, archive_app_filter, accountability, collapse, status from directus_collections") ==
        "0|1|all|open|active");
    project.run("drop table directus_fields");
    BOOST_TEST(store::create_meta_tables(*project.connection)); // only what is missing
    BOOST_TEST(project.cell("select count(*) from directus_collections") == "1");
}

BOOST_AUTO_TEST_SUITE_END()
