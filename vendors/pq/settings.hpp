// SPDX-License-Identifier: Apache-2.0
// The settings of a connection through libpq. Errors: kit::Error E_INVALID naming the key, never its value.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <schemad/vendor.hpp>

namespace schemad::pq {

struct Options {
    std::vector<std::pair<std::string, std::string>> conninfo; // libpq's keywords, in the order they are to be given
    std::vector<std::string> search_path{"public"};            // of the session, whatever its role or database has set
    std::chrono::milliseconds connect_timeout{10'000}, statement_timeout{0}, lock_timeout{10'000};
    std::chrono::milliseconds read_timeout{60'000}; // of a statement outside of an apply: statement_timeout, if stated
    // An apply whose process says nothing for so long is ended by the server, which frees its lock; 0: never.
    std::chrono::milliseconds apply_idle_timeout{60'000};
};

// product: "postgres" or "cockroachdb", for messages.
Options read_settings(const kit::Settings& settings, std::string_view product);

inline constexpr std::string_view known_settings =
    "connection_string host port database user password search_path ssl_mode ssl_ca ssl_cert ssl_key application_name "
    "connect_timeout_ms statement_timeout_ms lock_timeout_ms apply_idle_timeout_ms";
// Which database they lead to: <schemad/settings.h>.
std::string target_of(const kit::Settings& settings, std::string_view product);

} // namespace schemad::pq
