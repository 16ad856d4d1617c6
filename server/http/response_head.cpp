// SPDX-License-Identifier: Apache-2.0
#include "server/http/response_head.hpp"

#include <array>
#include <cstdio>

#include "server/http/text.hpp"

namespace schemad::http {
namespace {

bool belongs_to_session(std::string_view name) noexcept {
    for (const std::string_view own : {"content-length", "transfer-encoding", "date", "connection", "keep-alive"})
        if (same_word(name, own)) return true;
    return false;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    for (const char c : name)
        if (!is_token_char(c)) return;
    out += name;
    out += ": ";
    for (const char c : value)
        if (const auto u = static_cast<unsigned char>(c); c == '\t' || (u >= 0x20 && u != 0x7F)) out += c;
    out += "\r\n";
}

} // namespace

std::string_view reason_phrase(int status) noexcept {
    switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Payload Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Entity";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "unknown";
    }
}

bool may_have_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

std::string http_date(std::time_t time) {
    // strftime would ask the locale
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    if (!gmtime_r(&time, &utc)) return {};
    std::array<char, 64> text{};
    const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                   days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                   months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                                   utc.tm_min, utc.tm_sec);
    return {text.data(), static_cast<std::size_t>(size)};
}

void append_head(std::string& out, const Response& response, std::string_view date, bool keep_alive,
                 std::chrono::milliseconds idle_timeout, BodyEnd end) {
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    const auto& headers = response.headers;
    const bool etag_last = !headers.empty() && same_word(headers.back().first, "etag");
    const auto before_length = headers.size() - (etag_last ? 1 : 0);
    for (std::size_t i = 0; i <= headers.size(); ++i) {
        if (i == before_length && may_have_body(response.status)) {
            if (end == BodyEnd::length) append_header(out, "Content-Length", std::to_string(response.content().size()));
            if (end == BodyEnd::chunks) append_header(out, "Transfer-Encoding", "chunked");
        }
        if (i < headers.size() && !belongs_to_session(headers[i].first))
            append_header(out, headers[i].first, headers[i].second);
    }
    append_header(out, "Date", date);
    append_header(out, "Connection", keep_alive ? "keep-alive" : "close");
    if (keep_alive) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(idle_timeout).count();
        append_header(out, "Keep-Alive", "timeout=" + std::to_string(seconds));
    }
    out += "\r\n";
}

} // namespace schemad::http
