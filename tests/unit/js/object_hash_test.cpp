// SPDX-License-Identifier: Apache-2.0
// The hash of a snapshot. docs/spec/engine-2-model.md section 4. The rules themselves are in tests/conformance/js.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "engine/js/object_hash.hpp"
#include "engine/js/value.hpp"

using namespace schemad::js;

BOOST_AUTO_TEST_SUITE(object_hash_suite)

BOOST_AUTO_TEST_CASE(scalars) {
    BOOST_TEST(object_hash_text(nullptr) == "Null");
    BOOST_TEST(object_hash_text(true) == "bool:true");
    BOOST_TEST(object_hash_text(-0.0) == "number:0");
    BOOST_TEST(object_hash_text(std::int64_t{9223372036854775807}) == "number:9223372036854776000");
    BOOST_TEST(object_hash_text("a\xF0\x9F\x98\x80") == "string:3:a\xF0\x9F\x98\x80");
    BOOST_TEST(object_hash_text("a\xED\xA0\xBD") == "string:2:a\xEF\xBF\xBD");
    BOOST_TEST(object_hash("a") == "5534a68034d8b780cb8676def94b51f538c7a502");
}

BOOST_AUTO_TEST_CASE(member_order_does_not_matter_but_order_of_elements_does) {
    BOOST_TEST(object_hash(json::parse(R"({"a":1,"b":[1,2]})")) == object_hash(json::parse(R"({"b":[1,2],"a":1})")));
    BOOST_TEST(object_hash(json::parse(R"({"a":1,"b":[1,2]})")) != object_hash(json::parse(R"({"b":[2,1],"a":1})")));
    BOOST_TEST(object_hash(json::parse(R"({"a":1})")) != object_hash(json::parse(R"({"a":"1"})")));
    BOOST_TEST(object_hash(json::parse(R"({"a":null})")) != object_hash(json::parse("{}")));
}

BOOST_AUTO_TEST_CASE(the_versioned_hash_is_the_hash_of_the_pair) {
    // own keys of the names that object-hash adds make the shortcuts of plain objects impossible
    for (const char* text : {"null", "{}", "[]", "\"x\"", R"([{"a":{}}])", R"({"constructor":{"a":{}},"b":{}})",
                             R"({"x":[{"__proto__":{"y":[]}},{"prototype":{}}],"z":{}})"}) {
        const auto snapshot = json::parse(text);
        for (const char* version : {"12.4.0", "11.17.4"}) {
            const json::value pair = {{"item", snapshot}, {"version", version}};
            BOOST_TEST(versioned_hash(snapshot, version) == object_hash(pair));
        }
    }
    BOOST_TEST(versioned_hash(nullptr, "1") != versioned_hash(nullptr, "2"));
}

BOOST_AUTO_TEST_CASE(the_text_is_hashed_whole) { // around the edges of the buffer in front of the digest
    for (std::size_t size : {8100U, 8170U, 8180U, 8192U, 8193U, 20000U, 100000U}) {
        const std::string filler(size, 'x');
        json::array a;
        for (int i = 0; i < 5; ++i) a.emplace_back(filler);
        const json::value list = a;
        const auto text = object_hash_text(list);
        BOOST_TEST(text.size() > 5 * size);
        // equal texts hash equally, and a change of the last character shows
        auto other = list;
        other.as_array().back().as_string().back() = 'y';
        BOOST_TEST(object_hash(list) == object_hash(json::value(a)));
        BOOST_TEST(object_hash(list) != object_hash(other));
    }
}

BOOST_AUTO_TEST_CASE(a_shape_that_was_seen_is_written_as_a_new_one) {
    // more shapes than are remembered, small and large, with keys of every kind, each in two orders and met twice
    std::mt19937 random(4711);
    const std::vector<std::string> names{
        "a", "b", "ab", "B", "\xC3\xA9", "\xF0\x9F\x98\x80", "\xED\xA0\xBD", "", "__proto__", "prototype"};
    json::array objects;
    for (int i = 0; i < 60; ++i) {
        std::vector<std::string> keys;
        const auto count = i % 10 == 9 ? 70U : random() % 12;
        for (unsigned k = 0; k < count; ++k)
            keys.push_back(names[random() % names.size()] + std::to_string(random() % 90));
        if (i % 7 == 0) keys.push_back(names[random() % names.size()]);
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        for (int order = 0; order < 2; ++order) {
            json::object o;
            for (const auto& key : keys) o.emplace(key, json::object{{key, 1}});
            objects.push_back(std::move(o));
            std::reverse(keys.begin(), keys.end());
        }
    }
    const auto text_of = [](const json::value& alone, const json::value& first) {
        const json::array both{first, alone};
        const auto text = object_hash_text(both);
        return text.substr(object_hash_text(json::array{first}).size());
    };
    const json::value plain = json::parse("{}");
    json::array sofar{plain};
    std::string expected = object_hash_text(sofar);
    for (const auto& one : objects) {
        const auto& o = one.get_object();
        if (o.contains("__proto__") || o.contains("prototype")) continue; // these count what was visited before them
        sofar.push_back(one);
        expected += text_of(one, plain);
    }
    for (std::size_t i = 1, n = sofar.size(); i < n; ++i) {
        const auto one = sofar[i];
        sofar.push_back(one);
        expected += text_of(one, plain);
    }
    const auto count = [](std::size_t n) { return "array:" + std::to_string(n) + ":"; };
    BOOST_TEST(object_hash_text(sofar).substr(count(sofar.size()).size()) == expected.substr(count(1).size()));
    for (std::size_t i = 0; i + 1 < objects.size(); i += 2)
        BOOST_TEST(object_hash(objects[i]) == object_hash(objects[i + 1]));
}

BOOST_AUTO_TEST_SUITE_END()
