// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "server/api/query.hpp"
#include "server/api/query_validation.hpp"
#include "server/api/schema_query.hpp"

using namespace schemad;
using schemad::api::parse_query;

namespace {

std::string parsed(std::string_view raw) { return boost::json::serialize(parse_query(raw)); }

std::string fault_of(std::string_view raw) {
    try {
        api::validate_item_query(parse_query(raw));
    } catch (const RequestError& error) { return std::string(error.extensions.at("reason").as_string()); }
    return {};
}

template <class Ask> std::string payload_fault(std::string_view raw, Ask ask) {
    try {
        ask(parse_query(raw));
    } catch (const RequestError& error) { return error.what(); }
    return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(query)

BOOST_AUTO_TEST_CASE(brackets_nest_and_repeated_keys_make_lists) {
    BOOST_TEST(parsed("") == "{}");
    BOOST_TEST(parsed("a=1&b&c=") == R"({"a":"1","b":"","c":""})");
    BOOST_TEST(parsed("a=1&a=2") == R"({"a":["1","2"]})");
    BOOST_TEST(parsed("a[]=1") == R"({"a":["1"]})");
    BOOST_TEST(parsed("a[]=1&a[]=2") == R"({"a":["1","2"]})");
    BOOST_TEST(parsed("a[][]=1") == R"({"a":["1"]})");
    BOOST_TEST(parsed("a[b]=1&a[c]=2") == R"({"a":{"b":"1","c":"2"}})");
    BOOST_TEST(parsed("a%5Bb%5d=1") == R"({"a":{"b":"1"}})");
    BOOST_TEST(parsed("[a]=1") == R"({"a":"1"})");
    BOOST_TEST(parsed("a[1]=y&a[0]=x") == R"({"a":["x","y"]})");
    BOOST_TEST(parsed("a[7]=x") == R"({"a":["x"]})"); // holes close up
    BOOST_TEST(parsed("a=1&a[b]=2") == R"({"a":["1",{"b":"2"}]})");
    BOOST_TEST(parsed("a[b]=1&a[]=2") == R"({"a":{"0":"2","b":"1"}})");
    BOOST_TEST(parsed("a[]=b=c") == R"({"a":["b=c"]})");
}

BOOST_AUTO_TEST_CASE(percent_and_plus_are_decoded_where_they_can_be) {
    BOOST_TEST(parsed("a=%20x+y") == R"({"a":" x y"})");
    BOOST_TEST(parsed("a=%zz+1") == R"({"a":"%zz 1"})");
    BOOST_TEST(parsed("a=%ff") == R"({"a":"%ff"})");
    BOOST_TEST(parsed("a=%C3%A9") == "{\"a\":\"\xC3\xA9\"}");
    BOOST_TEST(api::percent_decoded("a%2") == "a%2");
    BOOST_TEST(api::percent_decoded("%ED%A0%80") == "%ED%A0%80"); // a surrogate
}

BOOST_AUTO_TEST_CASE(limits_hold) {
    BOOST_TEST(parsed("a[b][c][d]=1") == R"({"a":{"b":{"c":{"d":"1"}}}})");
    BOOST_TEST(boost::json::serialize(parse_query("a[b][c][d]=1", {1000, 1, 500})) == R"({"a":{"b":{"[c][d]":"1"}}})");
    BOOST_TEST(boost::json::serialize(parse_query("a=1&b=2&c=3", {2, 10, 500})) == R"({"a":"1","b":"2"})");
    BOOST_TEST(boost::json::serialize(parse_query("a=1&a=2&a=3", {1000, 10, 2})) ==
               R"({"a":{"0":"1","1":"2","2":"3"}})");
    BOOST_TEST(boost::json::serialize(parse_query("a[2]=1", {1000, 10, 2})) == R"({"a":{"2":"1"}})");
    std::string many;
    for (int i = 0; i < 3000; ++i) many += "k" + std::to_string(i) + "[499][499][499]=1&";
    BOOST_TEST(parse_query(many).size() == 1000);
}

BOOST_AUTO_TEST_CASE(names_every_object_has_are_ignored) {
    BOOST_TEST(parsed("__proto__=1&a[__proto__]=2&toString=3&constructor[x]=4&b=5") == R"({"b":"5"})");
}

BOOST_AUTO_TEST_CASE(item_queries_are_checked_although_unused) {
    BOOST_TEST(fault_of("export=foo") == "\"export\" must be one of [csv, csv_utf8, json, xml, yaml]");
    BOOST_TEST(fault_of("export=json&export=json") == "\"export\" must be one of [csv, csv_utf8, json, xml, yaml]");
    BOOST_TEST(fault_of("limit=abc") == "\"limit\" must be a number");
    BOOST_TEST(fault_of("limit=-2") == "\"limit\" must be greater than or equal to -1");
    BOOST_TEST(fault_of("limit=1.5") == "\"limit\" must be an integer");
    BOOST_TEST(fault_of("limit=1e999") == "\"limit\" cannot be infinity");
    BOOST_TEST(fault_of("offset=-1") == "\"offset\" must be greater than or equal to 0");
    BOOST_TEST(fault_of("page=x") == "\"page\" must be a number");
    BOOST_TEST(fault_of("meta=foo") == "\"meta[0]\" must be one of [total_count, filter_count]");
    BOOST_TEST(fault_of("meta=total_count,x") == "\"meta[1]\" must be one of [total_count, filter_count]");
    BOOST_TEST(fault_of("fields[a]=b") == "\"fields\" must be a string or array");
    BOOST_TEST(fault_of("fields=a.b.c.d.e.f.g.h.i.j.k") == "Max relational depth exceeded");
    BOOST_TEST(fault_of("sort=a.b.c.d.e.f.g.h.i.j.k") == "Max relational depth exceeded");
    BOOST_TEST(fault_of("limit=abc&fields=a.b.c.d.e.f.g.h.i.j.k") == "Max relational depth exceeded");
    BOOST_TEST(fault_of("filter={") == "Invalid JSON for filter object");
    BOOST_TEST(fault_of("version[a]=1") == "\"version\" must be a string");
    BOOST_TEST(fault_of("aggregate=1") == "\"aggregate\" must be of type object");
    BOOST_TEST(fault_of("alias=1") == "\"alias\" has to be an object");
}

BOOST_AUTO_TEST_CASE(a_filter_is_checked_value_by_value) {
    const std::string single = "The filter value for \"_eq\" has to be a string, number, or boolean";
    const std::string empty = "You can't filter for an empty string in \"_eq\". Use \"_empty\" or \"_nempty\" instead";
    const std::pair<const char*, std::string> cases[] = {
        {R"(filter={"a":{"_eq":{"b":1}}})", single},
        {R"(filter={"a":{"_eq":[1]}})", single},
        {"filter[a][_eq][b]=1", single},
        {R"(filter={"_and":[{"a":{"_eq":1}},{"b":{"_or":[{"_eq":[]}]}}]})", single},
        {R"(filter={"a":{"_some":{"b":{"_eq":{}}}}})", single},
        {R"(filter={"a":{"_gt":[]}})", "The filter value for \"_gt\" has to be a string, number, or boolean"},
        {"filter[a][_eq]=", empty},
        {"filter[a]=", empty},
        {R"(filter="")", empty},
        {R"(filter={"a":{"_contains":""}})",
         "You can't filter for an empty string in \"_contains\". Use \"_empty\" or \"_nempty\" instead"},
        {R"(filter={"a":{"_eq":9007199254740992}})", "The filter value for \"_eq\" is not a valid number"},
        {R"(filter={"a":-1e300})", "The filter value for \"_eq\" is not a valid number"},
        {R"(filter={"a":{"_in":[]}})", "\"_in\" has to be an array of values"},
        {R"(filter={"a":{"_nbetween":{}}})", "\"_nbetween\" has to be an array of values"},
        {"filter[a][_null]=x", "\"_null\" has to be a boolean"},
        {R"(filter={"a":{"_nempty":1}})", "\"_nempty\" has to be a boolean"},
        {R"(filter={"a":{"_intersects":{"type":"Circle","coordinates":[]}}})",
         "\"_intersects\" has to be a valid GeoJSON object"},
        {"filter[a][_intersects_bbox]=x", "Invalid filter object"},
        {R"(filter={"_and":[null]})", "Invalid filter object"},
        {"filter=null", "\"filter\" must be of type object"},
        {"filter=null&limit=x", "\"filter\" must be of type object"},
        {"filter=null&fields=a,,b", "\"fields[1]\" is not allowed to be empty"},
        // the filter before the alias, the alias before the depth, the depth before the types
        {"filter[a]=&alias=1", empty},
        {"alias=1&sort=a.b.c.d.e.f.g.h.i.j.k", "\"alias\" has to be an object"},
        {R"(alias={"a":1})", "\"alias\" value has to be a string. \"number\" given"},
        {R"(alias={"a":null})", "\"alias\" value has to be a string. \"object\" given"},
        {"alias[a]=b.c", "\"alias\" key/value can't contain a period character `.`"},
        {R"(filter={"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":{"j":{"k":1}}}}}}}}}}})",
         "Max relational depth exceeded"},
        {R"(deep={"a":{"_filter":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":{"j":{"k":1}}}}}}}}}}}})",
         "Max relational depth exceeded"},
        {"deep[a][_sort]=b.c.d.e.f.g.h.i.j.k.l", "Max relational depth exceeded"},
        {"deep[a][_filter]={", "Invalid JSON for filter object"},
        {"deep[a][b][_fields][x]=1", "\"fields\" must be a string or array"},
    };
    for (const auto& [raw, fault] : cases) BOOST_TEST(fault_of(raw) == fault, raw << ": " << fault_of(raw));
    for (const auto* raw :
         {R"(filter={"a":{"_eq":9007199254740991}})", R"(filter={"a":null})", "filter=[]", "filter={}", "filter=1",
          "filter[a][_in]=", "filter[a][_in]=1,2", R"(filter={"a":{"_in":null}})", "filter[a][_null]=",
          "filter[a][_null]=true", "filter[a][_nnull]=null", "filter[_and][0][a]=1", "filter[a][]=1",
          R"(filter={"a":{"_intersects":{"type":"Point","coordinates":[1,2]}}})", R"(filter={"a":{"_foo":"x"}})",
          "deep=x", "deep[a][_limit]=x", "deep[a][_sort]=b.c.d.e.f.g.h.i.j,b.c", "filter[a]=$NOW(-1 year)"})
        BOOST_TEST(fault_of(raw) == "", raw << ": " << fault_of(raw));
}

