// SPDX-License-Identifier: Apache-2.0
#include "server/ops/signals.hpp"

#include <future>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

using schemad::ops::SignalWatcher;

BOOST_AUTO_TEST_SUITE(signals)

BOOST_AUTO_TEST_CASE(tells_each_signal_on_its_own_thread) {
    for (const int wanted : {SIGTERM, SIGINT}) {
        std::promise<std::pair<int, std::thread::id>> told;
        SignalWatcher watcher([&](int signal) { told.set_value({signal, std::this_thread::get_id()}); });
        kill(getpid(), wanted);
        const auto [signal, thread] = told.get_future().get();
        BOOST_TEST(signal == wanted);
        BOOST_TEST((thread != std::this_thread::get_id()));
    }
}

BOOST_AUTO_TEST_CASE(ends_without_a_signal_and_gives_the_mask_back) {
    sigset_t before, after;
    pthread_sigmask(SIG_BLOCK, nullptr, &before);
    {
        SignalWatcher watcher([](int) {});
    }
    pthread_sigmask(SIG_BLOCK, nullptr, &after);
    BOOST_TEST(sigismember(&before, SIGTERM) == sigismember(&after, SIGTERM));
    BOOST_TEST(sigismember(&before, SIGINT) == sigismember(&after, SIGINT));
}

BOOST_AUTO_TEST_SUITE_END()
