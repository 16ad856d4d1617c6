// SPDX-License-Identifier: Apache-2.0
// The hash of a snapshot. docs/spec/engine-2-model.md section 4. The rules themselves are in tests/conformance/js.
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

BOOST_AUTO_TEST_SUITE_END()
