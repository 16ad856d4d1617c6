// SPDX-License-Identifier: Apache-2.0
// The order inside meta up to Directus 11.1, as recorded. docs/spec/versions.md, section 1.
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "tests/vectors.hpp"

using namespace schemad;

namespace {

std::string sorted(const char* text) {
    auto value = boost::json::parse(text);
    js::sort_with_lists(value);
    return boost::json::serialize(value);
}

} // namespace

BOOST_AUTO_TEST_SUITE(list_order)

BOOST_AUTO_TEST_CASE(lists_are_sorted_and_what_is_in_them_is_not) {
    BOOST_TEST(sorted(R"({"b":[3,1,2],"a":[{"y":1,"x":[2,1]}]})") == R"({"a":[{"y":1,"x":[2,1]}],"b":[1,2,3]})");
    BOOST_TEST(sorted(R"(["b","B","a","10","9"])") == R"(["10","9","B","a","b"])");
    BOOST_TEST(sorted(R"([null,2,null,1])") == R"([1,2,null,null])");
    BOOST_TEST(sorted(R"([[3,1],[2,5]])") == R"([[2,5],[3,1]])");
}

// No order at all: 10 > "9" > "10" by text, and 10 = "10". The way of sorting decides.
BOOST_AUTO_TEST_CASE(a_mixed_list_comes_out_as_recorded) {
    BOOST_TEST(sorted(R"([10,9,"9","10","a",null,true,false])") == R"([false,true,9,"10","9",10,"a",null])");
}

BOOST_AUTO_TEST_CASE(as_recorded) {
    std::size_t all = 0;
    for (const auto* version : {"9.23.1", "10.13.4"}) {
        const auto file = test::conformance() / "older" / "sort" / (std::string{version} + "-sqlite.json");
        std::ifstream in(file);
        std::stringstream text;
        text << in.rdbuf();
        const auto told = formats::read_json(text.str(), {});
        for (const auto& one : told.as_array()) {
            const auto& recorded = one.as_object();
            const auto* meta = recorded.if_contains("snapshot_meta"); // the fixtures have less of it
            const auto* options = meta ? meta->as_object().if_contains("options") : recorded.if_contains("options");
            if (!options || !options->is_structured()) continue;
            auto ours = recorded.at("sent");
            js::js_order(ours);
            js::sort_with_lists(ours);
            BOOST_TEST(formats::write_json(ours) == formats::write_json(*options), version);
            ++all;
        }
    }
    BOOST_TEST(all > 20u);
}

BOOST_AUTO_TEST_SUITE_END()
