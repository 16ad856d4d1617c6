// SPDX-License-Identifier: Apache-2.0
// Several entries that changed records: what leads back over all of them is what the oldest one found.
#include "engine/history/records_back.hpp"

#include <boost/test/unit_test.hpp>

namespace {

namespace json = boost::json;
using schemad::history::RecordsBack;

std::string passed(std::initializer_list<const char*> newest_first) {
    RecordsBack back;
    for (const auto* one : newest_first) back.pass(json::parse(one).as_object());
    const auto document = back.document();
    return document ? json::serialize(document->at("collections")) : std::string{"nothing"};
}

} // namespace

BOOST_AUTO_TEST_SUITE(records_back)

BOOST_AUTO_TEST_CASE(nothing_is_nothing) {
    BOOST_TEST(passed({}) == "nothing");
    BOOST_TEST(passed({R"({"mode":"restore","collections":[]})"}) == "nothing");
}

BOOST_AUTO_TEST_CASE(the_oldest_value_counts) {
    BOOST_TEST(passed({R"({"collections":[{"collection":"a","items":[{"id":1,"x":2,"y":5}]}]})",
                       R"({"collections":[{"collection":"a","items":[{"id":1,"x":1}]}]})"}) ==
               R"([{"collection":"a","items":[{"id":1,"x":1,"y":5}]}])");
}

BOOST_AUTO_TEST_CASE(what_an_older_entry_made_goes_whatever_was_done_to_it) {
    BOOST_TEST(passed({R"({"collections":[{"collection":"a","items":[{"id":"k","x":2}]}]})",
                       R"({"collections":[{"collection":"a","delete":["k"]}]})"}) ==
               R"([{"collection":"a","delete":["k"]}])");
}

BOOST_AUTO_TEST_CASE(what_an_older_entry_deleted_comes_back_though_it_was_made_anew) {
    BOOST_TEST(passed({R"({"collections":[{"collection":"a","delete":[7]}]})",
                       R"({"collections":[{"collection":"a","items":[{"id":7,"x":1}]}]})"}) ==
               R"([{"collection":"a","items":[{"id":7,"x":1}]}])");
}

BOOST_AUTO_TEST_SUITE_END()
