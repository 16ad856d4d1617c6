// SPDX-License-Identifier: Apache-2.0
#include "server/ops/redact.hpp"

#include <array>
#include <optional>
#include <utility>

namespace schemad::ops {
namespace {

constexpr std::string_view mask = "***";

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// One character as a reader of URLs would see it, lower case, and how many bytes it takes here. Escapes of escapes too:
// a URL may carry a URL.
std::pair<char, std::size_t> seen(std::string_view text, std::size_t at) noexcept {
    char c = text[at];
    std::size_t size = 1;
    while (c == '%' && at + size + 1 < text.size()) {
        const int high = hex_digit(text[at + size]);
        const int low = hex_digit(text[at + size + 1]);
        if (high < 0 || low < 0) break;
        c = static_cast<char>(high * 16 + low);
        size += 2;
    }
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return {c, size};
}

// Where `word` ends when it starts at `at`.
std::optional<std::size_t> after(std::string_view text, std::size_t at, std::string_view word) noexcept {
    for (const char wanted : word) {
        if (at >= text.size()) return std::nullopt;
        const auto [c, size] = seen(text, at);
        if (c != wanted) return std::nullopt;
        at += size;
    }
    return at;
}

template <class Stop> std::size_t run_end(std::string_view text, std::size_t at, Stop stop) noexcept {
    while (at < text.size()) {
        const auto [c, size] = seen(text, at);
        if (stop(c)) break;
        at += size;
    }
    return at;
}

bool ends_value(char c) noexcept {
    return static_cast<unsigned char>(c) <= ' ' || c == '&' || c == ';' || c == ',' || c == '"' || c == '\'' ||
           c == '#';
}

// The secret that starts after `at`, as first and last byte, when one of the known names stands at `at`.
std::optional<std::pair<std::size_t, std::size_t>> secret_at(std::string_view text, std::size_t at) noexcept {
    for (const std::string_view name : {"access_token", "directus_session_token", "password", "secret"}) {
        const auto end = after(text, at, name);
        if (!end) continue;
        auto value = *end;
        if (name == "access_token") // access_token[], access_token[a][b]
            value = run_end(text, value, [](char c) { return c == '=' || c == ':' || ends_value(c); });
        value = run_end(text, value, [](char c) { return c != '"' && c != ' '; }); // "access_token": "..."
        if (value >= text.size()) continue;
        const auto [sign, size] = seen(text, value);
        if (sign != '=' && sign != ':') continue;
        value = run_end(text, value + size, [](char c) { return c != '"' && c != '\'' && c != ' '; });
        return std::pair{value, run_end(text, value, ends_value)};
    }
    if (const auto end = after(text, at, "bearer ")) {
        const auto value = run_end(text, *end, [](char c) { return c != ' '; });
        return std::pair{value, run_end(text, value, ends_value)};
    }
    if (const auto end = after(text, at, "://")) { // user:password@
        const auto stop = run_end(text, *end, [](char c) { return ends_value(c) || c == '/' || c == '?'; });
        const auto authority = text.substr(*end, stop - *end);
        const auto host = authority.rfind('@');
        const auto colon = authority.find(':');
        if (host != std::string_view::npos && colon < host) return std::pair{*end + colon + 1, *end + host};
    }
    return std::nullopt;
}

bool starts_secret(char c) noexcept { return c == 'a' || c == 'd' || c == 'p' || c == 's' || c == 'b' || c == ':'; }

} // namespace

std::string redacted(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto [c, size] = seen(text, at);
        if (starts_secret(c)) {
            if (const auto secret = secret_at(text, at); secret && secret->second > secret->first) {
                out.append(text.substr(at, secret->first - at));
                out.append(mask);
                at = secret->second;
                continue;
            }
        }
        out.append(text.substr(at, size));
        at += size;
    }
    return out;
}

} // namespace schemad::ops
