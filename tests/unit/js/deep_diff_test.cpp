// SPDX-License-Identifier: Apache-2.0
// What changed, and doing it again. docs/spec/engine-2-model.md 3.3, docs/spec/engine-6-apply.md 6.2.
#include <cmath>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "engine/js/deep_diff.hpp"
#include "engine/js/value.hpp"

using namespace schemad::js;

namespace {

std::string diff(const char* l, const char* r) {
    const auto lhs = json::parse(l), rhs = json::parse(r);
    const auto text = json::serialize(deep_diff(&lhs, &rhs));
    if (lhs.is_object() && rhs.is_object())
        BOOST_TEST(json::serialize(deep_diff(lhs.get_object(), rhs.get_object())) == text);
    return text;
}

std::string applied(const char* target, const char* change) {
    auto v = json::parse(target);
    apply_change(v, json::parse(change).as_object());
    return json::serialize(v);
}

void refused(const char* target, const char* change) {
    auto v = json::parse(target);
    BOOST_TEST_CONTEXT(target << " with " << change)
    BOOST_CHECK_THROW(apply_change(v, json::parse(change).as_object()), std::invalid_argument);
}

} // namespace

BOOST_AUTO_TEST_SUITE(deep_diff_suite)

BOOST_AUTO_TEST_CASE(absent_is_not_null) {
    const json::value null, one = 1;
    BOOST_TEST(deep_diff(nullptr, nullptr).empty());
    BOOST_TEST(json::serialize(deep_diff(nullptr, &null)) == R"([{"kind":"N","rhs":null}])");
    BOOST_TEST(json::serialize(deep_diff(&null, nullptr)) == R"([{"kind":"D","lhs":null}])");
    BOOST_TEST(json::serialize(deep_diff(&null, &one)) == R"([{"kind":"E","lhs":null,"rhs":1}])");
    BOOST_TEST(diff("null", "null") == "[]");
}

BOOST_AUTO_TEST_CASE(scalars_are_compared_strictly) {
    BOOST_TEST(diff("1", "1.0") == "[]");
    BOOST_TEST(diff("0", "-0.0") == "[]");
    BOOST_TEST(diff("9007199254740993", "9007199254740992") == "[]");
    BOOST_TEST(diff("1", "\"1\"") == R"([{"kind":"E","lhs":1,"rhs":"1"}])");
    BOOST_TEST(diff("[]", "{}") == R"([{"kind":"E","lhs":[],"rhs":{}}])");
    const json::value nan = std::nan("");
    BOOST_TEST(deep_diff(&nan, &nan).empty());
}

BOOST_AUTO_TEST_CASE(arrays_are_not_aligned) {
    BOOST_TEST(
        diff("[1,2,3]", "[2,3]") ==
        R"([{"kind":"A","index":2,"item":{"kind":"D","lhs":3}},{"kind":"E","path":[1],"lhs":2,"rhs":3},{"kind":"E","path":[0],"lhs":1,"rhs":2}])");
    BOOST_TEST(
        diff(R"({"a":[]})", R"({"a":[1,2]})") ==
        R"([{"kind":"A","path":["a"],"index":1,"item":{"kind":"N","rhs":2}},{"kind":"A","path":["a"],"index":0,"item":{"kind":"N","rhs":1}}])");
    BOOST_TEST(diff("[[1]]", "[[1,2]]") == R"([{"kind":"A","path":[0],"index":1,"item":{"kind":"N","rhs":2}}])");
}

BOOST_AUTO_TEST_CASE(members_of_the_left_come_first) {
    BOOST_TEST(
        diff(R"({"a":1,"b":2,"c":3})", R"({"d":4,"c":5,"a":1})") ==
        R"([{"kind":"D","path":["b"],"lhs":2},{"kind":"E","path":["c"],"lhs":3,"rhs":5},{"kind":"N","path":["d"],"rhs":4}])");
    BOOST_TEST(diff(R"({"a":{"x":1}})", R"({"a":{"x":1,"y":{}}})") == R"([{"kind":"N","path":["a","y"],"rhs":{}}])");
}

