// SPDX-License-Identifier: Apache-2.0
// The model as descriptions of an API: what leads where, schemas of OpenAPI, types of GraphQL.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "server/api/graphql_sdl.hpp"
#include "server/api/model_facts.hpp"
#include "server/api/openapi.hpp"
#include "server/api/router.hpp"

using namespace schemad::api;
namespace json = boost::json;

namespace {

std::vector<CollectionFacts> facts() {
    return model_facts(json::parse(R"([
        {"collection":"posts","meta":{"note":"what is written"},"schema":{"name":"posts"}},
        {"collection":"authors","meta":{"singleton":false},"schema":{"name":"authors"}},
        {"collection":"odd name","meta":null,"schema":{"name":"odd name"}},
        {"collection":"folder","meta":{},"schema":null},
        {"collection":"directus_users","meta":{"system":true},"schema":{"name":"directus_users"}}])")
                           .as_array(),
                       json::parse(R"([
        {"collection":"posts","field":"id","type":"integer","schema":{"is_primary_key":true,"is_nullable":false,"has_auto_increment":true},"meta":null},
        {"collection":"posts","field":"title","type":"string","schema":{"is_nullable":false,"default_value":null},"meta":null},
        {"collection":"posts","field":"author","type":"integer","schema":{"is_nullable":true},"meta":{"special":["m2o"]}},
        {"collection":"posts","field":"any","type":"string","schema":{"is_nullable":true},"meta":null},
        {"collection":"posts","field":"tags","type":"csv","schema":{"is_nullable":true},"meta":null},
        {"collection":"posts","field":"line","type":"alias","schema":null,"meta":{"special":["alias","no-data"]}},
        {"collection":"posts","field":"1st","type":"json","schema":{"is_nullable":true},"meta":null},
        {"collection":"authors","field":"id","type":"integer","schema":{"is_primary_key":true,"is_nullable":false},"meta":null},
        {"collection":"authors","field":"posts","type":"alias","schema":null,"meta":{"special":["o2m"]}},
        {"collection":"odd name","field":"id","type":"uuid","schema":{"is_primary_key":true},"meta":null},
        {"collection":"directus_users","field":"id","type":"uuid","schema":{"is_primary_key":true,"is_nullable":false},"meta":{"special":["uuid"]}}])")
                           .as_array(),
                       json::parse(R"([
        {"collection":"posts","field":"author","related_collection":"authors","meta":{"one_field":"posts"}},
        {"collection":"posts","field":"any","related_collection":null,"meta":{"one_allowed_collections":["authors","directus_users"]}}])")
                           .as_array());
}

} // namespace

BOOST_AUTO_TEST_SUITE(specs)

BOOST_AUTO_TEST_CASE(schemas_of_openapi) {
    const auto document = openapi_of(facts(), endpoints(), "12.4.0", "/shop");
    const auto& schemas = document.at("components").at("schemas").as_object();
    const auto& posts = schemas.at("posts");
    BOOST_TEST(posts.at("description").as_string() == "what is written");
    BOOST_TEST(json::serialize(posts.at("required")) == R"(["title"])");
    BOOST_TEST(json::serialize(posts.at("properties").at("author")) ==
               R"({"oneOf":[{"type":"integer"},{"$ref":"#/components/schemas/authors"}],"nullable":true})");
    BOOST_TEST(json::serialize(posts.at("properties").at("tags")) ==
               R"({"type":"array","items":{"type":"string"},"nullable":true})");
    BOOST_TEST(!posts.at("properties").as_object().contains("line"));
    BOOST_TEST(schemas.at("authors").at("properties").at("posts").at("type").as_string() == "array");
    BOOST_TEST(schemas.at("odd.20name").at("x-collection").as_string() == "odd name");
    BOOST_TEST(!schemas.contains("folder"));
}

BOOST_AUTO_TEST_CASE(paths_of_openapi_are_those_that_are_answered) {
    const auto document = openapi_of({}, endpoints(), "12.4.0", "/");
    const auto& paths = document.at("paths").as_object();
    for (const auto resource : endpoints())
        for (const auto& one : resource)
            BOOST_TEST(paths.at(std::string(one.mount) + std::string(one.path))
                           .as_object()
                           .contains(one.method == "GET"    ? "get"
                                     : one.method == "POST" ? "post"
                                                            : "delete"));
    const auto& two = paths.at("/fields/{collection}/{field}").at("get").at("parameters").as_array();
    BOOST_TEST(two.size() == 2u);
    BOOST_TEST(two[1].at("name").as_string() == "field");
}

BOOST_AUTO_TEST_CASE(types_of_graphql) {
    const auto text = graphql_sdl_of(facts(), SdlScope::items);
    const auto has = [&](std::string_view part) { return text.find(part) != std::string::npos; };
    BOOST_TEST(has("type Query {\n  authors: [authors!]!\n  authors_by_id(id: ID!): authors\n  posts: [posts!]!\n"));
    BOOST_TEST(
        has("type posts {\n  id: ID!\n  title: String!\n  author: authors\n  any: posts_any_union\n  tags: [String]\n"
            "  # not a name of GraphQL: 1st\n}\n"));
    BOOST_TEST(has("  posts: [posts]\n"));
    BOOST_TEST(has("union posts_any_union = authors | directus_users\n"));
    BOOST_TEST(has("type directus_users {\n")); // it is led to
    BOOST_TEST(has("# not a name of GraphQL: odd name\n"));
    const auto system = graphql_sdl_of(facts(), SdlScope::system);
    BOOST_TEST(system.find("type posts") == std::string::npos);
    BOOST_TEST(graphql_sdl_of({}, SdlScope::items).find("_empty: Boolean") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
