// SPDX-License-Identifier: Apache-2.0
// What a plugin's entry may hand out, and what the loader makes of it.
#include <boost/test/unit_test.hpp>

#include <thread>

#include "tests/abi/fixture.hpp"

using namespace schemad;
using schemad::test::counters_of;
using schemad::test::PluginFolder;
using Reason = PluginError::Reason;

namespace {
struct Handshake : PluginFolder {
    Handshake() { put(); }
    std::optional<Reason> with(const char* mode) {
        ::setenv("FAKE_MODE", mode, 1);
        const auto reason = refusal();
        BOOST_TEST_MESSAGE(mode << ": " << message);
        return reason;
    }
};
} // namespace

BOOST_FIXTURE_TEST_SUITE(handshake, Handshake)

BOOST_AUTO_TEST_CASE(another_major_version) {
    BOOST_TEST((with("major") == Reason::incompatible));
    BOOST_TEST(message.find("2.0") != std::string::npos);
    BOOST_TEST(message.find("1.2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_table_too_short_to_be_read) {
    BOOST_TEST((with("no size") == Reason::incompatible));
    BOOST_TEST((with("shorter") == Reason::incompatible));
    BOOST_TEST((with("huge") == Reason::incompatible));
}

BOOST_AUTO_TEST_CASE(a_later_minor_is_served) { BOOST_TEST(!with("newer").has_value()); }

BOOST_AUTO_TEST_CASE(an_entry_that_fails) {
    BOOST_TEST((with("throws") == Reason::refused));
    BOOST_TEST((with("declines") == Reason::refused));
    BOOST_TEST(message.find("declined to serve host ABI 1.2") != std::string::npos, message);
    BOOST_TEST((with("says why") == Reason::refused));
    BOOST_TEST(message.find("could not introduce itself: its licence has run out") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(every_function_has_to_be_there) {
    for (const std::string function : {"open", "close", "ping", "query", "execute", "begin", "commit", "rollback",
                                       "cancel", "inspect", "render", "preview_column"}) {
        BOOST_TEST((with(("no " + function).c_str()) == Reason::incomplete));
        BOOST_TEST(message.find(function + "()") != std::string::npos, message);
    }
    BOOST_TEST(!with("no get_extension").has_value()); // it offers none
}

BOOST_AUTO_TEST_CASE(who_it_says_it_is) {
    for (const auto* mode : {"other name", "no name", "no vendor string", "no quote"})
        BOOST_TEST((with(mode) == Reason::incomplete));
}

BOOST_AUTO_TEST_CASE(a_refused_plugin_leaves_the_loader_working) {
    auto one = loader();
    ::setenv("FAKE_MODE", "throws", 1);
    BOOST_CHECK_THROW(one.load("fake"), PluginError);
    ::unsetenv("FAKE_MODE");
    BOOST_TEST(one.load("fake")->name() == "fake");
}

BOOST_AUTO_TEST_CASE(a_plugin_is_loaded_once_and_shared) {
    auto one = loader();
    const auto first = one.load("fake");
    BOOST_TEST(one.load("fake") == first);
    BOOST_TEST(counters_of(*first).entries == 1);
}

BOOST_AUTO_TEST_CASE(many_threads_ask_at_once) {
    auto one = loader();
    std::vector<std::shared_ptr<const Vendor>> got(8);
    {
        std::vector<std::jthread> threads;
        for (auto& slot : got) threads.emplace_back([&] { slot = one.load("fake"); });
    }
    for (const auto& vendor : got) BOOST_TEST(vendor == got.front());
    BOOST_TEST(counters_of(*got.front()).entries == 1);
}

BOOST_AUTO_TEST_CASE(a_connection_keeps_its_vendor) {
    std::unique_ptr<Connection> connection;
    {
        auto gone = loader();
        connection = gone.load("fake")->open({});
    }
    connection->ping();
    BOOST_TEST(connection->vendor().name() == "fake");
}

BOOST_AUTO_TEST_CASE(log_lines_name_the_vendor) {
    auto one = loader();
    one.load("fake")->open({})->ping();
    BOOST_REQUIRE(logged.size() == 2u); // a line without text is none
    BOOST_TEST(logged[0].second == "vendor fake: pinged");
    BOOST_TEST(logged[0].first == SCHEMAD_LOG_INFO);
    BOOST_TEST(logged[1].first == SCHEMAD_LOG_ERROR);
}

BOOST_AUTO_TEST_CASE(a_log_that_throws_or_is_not_there_harms_nobody) {
    PluginLoader silent(path, {"fake"}, nullptr);
    silent.load("fake")->open({})->ping();
    PluginLoader angry(path, {"fake"}, [](int, std::string_view) { throw std::runtime_error("disk full"); });
    angry.load("fake")->open({})->ping();
}

BOOST_AUTO_TEST_SUITE_END()
