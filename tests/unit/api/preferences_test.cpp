// SPDX-License-Identifier: Apache-2.0
// Prefer (RFC 7240) and Accept, as far as an apply looks at them.
#include <boost/test/unit_test.hpp>

#include "server/api/preferences.hpp"

using namespace schemad;

namespace {

http::Request with(const char* name, std::vector<std::string> values) {
    http::Request request;
    for (auto& value : values) request.headers.emplace_back(name, std::move(value));
    return request;
}

// "-": not asynchronous; else the seconds, or nothing
std::string prefer(std::vector<std::string> values) {
    const auto found = api::async_preference(with("prefer", std::move(values)));
    if (!found) return "-";
    return found->wait ? std::to_string(found->wait->count()) : "";
}

bool events(std::vector<std::string> values) { return api::prefers_events(with("Accept", std::move(values))); }

} // namespace

BOOST_AUTO_TEST_SUITE(preferences)

BOOST_AUTO_TEST_CASE(respond_async_is_found_in_every_spelling) {
    BOOST_TEST(prefer({}) == "-");
    BOOST_TEST(prefer({"respond-async"}) == "");
    BOOST_TEST(prefer({"Respond-ASYNC"}) == "");
    BOOST_TEST(prefer({"respond-async=\"\""}) == "");
    BOOST_TEST(prefer({"respond-async; foo=1"}) == "");
    BOOST_TEST(prefer({"return=minimal, respond-async"}) == "");
    BOOST_TEST(prefer({"return=minimal", "\t respond-async ,,"}) == "");
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_it_is_not) {
    for (const auto* value : {"", ",", "wait=5", "respond-async=no", "xrespond-async", "foo=\"a, respond-async\"",
                              "foo=\"a\\\", respond-async", "foo; respond-async", "respond-async=1, respond-async"})
        BOOST_TEST(prefer({value}) == "-", value);
}

BOOST_AUTO_TEST_CASE(wait_is_bounded_and_the_first_counts) {
    BOOST_TEST(prefer({"respond-async, wait=10"}) == "10");
    BOOST_TEST(prefer({"wait=7", "respond-async"}) == "7");
    BOOST_TEST(prefer({"respond-async, WAIT = \"5\""}) == "5");
    BOOST_TEST(prefer({"respond-async, wait=0"}) == "0");
    BOOST_TEST(prefer({"respond-async, wait=1, wait=2"}) == "1");
    BOOST_TEST(prefer({"respond-async, wait=99999999999999999999999"}) == "30");
    for (const auto* value : {"respond-async, wait", "respond-async, wait=", "respond-async, wait=-1",
                              "respond-async, wait=1.5", "respond-async, wait=x, wait=3"})
        BOOST_TEST(prefer({value}) == "", value);
}

BOOST_AUTO_TEST_CASE(events_are_sent_to_who_names_them) {
    for (const auto* value :
         {"text/event-stream", "Text/Event-Stream; q=0.1", "*/*;q=0.5, text/event-stream",
          "text/event-stream, application/json", "application/json;q=0.3, text/event-stream;q=0.301",
          "application/json;q=0, */*, text/event-stream;q=0.5"})
        BOOST_TEST(events({value}), value);
    BOOST_TEST(events({"application/json;q=0.9", "text/event-stream"}));
    for (const auto* value :
         {"", "*/*", "text/*", "application/json", "text/event-stream;q=0", "application/json, text/event-stream;q=0.9",
          "*/*, text/event-stream;q=0.5", "text/event-stream-x", "event-stream", "x=\"text/event-stream\""})
        BOOST_TEST(!events({value}), value);
}

BOOST_AUTO_TEST_CASE(a_representation_is_for_who_asks_first) {
    const auto wanted = [](std::vector<std::string> values) {
        return api::prefers_representation(with("Prefer", std::move(values)));
    };
    for (const auto* value : {"return=representation", "Return = Representation", "return=\"representation\"",
                              "respond-async, wait=5, return=representation", "return=representation; foo=1",
                              "return=representation, return=minimal"})
        BOOST_TEST(wanted({value}), value);
    BOOST_TEST(wanted({"respond-async", "return=representation"}));
    for (const auto* value : {"", "return", "return=minimal", "return=", "return=minimal, return=representation",
                              "foo=\"return=representation\"", "returns=representation", "return=representations"})
        BOOST_TEST(!wanted({value}), value);
}

BOOST_AUTO_TEST_SUITE_END()