BOOST_AUTO_TEST_CASE(what_the_reference_lets_pass_passes) {
    for (const auto* raw : {"limit=",
                            "limit=-1",
                            "limit=0x10",
                            "offset=",
                            "page=0",
                            "page=",
                            "meta=*",
                            "meta=",
                            "version=",
                            "deep=1",
                            "backlink=",
                            "export=",
                            "export=csv_utf8",
                            "fields=a.b.c.d.e.f.g.h.i.j",
                            "fields=",
                            "sort=a",
                            "unknown[x]=1",
                            "search=x",
                            "filter={\"a\":{\"_eq\":1}}",
                            "alias[a]=b",
                            "aggregate[count]=*"})
        BOOST_TEST(fault_of(raw) == "", raw);
}

BOOST_AUTO_TEST_CASE(scopes_are_texts_or_lists) {
    const auto scope = [](std::string_view raw) { return api::scope_of(parse_query(raw)); };
    BOOST_TEST((scope("").kind == SnapshotScope::Kind::everything));
    BOOST_TEST((scope("includeCollections=a, b").names == std::vector<std::string>{"a", " b"}));
    BOOST_TEST((scope("includeCollections=").names == std::vector<std::string>{""}));
    BOOST_TEST((scope("includeCollections[]=a,b").names == std::vector<std::string>{"a,b"}));
    BOOST_TEST((scope("excludeCollections=a&excludeCollections=b").kind == SnapshotScope::Kind::exclude));
    const auto fault = [](std::string_view raw) {
        return payload_fault(raw, [](const auto& query) { api::scope_of(query); });
    };
    BOOST_TEST(fault("includeCollections=&excludeCollections=b") ==
               "Invalid payload. Validation error: \"includeCollections\" and \"excludeCollections\" parameters cannot "
               "be used together.");
    BOOST_TEST(fault("includeCollections[x]=a") ==
               "Invalid payload. Validation error: Invalid input: expected string, received object at "
               "\"includeCollections\" or Invalid input: expected array, received object at \"includeCollections\".");
}

