// SPDX-License-Identifier: Apache-2.0
#include "server/api/cors.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "server/http/text.hpp"

namespace schemad::api {
namespace {

// Whom an answer names; nullopt: nobody.
std::optional<std::string> allowed_origin(const http::Request& request, const config::Cors& cors) {
    if (!cors.any_origin && cors.origins.size() == 1) return cors.origins.front(); // told whoever asks
    const auto origin = request.header("origin");
    if (!origin) return std::nullopt;
    const bool listed = std::find(cors.origins.begin(), cors.origins.end(), *origin) != cors.origins.end();
    return cors.any_origin || listed ? std::optional{std::string(*origin)} : std::nullopt;
}

void add_origin(const http::Request& request, const config::Cors& cors, http::Headers& headers) {
    const auto origin = allowed_origin(request, cors);
    if (origin) headers.emplace_back("Access-Control-Allow-Origin", *origin);
    const bool varies = !origin || *origin != "*";
    const bool said = std::any_of(headers.begin(), headers.end(),
                                  [](const auto& header) { return http::same_word(header.first, "vary"); });
    if (varies && !said) headers.emplace_back("Vary", "Origin");
    if (cors.credentials) headers.emplace_back("Access-Control-Allow-Credentials", "true");
}

void add_exposed(const config::Cors& cors, http::Headers& headers) {
    if (!cors.exposed_headers.empty()) headers.emplace_back("Access-Control-Expose-Headers", cors.exposed_headers);
}

} // namespace

std::optional<http::Response> cors_preflight(const http::Request& request, const config::Cors& cors) {
    if (!cors.enabled || request.method != "OPTIONS") return std::nullopt;
    http::Response response;
    response.status = 204;
    add_origin(request, cors, response.headers);
    response.headers.emplace_back("Access-Control-Allow-Methods", cors.methods);
    response.headers.emplace_back("Access-Control-Allow-Headers", cors.allowed_headers);
    response.headers.emplace_back("Access-Control-Max-Age", std::to_string(cors.max_age));
    add_exposed(cors, response.headers);
    return response;
}

void add_cors(const http::Request& request, const config::Cors& cors, http::Response& response) {
    if (!cors.enabled) return;
    add_origin(request, cors, response.headers);
    add_exposed(cors, response.headers);
}

} // namespace schemad::api
