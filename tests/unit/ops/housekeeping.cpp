// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <future>
#include <vector>

#include "server/ops/housekeeping.hpp"

using schemad::ops::Housekeeping;

BOOST_AUTO_TEST_SUITE(housekeeping)

BOOST_AUTO_TEST_CASE(comes_again_and_again) {
    std::promise<void> third;
    std::atomic<int> times{0};
    {
        const Housekeeping keeping(std::chrono::milliseconds{1}, [&] {
            if (++times == 3) third.set_value();
        });
        BOOST_TEST((third.get_future().wait_for(std::chrono::seconds{30}) == std::future_status::ready));
    }
    const int at_the_end = times;
    BOOST_TEST(at_the_end >= 3);
    BOOST_TEST(times == at_the_end); // nothing runs any more
}

BOOST_AUTO_TEST_CASE(ends_without_waiting_for_its_turn) {
    std::atomic<int> times{0};
    {
        const Housekeeping keeping(std::chrono::hours{24}, [&] { ++times; });
    } // else this test never ends
    BOOST_TEST(times == 0);
}

BOOST_AUTO_TEST_SUITE_END()