BOOST_AUTO_TEST_CASE(force_and_mode_follow_the_truth_table) {
    const auto diff = [](std::string_view raw) { return api::diff_query_of(parse_query(raw)); };
    for (const auto* raw : {"force", "force=", "force=true", "force=1"}) {
        BOOST_TEST(diff(raw).force, raw);
        BOOST_TEST(api::apply_forces(parse_query(raw)), raw);
    }
    for (const auto* raw : {"", "force=false", "force=0", "force=yes", "force=TRUE", "Force=true"}) {
        BOOST_TEST(!diff(raw).force, raw);
        BOOST_TEST(!api::apply_forces(parse_query(raw)), raw);
    }
    BOOST_TEST(!api::apply_forces(parse_query("force=1&force=1")));
    BOOST_TEST((diff("mode=merge").mode == DiffMode::merge));
    BOOST_TEST((diff("mode=mirror").mode == DiffMode::mirror));
    const auto fault = [](std::string_view raw) {
        return payload_fault(raw, [](const auto& query) { api::diff_query_of(query); });
    };
    BOOST_TEST(fault("force=1&force=1") ==
               "Invalid payload. Validation error: Invalid input: expected string, received array at \"force\".");
    for (const auto* raw : {"mode=", "mode=MERGE", "mode[]=merge"})
        BOOST_TEST(fault(raw) == "Invalid payload. Validation error: Invalid option: expected one of "
                                 "\"merge\"|\"mirror\" at \"mode\".");
}

BOOST_AUTO_TEST_SUITE_END()
