// SPDX-License-Identifier: Apache-2.0
// Key order, equality and the deep sort. docs/spec/engine-2-model.md, "Two JS facts", sections 2.4 and 3.3.
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "engine/js/value.hpp"

using namespace schemad::js;

namespace {

std::string ordered(json::value v) {
    js_order(v);
    return json::serialize(v);
}
std::string sorted(json::value v) {
    sort_deep(v);
    return json::serialize(v);
}
json::value parse(const char* text) { return json::parse(text); }

} // namespace

BOOST_AUTO_TEST_SUITE(order)

BOOST_AUTO_TEST_CASE(indices_come_first_ascending) {
    BOOST_TEST(ordered(parse(R"({"10":1,"9":2,"b":3})")) == R"({"9":2,"10":1,"b":3})");
    BOOST_TEST(ordered(parse(R"({"b":1,"a":2,"0":3})")) == R"({"0":3,"b":1,"a":2})");
    BOOST_TEST(ordered(parse(R"({"4294967295":1,"01":2,"-1":3,"4294967294":4})")) ==
               R"({"4294967294":4,"4294967295":1,"01":2,"-1":3})");
    BOOST_TEST(ordered(parse(R"([{"x":{"b":[],"1":[{"c":1,"2":2}]}}])")) == R"([{"x":{"1":[{"2":2,"c":1}],"b":[]}}])");
    BOOST_TEST(ordered(parse(R"({"1":1,"2":2,"b":3,"a":4})")) == R"({"1":1,"2":2,"b":3,"a":4})");
}

BOOST_AUTO_TEST_CASE(large_objects_keep_everything) {
    json::object o;
    for (int i = 99; i >= 0; --i) {
        o["k" + std::to_string(i)] = i;
        o[std::to_string(i)] = i;
    }
    json::value v = o;
    js_order(v);
    BOOST_TEST(v.as_object().size() == 200U);
    auto it = v.as_object().begin();
    for (int i = 0; i < 100; ++i, ++it) BOOST_TEST(it->key() == std::to_string(i));
    for (int i = 99; i >= 0; --i, ++it) BOOST_TEST(it->key() == "k" + std::to_string(i));
    BOOST_TEST(equal(v, o));
}

BOOST_AUTO_TEST_CASE(stays_in_its_storage) {
    json::monotonic_resource pool;
    json::value v(json::parse(R"({"b":{"a":1,"1":2},"1":3})"), &pool);
    js_order(v);
    sort_deep(v);
    BOOST_TEST((v.storage() == json::storage_ptr(&pool)));
    BOOST_TEST((v.at("b").storage() == json::storage_ptr(&pool)));
}

BOOST_AUTO_TEST_CASE(sorts_by_key_comma_value) {
    BOOST_TEST(sorted(parse(R"({"b":1,"a":{"d":1,"c":2}})")) == R"({"a":{"c":2,"d":1},"b":1})");
    // a prefix sorts after the longer key where that goes on with something below the comma
    BOOST_TEST(sorted(parse(R"({"a":1,"a!":1,"a b":1,"a-":1,"ab":1,"a+":1})")) ==
               R"({"a b":1,"a!":1,"a+":1,"a":1,"a-":1,"ab":1})");
    // where it goes on with a comma, the value decides
    BOOST_TEST(sorted(parse(R"({"a,b":"x","a":"a"})")) == R"({"a":"a","a,b":"x"})");
    BOOST_TEST(sorted(parse(R"({"a,b":"x","a":"c"})")) == R"({"a,b":"x","a":"c"})");
    BOOST_TEST(sorted(parse(R"({"a,":1,"a":null})")) == R"({"a":null,"a,":1})");
    BOOST_TEST(sorted(parse(R"({"a,b":"c","a":"b,c"})")) == R"({"a,b":"c","a":"b,c"})"); // a tie keeps the order
    BOOST_TEST(sorted(parse(R"({"a":"b,c","a,b":"c"})")) == R"({"a":"b,c","a,b":"c"})");
}

BOOST_AUTO_TEST_CASE(sort_knows_the_text_of_every_value) {
    BOOST_TEST(sorted(parse(R"({"a,2":0,"a":[1,[null,2],null]})")) == R"({"a":[1,[null,2],null],"a,2":0})"); // 1,,2,
    BOOST_TEST(sorted(parse(R"({"a,0":0,"a":[1,2]})")) == R"({"a,0":0,"a":[1,2]})");
    BOOST_TEST(sorted(parse(R"({"a":{},"a,Z":0,"a,a":0})")) == R"({"a,Z":0,"a":{},"a,a":0})"); // [object Object]
    BOOST_TEST(sorted(parse(R"({"a":true,"a,s":0,"a,u":0})")) == R"({"a,s":0,"a":true,"a,u":0})");
    BOOST_TEST(sorted(parse(R"({"a":1e21,"a,1e*":0,"a,1e,":0})")) == R"({"a,1e*":0,"a":1E21,"a,1e,":0})"); // 1e+21
}

BOOST_AUTO_TEST_CASE(sort_hoists_indices_and_loses_proto) {
    BOOST_TEST(sorted(parse(R"({"b":1,"10":2,"9":3,"a":4})")) == R"({"9":3,"10":2,"a":4,"b":1})");
    BOOST_TEST(sorted(parse(R"({"b":1,"__proto__":{"x":1},"a":[{"__proto__":1}]})")) == R"({"a":[{}],"b":1})");
    BOOST_TEST(sorted(parse(R"([3,1,{"b":1,"a":2}])")) == R"([3,1,{"a":2,"b":1}])");
    BOOST_TEST(sorted(parse("\"x\"")) == "\"x\"");
}

BOOST_AUTO_TEST_CASE(equality_is_of_content) {
    BOOST_TEST(equal(parse(R"({"a":1,"b":[1,{"c":null}]})"), parse(R"({"b":[1.0,{"c":null}],"a":1})")));
    BOOST_TEST(equal(json::value(std::int64_t{9007199254740993}), json::value(9007199254740992.0)));
    BOOST_TEST(equal(json::value(std::uint64_t{5}), json::value(std::int64_t{5})));
    BOOST_TEST(equal(json::value(0.0), json::value(-0.0)));
    BOOST_TEST(equal(json::value(std::nan("")), json::value(std::nan(""))));
    BOOST_TEST(!equal(parse("\"1\""), parse("1")));
    BOOST_TEST(!equal(parse("null"), parse("false")));
    BOOST_TEST(!equal(parse("[]"), parse("{}")));
    BOOST_TEST(!equal(parse("[1,2]"), parse("[1]")));
    BOOST_TEST(!equal(parse("[1,2]"), parse("[2,1]")));
    BOOST_TEST(!equal(parse(R"({"a":1})"), parse(R"({"b":1})")));
    BOOST_TEST(!equal(parse(R"({"a":1})"), parse(R"({"a":1,"b":1})")));
    BOOST_TEST(!equal(parse(R"({"a":{"b":1}})"), parse(R"({"a":{"b":2}})")));
}

BOOST_AUTO_TEST_SUITE_END()
