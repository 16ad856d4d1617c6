// SPDX-License-Identifier: Apache-2.0
// The JSON body parser that stands before everything else: it applies to every route, and its faults come before those
// of the token. docs/spec/engine-1-http.md 1.1 (step 4) and 1.8 (1). Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "engine/formats/formats.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

class JsonBody {
public:
    // A body of more than `eager_bytes` is only looked at when take() asks for it: the reference refuses such bodies
    // unread, so nobody without the right to use it makes us parse one. Throws RequestError INVALID_PAYLOAD or
    // CONTENT_TOO_LARGE.
    JsonBody(const http::Request&, const formats::Limits&, std::size_t eager_bytes);

    // The request has a body and says that it is application/json.
    bool is_json() const noexcept { return is_json_; }
    // What was read before anybody asked who sends it is {} or [].
    bool is_empty() const noexcept;
    // Requires is_json(); once. An empty body is {}. Throws as the constructor does.
    boost::json::value take();

private:
    void parse();

    const http::Request& request_;
    const formats::Limits& limits_;
    std::string charset_ = "utf-8";
    bool is_json_ = false;
    std::optional<boost::json::value> value_;
};

} // namespace schemad::api
