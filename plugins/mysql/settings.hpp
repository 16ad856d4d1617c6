// SPDX-License-Identifier: Apache-2.0
// Connection settings as the configuration gives them, read once. docs/spec/vendors-5-ddl.md 10.3 (lifecycle).
// Errors: kit::Error{E_INVALID} naming the setting, never its value. Pure functions.
#pragma once

#include <chrono>
#include <string>

#include <schemad/vendor.hpp>

namespace schemad::mysql {

struct Options {
    enum class Tls { disable, prefer, require, verify };
    std::string host = "localhost", socket, database, user, password;
    unsigned port = 3306;
    std::string charset; // of new tables; the connection itself always speaks utf8mb4
    Tls tls = Tls::prefer;
    std::string ssl_ca, ssl_cert, ssl_key;
    std::chrono::milliseconds connect_timeout{10'000}, statement_timeout{0}, lock_timeout{10'000};
    std::chrono::milliseconds read_timeout{60'000}; // of a statement outside of an apply: statement_timeout, if stated
    // how long an apply may be silent before the server ends it; 0: as long as the server lets anybody
    std::chrono::milliseconds apply_idle_timeout{60'000};
};

// connection_string (mysql://user:password@host:port/database?setting=value) first, single settings above it.
Options read_settings(const kit::Settings& settings);

inline constexpr std::string_view known_settings =
    "connection_string host port socket database user password charset ssl_mode ssl_ca ssl_cert ssl_key "
    "connect_timeout_ms statement_timeout_ms lock_timeout_ms apply_idle_timeout_ms";
// Which database they lead to: <schemad/settings.h>.
std::string target_of(const kit::Settings& settings);

} // namespace schemad::mysql
