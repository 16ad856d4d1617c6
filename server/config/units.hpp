// SPDX-License-Identifier: Apache-2.0
// How values are written in a configuration: sizes, durations, addresses, names. Pure; any thread.
// nullopt: the text is not one; the caller says what was expected.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/http/server.hpp"

namespace schemad::config {

// "50mb", "64 kB", "1048576": 1 kb is 1024 bytes, as in the reference's own settings.
std::optional<std::uint64_t> bytes_of(std::string_view);
// "500ms", "10s", "2m", "1h". The unit must be there: a bare number would be somebody's guess.
std::optional<std::chrono::milliseconds> duration_of(std::string_view);
std::optional<std::uint64_t> number_of(std::string_view);
std::optional<bool> boolean_of(std::string_view); // true, false
// "127.0.0.1:8055", "[::1]:8055", "localhost:8055"; an address, not a name, so that nothing has to be resolved.
std::optional<http::Address> address_of(std::string_view);
// "127.0.0.1:8055", "[::1]:8055"
std::string text_of(const http::Address&);
// 64 hex digits in either case, made lower case.
std::optional<std::string> sha256_of(std::string_view);
// A number of bytes or milliseconds in the largest unit that holds it whole, for messages.
std::string bytes_text(std::uint64_t);
std::string duration_text(std::chrono::milliseconds);

// The candidate with the least edit distance, when it is near enough to be a slip of the finger; else empty.
std::string_view nearest(std::string_view wrong, std::span<const std::string_view> candidates);

} // namespace schemad::config
