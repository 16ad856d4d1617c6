// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

#include <schemad/host.hpp>

#include "vendors/loader/host_services.hpp"

using schemad::loader::HostServices;

BOOST_AUTO_TEST_CASE(the_table_states_version_and_size) {
    const auto* host = HostServices::make("x", nullptr).table();
    BOOST_TEST(host->struct_size == sizeof(schemad_host));
    BOOST_TEST(host->abi_major == SCHEMAD_ABI_MAJOR);
    BOOST_TEST(host->abi_minor == SCHEMAD_ABI_MINOR);
}

BOOST_AUTO_TEST_CASE(the_clock_does_not_go_back) {
    const auto* host = HostServices::make("x", nullptr).table();
    const auto before = host->monotonic_ms(host->context);
    BOOST_TEST(host->monotonic_ms(host->context) >= before);
}

BOOST_AUTO_TEST_CASE(a_line_is_bounded) {
    std::vector<std::string> lines;
    auto& services = HostServices::make("x", [&](std::int32_t, std::string_view line) { lines.emplace_back(line); });
    const auto* host = services.table();
    host->log(host->context, SCHEMAD_LOG_INFO, schemad::str(std::string(100'000, 'a')));
    BOOST_REQUIRE(lines.size() == 1u);
    BOOST_TEST(lines[0].size() == 8192 + std::string("vendor x: ").size());
    services.silence();
    host->log(host->context, SCHEMAD_LOG_INFO, schemad::str("late"));
    BOOST_TEST(lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(lines_of_many_threads_come_one_by_one) {
    std::size_t count = 0; // not atomic: the table takes turns
    auto& services = HostServices::make("x", [&](std::int32_t, std::string_view) { ++count; });
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i)
                    services.table()->log(services.table()->context, SCHEMAD_LOG_DEBUG, schemad::str("line"));
            });
    }
    BOOST_TEST(count == 2000u);
    services.silence();
}
