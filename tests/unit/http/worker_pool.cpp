// SPDX-License-Identifier: Apache-2.0
#include "server/http/worker_pool.hpp"

#include <atomic>
#include <future>
#include <latch>

#include <boost/test/unit_test.hpp>

using schemad::http::WorkerPool;
using Turn = WorkerPool::Turn;

BOOST_AUTO_TEST_CASE(what_is_beyond_threads_and_queue_is_refused) {
    std::latch running(2);
    std::promise<void> release;
    const auto released = release.get_future().share();
    std::atomic<int> run = 0;
    std::atomic<int> dropped = 0;
    const WorkerPool::Job job{[&] {
                                  running.count_down();
                                  released.wait();
                              },
                              [&](Turn turn) { ++(turn == Turn::run ? run : dropped); }};
    {
        WorkerPool pool(2, 1);
        BOOST_TEST(pool.submit(job));
        BOOST_TEST(pool.submit(job));
        running.wait();
        const WorkerPool::Job waits{[] {}, job.done};
        BOOST_TEST(pool.submit(waits));
        BOOST_TEST(!pool.submit(waits));
        pool.drop_waiting();
        BOOST_TEST(dropped == 1);
        BOOST_TEST(pool.submit(waits));
        release.set_value();
    } // joins
    BOOST_TEST(run + dropped == 4);
    BOOST_TEST(run >= 2);
}

BOOST_AUTO_TEST_CASE(a_job_that_is_done_leaves_room) {
    WorkerPool pool(1, 0);
    for (int i = 0; i < 1000; ++i) {
        const auto done = std::make_shared<std::promise<void>>();
        BOOST_REQUIRE(pool.submit({[] {}, [done](Turn) { done->set_value(); }}));
        done->get_future().wait();
    }
}