BOOST_AUTO_TEST_CASE(a_new_empty_key_is_never_seen) {
    BOOST_TEST(diff("{}", R"({"":1})") == "[]");
    BOOST_TEST(diff(R"({"":1})", "{}") == R"([{"kind":"D","path":[""],"lhs":1}])");
    BOOST_TEST(diff(R"({"":1})", R"({"":2})") == R"([{"kind":"E","path":[""],"lhs":1,"rhs":2}])");
}

BOOST_AUTO_TEST_CASE(allocates_where_it_is_told) {
    json::monotonic_resource pool;
    const auto l = json::parse(R"({"a":[{"b":1}]})"), r = json::parse(R"({"a":[{"b":{}}]})");
    const auto changes = deep_diff(&l, &r, &pool);
    const auto& change = changes.at(0).as_object();
    BOOST_TEST((changes.storage() == json::storage_ptr(&pool)));
    BOOST_TEST((change.at("path").as_array().storage() == json::storage_ptr(&pool)));
    BOOST_TEST((change.at("rhs").as_object().storage() == json::storage_ptr(&pool)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(apply_change_suite)

BOOST_AUTO_TEST_CASE(members_are_set_and_removed) {
    BOOST_TEST(applied(R"({"a":1,"b":2})", R"({"kind":"E","path":["a"],"lhs":1,"rhs":{"x":1}})") ==
               R"({"a":{"x":1},"b":2})");
    BOOST_TEST(applied(R"({"a":1,"b":2,"c":3})", R"({"kind":"D","path":["a"]})") == R"({"b":2,"c":3})");
    BOOST_TEST(applied(R"({"a":1})", R"({"kind":"D","path":["x"]})") == R"({"a":1})");
    BOOST_TEST(applied(R"({"a":1})", R"({"kind":"N","path":["b"],"rhs":null})") == R"({"a":1,"b":null})");
    BOOST_TEST(applied(R"({"b":1,"9":2})", R"({"kind":"N","path":["10"],"rhs":3})") == R"({"9":2,"10":3,"b":1})");
    BOOST_TEST(applied(R"({"a":1,"b":2})", R"({"kind":"E","path":["a"]})") == R"({"b":2})"); // undefined
}

BOOST_AUTO_TEST_CASE(missing_containers_are_made) {
    BOOST_TEST(applied("{}", R"({"kind":"N","path":["a","b"],"rhs":1})") == R"({"a":{"b":1}})");
    BOOST_TEST(applied("{}", R"({"kind":"N","path":["a",0,"c"],"rhs":1})") == R"({"a":[{"c":1}]})");
    BOOST_TEST(applied("{}", R"({"kind":"N","path":["a",1],"rhs":1})") == R"({"a":[null,1]})");
    BOOST_TEST(applied(R"({"b":0})", R"({"kind":"N","path":["7","c","d"],"rhs":1})") == R"({"7":{"c":{"d":1}},"b":0})");
    BOOST_TEST(applied("{}", R"({"kind":"A","path":["a"],"index":0,"item":{"kind":"N","rhs":1}})") == R"({"a":[1]})");
}

BOOST_AUTO_TEST_CASE(elements_are_set_and_removed) {
    BOOST_TEST(applied("[1,2,3]", R"({"kind":"A","index":1,"item":{"kind":"D"}})") == "[1,3]");
    BOOST_TEST(applied("[1,2,3]", R"({"kind":"A","index":-1,"item":{"kind":"D"}})") == "[1,2]");
    BOOST_TEST(applied("[1,2,3]", R"({"kind":"A","index":9,"item":{"kind":"D"}})") == "[1,2,3]");
    BOOST_TEST(applied("[1]", R"({"kind":"A","index":0,"item":{"kind":"E","rhs":2}})") == "[2]");
    BOOST_TEST(applied("[]", R"({"kind":"A","index":2,"item":{"kind":"N","rhs":2}})") == "[null,null,2]");
    BOOST_TEST(applied("[1,[2]]", R"({"kind":"A","index":1,"item":{"kind":"A","index":0,"item":{"kind":"D"}}})") ==
               "[1,[]]");
    BOOST_TEST(applied("[{}]", R"({"kind":"A","index":0,"item":{"kind":"N","path":["a"],"rhs":1}})") == R"([{"a":1}])");
    BOOST_TEST(applied("[1,2]", R"({"kind":"E","path":[1],"rhs":5})") == "[1,5]");
    BOOST_TEST(applied("[1,2]", R"({"kind":"E","path":["1"],"rhs":5})") == "[1,5]");
    BOOST_TEST(applied("[1,2]", R"({"kind":"D","path":[0]})") == "[null,2]"); // delete leaves a hole
    BOOST_TEST(applied(R"({"1":2})", R"({"kind":"E","path":[1],"rhs":5})") == R"({"1":5})");
}

BOOST_AUTO_TEST_CASE(a_prototype_is_not_a_member) {
    BOOST_TEST(applied("{}", R"({"kind":"N","path":["__proto__"],"rhs":{"x":1}})") == "{}");
    BOOST_TEST(applied("{}", R"({"kind":"N","path":["__proto__","x"],"rhs":1})") == "{}");
    BOOST_TEST(applied(R"({"__proto__":{"x":1}})", R"({"kind":"E","path":["__proto__","x"],"rhs":2})") ==
               R"({"__proto__":{"x":2}})");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_refused) {
    refused(R"({"a":1})", R"({"kind":"E","lhs":1,"rhs":2})");
    refused(R"({"a":1})", R"({"kind":"D"})");
    refused(R"({"a":1})", R"({"kind":"N","path":[],"rhs":2})");
    refused(R"({"a":1})", R"({"kind":"N","path":"a","rhs":2})");
    refused(R"({"a":1})", R"({"kind":"N","path":[true],"rhs":2})");
    refused(R"({"a":null})", R"({"kind":"N","path":["a","b"],"rhs":2})");
    refused(R"({"a":null})", R"({"kind":"N","path":["a","b","c"],"rhs":2})");
    refused(R"({"a":"text"})", R"({"kind":"D","path":["a","b"]})");
    refused(R"({"a":1})", R"({"path":["a"],"rhs":2})");
    refused(R"({"a":1})", R"({"kind":"X","path":["a"],"rhs":2})");
    refused(R"({"a":1})", R"({"kind":"A","index":0,"item":{"kind":"N","rhs":1}})");
    refused(R"({"a":1})", R"({"kind":"A","path":["a"],"index":0,"item":{"kind":"N","rhs":1}})");
    refused("[1]", R"({"kind":"A","index":0})");
    refused("[1]", R"({"kind":"A","item":{"kind":"N","rhs":1}})");
    refused("[1]", R"({"kind":"A","index":1.5,"item":{"kind":"N","rhs":1}})");
    refused("[1]", R"({"kind":"A","index":5,"item":{"kind":"A","index":0,"item":{"kind":"D"}}})");
    refused("[1]", R"({"kind":"A","index":0,"item":{"kind":"X"}})");
    refused("[1]", R"({"kind":"A","index":5,"item":{"kind":"N","path":["a"],"rhs":1}})");
    refused("[1]", R"({"kind":"A","index":4000000000,"item":{"kind":"N","rhs":1}})"); // eats no memory
    refused("[1]", R"({"kind":"N","path":["name"],"rhs":1})");
}

BOOST_AUTO_TEST_CASE(nothing_is_nothing_to_work_on) {
    for (const char* target : {"null", "0", "false", "\"\""})
        BOOST_TEST(applied(target, R"({"kind":"E","lhs":1,"rhs":2})") == target);
}

BOOST_AUTO_TEST_CASE(a_diff_leads_from_one_to_the_other) {
    const char* states[] = {
        R"({"meta":{"choices":[{"text":"A","value":"a"}],"9":null},"schema":{"length":255}})",
        R"({"meta":{"choices":[{"text":"B"},{"value":"c"},[]],"10":{"x":[1,2,3]},"9":0}})",
        R"({"meta":{"choices":[],"10":{"x":[3]}},"schema":null,"1":"one"})",
        R"({"schema":{"length":10,"is":[true,null]},"meta":null})",
    };
    for (const char* from : states) {
        for (const char* to : states) {
            auto target = json::parse(from);
            const auto goal = json::parse(to);
            for (const auto& change : deep_diff(&target, &goal)) apply_change(target, change.as_object());
            BOOST_TEST(equal(target, goal));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
