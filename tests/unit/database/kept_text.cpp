// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <future>

#include <boost/test/unit_test.hpp>

#include "engine/database/kept_text.hpp"

using schemad::database::KeptText;
using schemad::database::WrittenText;

BOOST_AUTO_TEST_SUITE(kept_text)

BOOST_AUTO_TEST_CASE(is_found_by_what_the_connection_said_alone) {
    KeptText kept;
    BOOST_TEST(!kept.find(1, "a"));
    const auto made = kept.keep(1, "a", {"text", "digest"});
    BOOST_TEST(kept.find(1, "a") == made);
    BOOST_TEST(made->digest == "digest");
    BOOST_TEST(!kept.find(1, "b")); // something has changed
    BOOST_TEST(!kept.find(2, "a")); // another connection says nothing of this one
    BOOST_TEST(!kept.find(1, ""));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_told_is_not_kept) {
    KeptText kept;
    BOOST_TEST(kept.keep(1, "", {"text", ""})->text == "text");
    BOOST_TEST(!kept.find(1, ""));
    kept.keep(1, "a", {std::string(KeptText::max_bytes + 1, 'x'), ""});
    BOOST_TEST(!kept.find(1, "a"));
}

BOOST_AUTO_TEST_CASE(one_text_is_held_once_and_a_new_one_ends_the_old) {
    KeptText kept;
    const auto first = kept.keep(1, "a", {"text", ""});
    BOOST_TEST(kept.keep(2, "b", {"text", ""}) == first);
    BOOST_TEST(kept.find(1, "a") == first);
    BOOST_TEST(kept.find(2, "b") == first);
    const auto second = kept.keep(2, "c", {"another", ""});
    BOOST_TEST(!kept.find(1, "a")); // nobody asked this one since: what it said may be true still, and is asked again
    BOOST_TEST(kept.find(2, "c") == second);
}

BOOST_AUTO_TEST_CASE(connections_are_bounded) {
    KeptText kept;
    for (std::uint64_t i = 1; i <= 3 * KeptText::max_connections; ++i) kept.keep(i, "a", {"text", ""});
    std::size_t found = 0;
    for (std::uint64_t i = 1; i <= 3 * KeptText::max_connections; ++i) found += kept.find(i, "a") != nullptr;
    BOOST_TEST(found == KeptText::max_connections);
    BOOST_TEST(!!kept.find(3 * KeptText::max_connections, "a"));
}

BOOST_AUTO_TEST_CASE(one_at_a_time_makes_a_text_and_nobody_waits_for_ever) {
    KeptText kept;
    auto first = kept.turn_to_make(std::chrono::seconds{5});
    BOOST_TEST(first.owns_lock());
    const auto another = [&](KeptText::Clock::duration most) {
        return std::async(std::launch::async, [&kept, most] { return kept.turn_to_make(most).owns_lock(); });
    };
    BOOST_TEST(!another(std::chrono::milliseconds{1}).get()); // and goes on all the same
    auto next = another(std::chrono::minutes{1});
    first.unlock();
    BOOST_TEST(next.get());
}

BOOST_AUTO_TEST_CASE(goes_when_nobody_comes) {
    KeptText kept;
    kept.keep(1, "a", {"text", ""});
    kept.drop_if_idle(std::chrono::hours{1});
    BOOST_TEST(!!kept.find(1, "a"));
    kept.drop_if_idle(std::chrono::nanoseconds{0});
    BOOST_TEST(!kept.find(1, "a"));
}

BOOST_AUTO_TEST_SUITE_END()
