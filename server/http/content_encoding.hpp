// SPDX-License-Identifier: Apache-2.0
// Undoes a request body's Content-Encoding: gzip, deflate (zlib-wrapped or raw), identity
// (docs/spec/engine-1-http.md 1.1 step 4). Pure; any thread; burns CPU, so it is called on a worker. Memory: never more
// output than the limit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "server/http/message.hpp"

namespace schemad::http {

enum class Coding { identity, gzip, deflate, unsupported };
Coding coding_named(std::string_view lower_case_name) noexcept;

struct Decoded {
    Request::BodyFault fault = Request::BodyFault::none; // none, too_large or corrupt_encoding
    std::string body;
    std::string detail; // zlib's words when corrupt
};
// gzip may consist of several members, padded with zero bytes.
Decoded decode(std::string_view data, Coding, std::size_t limit);

// Replaces request.body, or sets body_fault and leaves the body as it was received.
void undo_content_encoding(Request&, std::size_t limit);

} // namespace schemad::http
