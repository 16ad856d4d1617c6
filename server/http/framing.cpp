// SPDX-License-Identifier: Apache-2.0
#include "server/http/framing.hpp"

#include <charconv>

#include "server/http/text.hpp"

namespace schemad::http {
namespace {

bool strip_scheme(std::string_view& target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (target.size() < scheme.size() || !same_word(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(scheme.size());
        return true;
    }
    return false;
}

} // namespace

bool split_target(std::string_view target, Request& request) {
    target = target.substr(0, target.find('#'));
    if (target == "*") {
        request.path = target;
        return request.method == "OPTIONS";
    }
    if (strip_scheme(target)) {
        const auto authority = target.find_first_of("/?");
        if (authority == 0) return false;
        target = authority == std::string_view::npos ? std::string_view() : target.substr(authority);
    } else if (!target.starts_with('/')) {
        return false;
    }
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (request.path.empty()) request.path = "/";
    if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
    return true;
}

std::optional<Refusal> read_framing(Request& request, int minor, Framing& framing) {
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
    for (const auto& [name, value] : request.headers) {
        if (same_word(name, "host")) {
            ++hosts;
        } else if (same_word(name, "content-length")) {
            ++lengths;
            const auto* end = value.data() + value.size();
            const auto [stop, error] = std::from_chars(value.data(), end, framing.length);
            if (error != std::errc() || stop != end || !is_digit(value.front()))
                return Refusal{400, "Content-Length is not a number"};
        } else if (same_word(name, "transfer-encoding")) {
            ++encodings;
            if (!same_word(trimmed(value), "chunked")) return Refusal{400, "Transfer-Encoding is not chunked"};
        } else if (same_word(name, "expect")) {
            if (!same_word(trimmed(value), "100-continue")) return Refusal{417, "Expectation cannot be met"};
            framing.expects_continue = minor > 0;
        }
    }
    if (hosts > 1 || (hosts == 0 && minor > 0)) return Refusal{400, "Exactly one Host header is needed"};
    if (lengths > 1) return Refusal{400, "Content-Length is given twice"};
    if (encodings > 1) return Refusal{400, "Transfer-Encoding is given twice"};
    if (encodings == 1 && lengths == 1) return Refusal{400, "Both Content-Length and Transfer-Encoding are given"};
    if (encodings == 1 && minor == 0) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
    framing.chunked = encodings == 1;
    request.has_body = framing.chunked || lengths == 1;
    return std::nullopt;
}

} // namespace schemad::http
