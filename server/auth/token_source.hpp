// SPDX-License-Identifier: Apache-2.0
// Where a request's token comes from. docs/spec/engine-1-http.md 1.3. Pure; any thread.
// Errors: RequestError INVALID_PAYLOAD when it comes in two ways at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/version.hpp"
#include "server/http/message.hpp"

namespace schemad::auth {

inline constexpr std::string_view session_cookie = "directus_session_token";

struct PresentedToken {
    enum class Source { query, header, cookie };
    std::string text; // never to be logged
    Source source = Source::header;
    // False for an access_token that was repeated or nested: it is a token, so the request is not public, but it is
    // nobody's, so authentication ends with INVALID_CREDENTIALS.
    bool can_match = true;
};

// query_values: the parsed values of `access_token`, in order, decoded. query_is_nested: it came in an array or object
// form (access_token[]=, access_token[a]=). nullopt: the request is public.
// traits: older versions take the header where there are two, and no cookie.
std::optional<PresentedToken> find_token(const http::Request&, const std::vector<std::string>& query_values,
                                         bool query_is_nested = false,
                                         const model::VersionTraits& traits = model::newest_traits());

// The session cookie's value, decoded; nullopt when absent or empty. Wanted again after a refused token: a cookie equal
// to it is cleared (docs/spec/engine-1-http.md 1.4).
std::optional<std::string> session_cookie_of(const http::Request&);
// The same of another cookie.
std::optional<std::string> cookie_of(const http::Request&, std::string_view name);

} // namespace schemad::auth
