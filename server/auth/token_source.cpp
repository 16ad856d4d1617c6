// SPDX-License-Identifier: Apache-2.0
#include "server/auth/token_source.hpp"

#include <algorithm>

#include "engine/error.hpp"

namespace schemad::auth {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

// Exactly two parts around a single space, the first "bearer": anything else is silently no token.
std::optional<std::string_view> bearer_of(std::string_view authorization) noexcept {
    const auto space = authorization.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const auto rest = authorization.substr(space + 1);
    if (rest.empty() || rest.find(' ') != std::string_view::npos) return std::nullopt;
    if (!equals_ignoring_case(authorization.substr(0, space), "bearer")) return std::nullopt;
    return rest;
}

std::string_view trimmed(std::string_view s) noexcept {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!s.empty() && blank(s.front())) s.remove_prefix(1);
    while (!s.empty() && blank(s.back())) s.remove_suffix(1);
    return s;
}

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Percent-decoded; left as it is when an escape is broken, as cookie readers do.
std::string decoded(std::string_view s) {
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] != '%') {
            out += s[i];
            continue;
        }
        const int high = i + 2 < s.size() ? hex_digit(s[i + 1]) : -1;
        const int low = i + 2 < s.size() ? hex_digit(s[i + 2]) : -1;
        if (high < 0 || low < 0) return std::string(s);
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

// The first pair of that name counts, in whichever Cookie header it stands.
std::optional<std::string> cookie(const http::Request& request, std::string_view name) {
    for (const auto& [header, value] : request.headers) {
        if (!equals_ignoring_case(header, "cookie")) continue;
        for (std::string_view rest = value; !rest.empty();) {
            const auto end = rest.find(';');
            const auto pair = rest.substr(0, end);
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != name) continue;
            auto text = trimmed(pair.substr(equals + 1));
            if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
            return decoded(text);
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> cookie_of(const http::Request& request, std::string_view name) {
    auto value = cookie(request, name);
    return value && !value->empty() ? value : std::nullopt;
}

std::optional<std::string> session_cookie_of(const http::Request& request) {
    return cookie_of(request, session_cookie);
}

std::optional<PresentedToken> find_token(const http::Request& request, const std::vector<std::string>& query_values,
                                         bool query_is_nested, const model::VersionTraits& traits) {
    std::optional<PresentedToken> found;
    if (query_is_nested || query_values.size() > 1)
        found = PresentedToken{{}, PresentedToken::Source::query, false};
    else if (!query_values.empty() && !query_values.front().empty()) // `?access_token=` is no token
        found = PresentedToken{query_values.front(), PresentedToken::Source::query};

    if (const auto authorization = request.header("authorization")) {
        if (const auto bearer = bearer_of(*authorization)) {
            if (found && traits.two_tokens_refused)
                throw invalid_payload("The request uses more than one method for including an access token");
            found = PresentedToken{std::string(*bearer), PresentedToken::Source::header};
        }
    }
    if (!found && traits.session_cookie)
        if (auto value = session_cookie_of(request))
            found = PresentedToken{std::move(*value), PresentedToken::Source::cookie};
    return found;
}

} // namespace schemad::auth
