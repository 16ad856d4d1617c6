// SPDX-License-Identifier: Apache-2.0
// What a request's head says about its body and its connection, and which heads are refused (RFC 9112). Stricter than
// the grammar where leniency lets two servers disagree about where a request ends. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/http/message.hpp"

namespace schemad::http {

struct Refusal {
    int status;
    std::string_view reason; // static text
};

struct Framing {
    bool chunked = false;
    std::uint64_t length = 0; // without chunked
    bool expects_continue = false;
};

// Fills request.path and request.query from a target in origin, absolute or asterisk form; false: no such form.
bool split_target(std::string_view target, Request&);

// Reads the headers; sets request.has_body. `minor`: 0 for HTTP/1.0, 1 for HTTP/1.1.
std::optional<Refusal> read_framing(Request&, int minor, Framing&);

} // namespace schemad::http
