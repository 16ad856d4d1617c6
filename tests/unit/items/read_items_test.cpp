// SPDX-License-Identifier: Apache-2.0
// Rows of Directus's own tables as items: shapes, fields of relations, orders, pages, filters, and what is refused.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/error.hpp"
#include "engine/items/read_items.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
namespace json = boost::json;

struct StoredRows : TestProject {
    StoredRows() : TestProject(true, "12.4.0") {
        run("create table directus_roles (id char(36) primary key, name varchar(100), parent char(36) references "
            "directus_roles(id))");
        run("create table directus_users (id char(36) primary key, first_name varchar(50), email varchar(128), "
            "password "
            "varchar(255), token varchar(255), role char(36) references directus_roles(id), tags text, last_access "
            "datetime, email_notifications boolean, auth_data text)");
        run("insert into directus_roles values ('top', 'Top', null), ('low', 'Low_one', 'top')");
        run("insert into directus_users values ('ann', 'Ann', 'ann@x.org', '$argon2', 'secret', 'low', '[\"a\",1]', "
            "1700000000123, 1, '{}'), ('bob', null, 'bob@x.org', null, null, null, null, '2026-01-02 03:04:05', 0, "
            "null), ('eve', 'Eve', null, null, null, 'low', null, null, 1, null)");
    }
    items::Answer read(const items::Request& request) const {
        const auto catalog = connection->inspect();
        items::Shapes shapes(*connection, *catalog);
        const auto* shape = shapes.find(request.collection);
        BOOST_REQUIRE(shape);
        return items::read_items(shapes, *shape, request);
    }
    std::string told(const std::string& collection, items::Query query = {}) const {
        return json::serialize(read({collection, std::move(query)}).rows);
    }
    // The keys of what a filter finds.
    std::string found(std::string_view filter, const std::string& collection = "directus_users") const {
        items::Query query;
        query.fields = {"id"};
        query.filter = test::read(filter);
        std::string keys;
        for (const auto& row : read({collection, query}).rows)
            keys += (keys.empty() ? "" : " ") + std::string(row.at("id").as_string());
        return keys;
    }
    std::string refused(items::Query query) const {
        try {
            read({"directus_users", std::move(query)});
            return {};
        } catch (const RequestError& error) {
            BOOST_TEST((error.code == ErrorCode::invalid_query));
            return error.what();
        }
    }
    std::string refused_filter(std::string_view filter) const {
        items::Query query;
        query.filter = test::read(filter);
        return refused(query);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(read_items)

BOOST_AUTO_TEST_CASE(a_row_is_told_as_directus_tells_it_and_no_secret_is) {
    const StoredRows rows;
    items::Request one{"directus_users", {}, "ann"};
    const auto ann = json::serialize(rows.read(one).rows);
    BOOST_TEST(ann == R"([{"id":"ann","first_name":"Ann","email":"ann@x.org","password":"**********",)"
                      R"("token":"**********","role":"low","tags":["a",1],"last_access":"2023-11-14T22:13:20",)"
                      R"("email_notifications":true,"auth_data":"**********"}])");
    one.key = "bob";
    const auto bob = json::serialize(rows.read(one).rows);
    BOOST_TEST(has(bob, R"("password":null,"token":null)"));
    BOOST_TEST(has(bob, R"("last_access":"2026-01-02T03:04:05","email_notifications":false)"));
    one.key = "nobody";
    BOOST_TEST(rows.read(one).rows.empty());
}

BOOST_AUTO_TEST_CASE(lists_of_a_role_are_keys_and_fields_lead_on) {
    const StoredRows rows;
    BOOST_TEST(rows.told("directus_roles") ==
               R"([{"id":"low","name":"Low_one","parent":"top","children":[],"users":["ann","eve"]},)"
               R"({"id":"top","name":"Top","parent":null,"children":["low"],"users":[]}])");
    items::Query query;
    query.fields = {"first_name", "role.name", "role.parent.name", "role.users.id"};
    query.limit = 1;
    BOOST_TEST(rows.told("directus_users", query) ==
               R"([{"first_name":"Ann","role":{"name":"Low_one","parent":{"name":"Top"},)"
               R"("users":[{"id":"ann"},{"id":"eve"}]}}])");
    query.fields = {"*.id"};
    query.offset = 1;
    BOOST_TEST(has(rows.told("directus_users", query), R"("role":null)"));
}

BOOST_AUTO_TEST_CASE(orders_and_pages) {
    const StoredRows rows;
    items::Query query;
    query.fields = {"id"};
    query.sort = {"-email"};
    query.limit = std::nullopt;
    BOOST_TEST(rows.told("directus_users", query) == R"([{"id":"bob"},{"id":"ann"},{"id":"eve"}])");
    query.limit = 0;
    query.total_count = query.filter_count = true;
    query.filter = test::read(R"({"role":{"_nnull":true}})");
    const auto answer = rows.read({"directus_users", query});
    BOOST_TEST(answer.rows.empty());
    BOOST_TEST(*answer.total_count == 3);
    BOOST_TEST(*answer.filter_count == 2);
    query.sort = {"password"};
    BOOST_TEST(has(rows.refused(query), "\"password\""));
    query.sort = {"id; drop table x"};
    BOOST_TEST(has(rows.refused(query), "no field"));
}

BOOST_AUTO_TEST_CASE(filters_find) {
    const StoredRows rows;
    BOOST_TEST(rows.found(R"({"id":{"_eq":"ann"}})") == "ann");
    BOOST_TEST(rows.found(R"({"id":"ann"})") == "ann");
    BOOST_TEST(rows.found(R"({"id":{"_in":["ann","eve","x' or 1=1"]}})") == "ann eve");
    BOOST_TEST(rows.found(R"({"id":{"_nin":"ann,eve"}})") == "bob");
    BOOST_TEST(rows.found(R"({"id":{"_gt":"ann","_lt":"eve"}})") == "bob");
    BOOST_TEST(rows.found(R"({"id":{"_between":["b","f"]}})") == "bob eve");
    BOOST_TEST(rows.found(R"({"first_name":{"_null":true}})") == "bob");
    BOOST_TEST(rows.found(R"({"email":{"_empty":"true"}})") == "eve");
    BOOST_TEST(rows.found(R"({"email":{"_contains":"@x."}})") == "ann bob");
    BOOST_TEST(rows.found(R"({"email":{"_starts_with":"a"}})") == "ann");
    BOOST_TEST(rows.found(R"({"email_notifications":{"_eq":true}})") == "ann eve");
    BOOST_TEST(rows.found(R"({"email_notifications":{"_eq":"0"}})") == "bob");
    BOOST_TEST(rows.found(R"({"_or":[{"id":"ann"},{"id":"bob"}]})") == "ann bob");
    BOOST_TEST(rows.found(R"({"_and":[{"_or":[{"id":"ann"},{"id":"bob"}]},{"role":{"_nnull":true}}]})") == "ann");
    BOOST_TEST(rows.found(R"({"_and":[]})") == "ann bob eve");
    BOOST_TEST(rows.found(R"({"role":{"name":{"_contains":"w_o"}}})") == "ann eve"); // no wildcard of the database
    BOOST_TEST(rows.found(R"({"role":{"name":{"_contains":"L%"}}})").empty());
    BOOST_TEST(rows.found(R"({"role":{"parent":{"name":"Top"}}})") == "ann eve");
    BOOST_TEST(rows.found(R"({"users":{"id":{"_eq":"ann"}}})", "directus_roles") == "low");
    BOOST_TEST(rows.found(R"({"users":{"_some":{"id":"ann"}}})", "directus_roles") == "low");
    BOOST_TEST(rows.found(R"({"users":{"_none":{"id":"ann"}}})", "directus_roles") == "top");
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_is_refused_by_its_name) {
    const StoredRows rows;
    BOOST_TEST(has(rows.refused_filter(R"({"nothing":{"_eq":1}})"), "\"nothing\""));
    BOOST_TEST(has(rows.refused_filter(R"({"id":{"_regex":"a"}})"), "\"_regex\""));
    BOOST_TEST(has(rows.refused_filter(R"({"token":{"_starts_with":"s"}})"), "\"token\""));
    BOOST_TEST(has(rows.refused_filter(R"({"auth_data":{"_eq":"s"}})"), "\"auth_data\""));
    BOOST_TEST(rows.found(R"({"token":{"_nnull":true}})") == "ann");
    BOOST_TEST(has(rows.refused_filter(R"({"tags":{"_eq":"a"}})"), "json"));
    BOOST_TEST(has(rows.refused_filter(R"({"last_access":{"_gt":"2020-01-01"}})"), "dateTime"));
    BOOST_TEST(has(rows.refused_filter(R"({"id":{"_eq":"$CURRENT_USER"}})"), "$CURRENT_USER"));
    items::Query half; // of a pair of surrogates
    half.filter = read(R"({"id":{"_eq":"\ud800"}})");
    BOOST_TEST(has(rows.refused(half), "whole letters"));
    BOOST_TEST(has(rows.refused_filter(R"({"email_notifications":{"_eq":"maybe"}})"), "true or false"));
    std::string deep = R"({"id":"ann"})";
    for (int i = 0; i < 20; ++i) deep = R"({"_and":[)" + deep + "]}";
    BOOST_TEST(has(rows.refused_filter(deep), "deeper"));
    items::Query query;
    query.fields = {"id.name"};
    BOOST_TEST(has(rows.refused(query), "\"id\""));
    query.fields = {"role.users.role.users.role.users.role"};
    BOOST_TEST(has(rows.refused(query), "deep"));
    query.fields = {"nope"};
    BOOST_TEST(has(rows.refused(query), "\"nope\""));
}

BOOST_AUTO_TEST_CASE(only_tables_of_directus_that_are_there_have_a_shape) {
    const StoredRows rows;
    rows.run("create table things (id integer primary key)");
    const auto catalog = rows.connection->inspect();
    items::Shapes shapes(*rows.connection, *catalog);
    BOOST_TEST(!shapes.find("things"));
    BOOST_TEST(!shapes.find("directus_flows"));
    BOOST_TEST(shapes.find("directus_users")->list("policies") == nullptr); // no directus_access
}

BOOST_AUTO_TEST_SUITE_END()
