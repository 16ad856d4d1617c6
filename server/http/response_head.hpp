// SPDX-License-Identifier: Apache-2.0
// The bytes before a response's body, in the order in which Node's server sends them
// (conformance/snapshots/*/snapshot.headers.txt). Pure; any thread.
#pragma once

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>

#include "server/http/message.hpp"

namespace schemad::http {

std::string_view reason_phrase(int status) noexcept; // "unknown" for a status without a name

// False for statuses that never carry a body nor a Content-Length: 1xx, 204, 304.
bool may_have_body(int status) noexcept;

// "Fri, 20 Nov 2026 21:37:15 GMT"
std::string http_date(std::time_t);

// How the other side knows where the body ends: by its length, as chunks, or by the connection's end (HTTP/1.0).
enum class BodyEnd { length, chunks, connection };

// Appends status line and headers. Content-Length goes before a trailing ETag. Headers that belong to the session are
// taken from nobody else; control characters in values are dropped, so that no value can start a header of its own.
void append_head(std::string& out, const Response&, std::string_view date, bool keep_alive,
                 std::chrono::milliseconds idle_timeout, BodyEnd = BodyEnd::length);

} // namespace schemad::http
