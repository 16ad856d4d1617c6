// SPDX-License-Identifier: Apache-2.0
// Connections are bounded, kept, checked, and dropped after a fault.
#include "tests/unit/plan/project_fixture.hpp"

#include <chrono>
#include <thread>

#include "engine/database/connection_pool.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using namespace std::chrono_literals;

} // namespace

BOOST_AUTO_TEST_SUITE(connection_pool)

BOOST_AUTO_TEST_CASE(a_connection_is_used_again) {
    const TestProject project(false);
    ConnectionPool pool(sqlite(), project.settings(), 2, 2);
    Connection* first = nullptr;
    {
        const auto lease = pool.lease();
        first = &*lease;
        lease->ping();
    }
    const auto again = pool.lease();
    BOOST_TEST(&*again == first);
}

BOOST_AUTO_TEST_CASE(no_more_than_allowed_are_open) {
    const TestProject project(false);
    ConnectionPool pool(sqlite(), project.settings(), 1, 1);
    const auto held = pool.lease();
    try {
        pool.lease(0ms);
        BOOST_FAIL("one too many");
    } catch (const VendorError& error) { BOOST_TEST(error.status == SCHEMAD_E_BUSY); }
}

BOOST_AUTO_TEST_CASE(who_waits_gets_the_place_that_becomes_free) {
    const TestProject project(false);
    ConnectionPool pool(sqlite(), project.settings(), 1, 1);
    bool served = false;
    std::thread waiting;
    {
        const auto held = pool.lease();
        waiting = std::thread([&] {
            const auto lease = pool.lease(60s);
            served = true;
        });
    }
    waiting.join();
    BOOST_TEST(served);
}

BOOST_AUTO_TEST_CASE(after_an_exception_the_connection_is_closed_and_its_place_is_free) {
    const TestProject project(false);
    ConnectionPool pool(sqlite(), project.settings(), 1, 1);
    try {
        const auto lease = pool.lease();
        lease->begin(SCHEMAD_BEGIN_APPLY); // would still hold the write lock
        throw std::runtime_error("fault");
    } catch (const std::runtime_error&) {}
    const auto lease = pool.lease(0ms);
    lease->begin(SCHEMAD_BEGIN_APPLY);
    lease->rollback();
}

BOOST_AUTO_TEST_CASE(a_database_that_cannot_be_had_leaves_no_place_taken) {
    const TestProject project(false);
    ConnectionPool pool(sqlite(), {{"filename", "/nowhere/at/all.db"}}, 1, 1);
    for (int i = 0; i < 3; ++i) {
        try {
            pool.lease(0ms);
            BOOST_FAIL("opened");
        } catch (const VendorError& error) { BOOST_TEST(error.status != SCHEMAD_E_BUSY); }
    }
}

BOOST_AUTO_TEST_SUITE_END()
