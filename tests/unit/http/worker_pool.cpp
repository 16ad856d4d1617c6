// SPDX-License-Identifier: Apache-2.0
#include "server/http/worker_pool.hpp"

#include <atomic>
#include <future>
#include <latch>
#include <memory>

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

namespace {

// Work that waits to be let go.
struct Held {
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    WorkerPool::Job job(std::latch& begun) {
        return {[&begun, wait = released] {
                    begun.count_down();
                    wait.wait();
                },
                [](Turn) {}};
    }
};
WorkerPool::Job telling(std::promise<Turn>& told) {
    return {[] {}, [&told](Turn turn) { told.set_value(turn); }};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_lane_has_its_share_and_no_more) {
    Held held;
    std::latch begun(2);
    WorkerPool pool({.threads = 4, .share = 2, .waiting = 1});
    BOOST_TEST(pool.submit("slow", held.job(begun)));
    BOOST_TEST(pool.submit("slow", held.job(begun)));
    begun.wait();
    std::promise<Turn> waits, other;
    BOOST_TEST(pool.submit("slow", telling(waits)));
    BOOST_TEST(!pool.submit("slow", telling(waits)));
    BOOST_TEST(pool.submit("other", telling(other)));
    BOOST_CHECK(other.get_future().get() == Turn::run);
    held.release.set_value();
    BOOST_CHECK(waits.get_future().get() == Turn::run);
}

BOOST_AUTO_TEST_CASE(however_many_lanes_are_held_the_next_one_is_served) {
    for (const std::size_t lanes : {1u, 2u, 7u, 30u}) {
        std::latch begun(static_cast<std::ptrdiff_t>(lanes));
        Held mine;
        WorkerPool pool({.threads = 2, .share = 2, .waiting = 1});
        for (std::size_t i = 0; i < lanes; ++i) BOOST_TEST(pool.submit("held" + std::to_string(i), mine.job(begun)));
        begun.wait();
        for (int i = 0; i < 3; ++i) { // and once more when its thread has ended again
            std::promise<Turn> other;
            BOOST_TEST(pool.submit("other", telling(other)));
            BOOST_CHECK(other.get_future().get() == Turn::run);
        }
        mine.release.set_value();
    }
}

BOOST_AUTO_TEST_CASE(who_takes_long_takes_no_place_of_others) {
    Held held;
    std::latch all(3);
    WorkerPool pool({.threads = 2, .share = 2, .waiting = 2, .long_run = std::chrono::seconds{0}});
    BOOST_TEST(pool.submit("slow", held.job(all)));
    BOOST_TEST(pool.submit("slow", held.job(all)));
    BOOST_TEST(pool.submit("other", held.job(all)));
    all.wait();
    std::latch second(1);
    BOOST_TEST(pool.submit("other", held.job(second))); // its second one, beside three that are slow
    second.wait();
    held.release.set_value();
}

BOOST_AUTO_TEST_CASE(who_waits_too_long_in_line_is_told) {
    Held held;
    std::latch begun(1);
    WorkerPool pool({.threads = 4,
                     .share = 1,
                     .waiting = 8,
                     .patience = std::chrono::hours{5},
                     .longest_wait = std::chrono::hours{1}});
    BOOST_TEST(pool.submit("slow", held.job(begun)));
    begun.wait();
    std::promise<Turn> waits;
    BOOST_TEST(pool.submit("slow", telling(waits)));
    auto told = waits.get_future();
    pool.look(WorkerPool::Clock::now() + std::chrono::minutes{59});
    BOOST_CHECK(told.wait_for(std::chrono::seconds{0}) == std::future_status::timeout);
    pool.look(WorkerPool::Clock::now() + std::chrono::minutes{61});
    BOOST_CHECK(told.get() == Turn::dropped);
    held.release.set_value();
}

BOOST_AUTO_TEST_CASE(a_lane_where_nothing_goes_on_takes_nothing_more) {
    Held held;
    std::latch begun(1);
    WorkerPool pool({.threads = 4, .share = 1, .waiting = 8, .patience = std::chrono::hours{1}});
    BOOST_TEST(pool.submit("stuck", held.job(begun)));
    begun.wait();
    std::promise<Turn> waits;
    BOOST_TEST(pool.submit("stuck", telling(waits)));
    auto told = waits.get_future();
    pool.look(WorkerPool::Clock::now());
    BOOST_CHECK(told.wait_for(std::chrono::seconds{0}) == std::future_status::timeout);
    pool.look(WorkerPool::Clock::now() + std::chrono::hours{2});
    BOOST_CHECK(told.get() == Turn::dropped);
    held.release.set_value();
}
