// SPDX-License-Identifier: Apache-2.0
// A request and a response as the rest of the server sees them: plain values, no Beast, no Asio.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemad::http {

using Headers = std::vector<std::pair<std::string, std::string>>; // in order; names as received or to be sent

struct Request {
    std::string method; // "GET"
    std::string path;   // as sent, still percent-encoded, without the query
    std::string query;  // after '?', raw; empty when none
    Headers headers;
    std::string body; // content encoding already undone; as received when that was not possible
    // Transfer-Encoding or a numeric Content-Length was present (0 included), docs/spec/engine-1-http.md 1.8
    bool has_body = false;
    std::string remote_ip; // the peer's address
    // A fault of the body found while reading it; the handler decides when it matters (docs/spec/engine-1-http.md 1.1:
    // the JSON parser's errors come before authentication, everything else after). withheld: there is a body, and its
    // sender is nobody who may send so much; it was not read.
    enum class BodyFault {
        none,
        too_large,
        unsupported_encoding,
        corrupt_encoding,
        withheld
    } body_fault = BodyFault::none;
    std::string body_fault_detail; // the encoding's name; for corrupt_encoding zlib's own words

    // The first header of that name, any case; nullopt when absent.
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

class BodyStream;
class LaterResponse;

struct Response {
    int status = 200;
    Headers headers; // Content-Length, Date, Connection and Keep-Alive are the session's
    std::string body;
    std::shared_ptr<const std::string> shared{}; // instead of the body: a text that several answers send
    std::string etag{};                          // of either, where it is known already
    std::shared_ptr<BodyStream> stream{};        // instead of the body: http/body_stream.hpp
    std::shared_ptr<LaterResponse> later{};      // instead of all of it: http/later_response.hpp
    std::string_view content() const noexcept { return shared ? std::string_view(*shared) : std::string_view(body); }
};

// Serves one request. Called on a worker thread, may block; must not throw (what escapes becomes a bare 500).
class Handler {
public:
    virtual ~Handler() = default;
    virtual Response handle(const Request&) = 0;
    // True when handle() neither blocks nor burns for this request (ping): then it runs on the event loop itself.
    // Asked on the event loop; requests with an encoded body always go to a worker.
    virtual bool is_light(const Request&) const noexcept { return false; }
    // Whose workers serve it: requests of one lane take nothing from those of another. Asked on the event loop, when
    // the head is there.
    virtual std::string lane_of(const Request&) const { return {}; }
    // Who may send a long body, as far as it can be told on the event loop from the head; `ask`: may_send() is called,
    // on a worker, where it may block. Nobody else's body is read beyond Limits::early_bytes.
    enum class Sender { anybody, trusted, ask };
    virtual Sender sender_of(const Request&) const noexcept { return Sender::trusted; }
    virtual bool may_send(const Request&) { return true; }
    // The answer when the queue is full: 503 with Retry-After (added when absent). And for what the parser refuses
    // (400, 408, 417, 431). Called on the event loop: must not block.
    virtual Response refusal(int status, std::string_view reason) const = 0;
};

} // namespace schemad::http
