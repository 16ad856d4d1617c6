// SPDX-License-Identifier: Apache-2.0
// Connections are bounded, kept, checked, and dropped after a fault.
#include "tests/unit/plan/project_fixture.hpp"

#include <atomic>
#include <chrono>
#include <list>
#include <thread>

#include "engine/database/connection_pool.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using namespace std::chrono_literals;

// A vendor whose server, once frozen, lets everybody wait for longer than the pool calls quick, and then is not there.
// One at a time.
class FrozenVendor final : public Vendor {
public:
    explicit FrozenVendor(std::shared_ptr<const Vendor> real) : real_(std::move(real)), copy_(real_->table()) {
        inner = &real_->table();
        frozen = false, tried = 0, trying = 0, most = 0;
        copy_.open = [](const schemad_setting* settings, std::size_t count, schemad_connection** out,
                        schemad_error* error) -> schemad_status {
            ++tried;
            const int now = ++trying;
            if (now > most) most = now;
            const bool waits = frozen;
            for (int i = 0; waits && frozen && i < 70; ++i) std::this_thread::sleep_for(10ms);
            --trying;
            if (waits && frozen) return SCHEMAD_E_CONNECTION;
            return inner->open(settings, count, out, error);
        };
        table_ = &copy_;
    }
    static inline const schemad_vendor* inner = nullptr;
    static inline std::atomic<bool> frozen = false;
    static inline std::atomic<int> tried = 0, trying = 0, most = 0;

private:
    std::shared_ptr<const Vendor> real_;
    schemad_vendor copy_;
};

struct Held { // a lease cannot be moved
    explicit Held(ConnectionPool& pool) : lease(pool.lease(0ms)) {}
    ConnectionPool::Lease lease;
};

schemad_status refusal_of(ConnectionPool& pool) {
    try {
        pool.lease(0ms);
        return SCHEMAD_OK;
    } catch (const VendorError& error) { return error.status; }
}

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

// What is counted is who asks the server, not how long anybody takes.
BOOST_AUTO_TEST_CASE(a_server_that_lets_somebody_wait_in_vain_is_asked_by_one_at_a_time) {
    const TestProject project(false);
    ConnectionPool pool(std::make_shared<FrozenVendor>(sqlite()), project.settings(), 8, 8);
    FrozenVendor::frozen = true;
    BOOST_TEST(refusal_of(pool) == SCHEMAD_E_CONNECTION); // itself
    BOOST_TEST(FrozenVendor::tried == 1);
    std::atomic<int> refused = 0;
    std::vector<std::thread> requests;
    for (int i = 0; i < 6; ++i) requests.emplace_back([&] { refused += refusal_of(pool) == SCHEMAD_E_CONNECTION; });
    for (auto& request : requests) request.join();
    BOOST_TEST(refused == 6);
    BOOST_TEST(FrozenVendor::most == 1); // the thread beside asks for all of them
    BOOST_TEST(FrozenVendor::tried < 6);
    FrozenVendor::frozen = false; // it is back, and whoever comes next is served, once the last one in vain has ended
    const auto end = std::chrono::steady_clock::now() + 60s;
    auto served = refusal_of(pool);
    while (served != SCHEMAD_OK && std::chrono::steady_clock::now() < end) served = refusal_of(pool);
    BOOST_TEST(served == SCHEMAD_OK);
    const auto before = FrozenVendor::tried.load();
    std::list<Held> held;
    for (int i = 0; i < 8; ++i) held.emplace_back(pool); // no place was lost
    BOOST_TEST(FrozenVendor::tried - before >= 6);       // asked by each itself again
    BOOST_TEST(refusal_of(pool) == SCHEMAD_E_BUSY);
}

BOOST_AUTO_TEST_CASE(a_refusal_that_comes_at_once_breaks_nothing) {
    const TestProject project(false);
    ConnectionPool pool(std::make_shared<FrozenVendor>(sqlite()), {{"filename", "/nowhere/at/all.db"}}, 2, 2);
    for (int i = 1; i <= 3; ++i) {
        BOOST_TEST(refusal_of(pool) == SCHEMAD_E_CONNECTION);
        BOOST_TEST(FrozenVendor::tried == i); // everybody asks, and hears it first hand
    }
}

BOOST_AUTO_TEST_SUITE_END()
