// SPDX-License-Identifier: Apache-2.0
#include "server/api/respond.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "engine/formats/formats.hpp"
#include "server/api/export.hpp"
#include "server/http/text.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

// As the reference sends them: clients and their tests compare whole header sets.
std::string content_security_policy(const model::VersionTraits& traits) {
    const std::string images =
        traits.cdn_policy ? "https://cdn.directus.io;media-src 'self' https://cdn.directus.io;"
                          : "https://raw.githubusercontent.com https://avatars.githubusercontent.com;media-src 'self';";
    return "script-src 'self' 'unsafe-eval';worker-src 'self' blob:;child-src 'self' blob:;img-src 'self' data: "
           "blob: " +
           images + "connect-src 'self' https://*" + (traits.opener_policy ? " wss://*" : "") +
           ";default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors "
           "'self';object-src 'none';script-src-attr 'none';style-src 'self' https: 'unsafe-inline'";
}

constexpr std::string_view json_type = "application/json; charset=utf-8";

void mark_as_success(http::Response& response) {
    response.headers.insert(response.headers.begin(),
                            {{"Cache-Control", "no-cache"}, {"Vary", "Origin, Cache-Control"}});
}

template <class Visit> void each_in_list(std::string_view list, Visit visit) {
    while (!list.empty()) {
        auto part = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), part.size() + 1));
        const auto first = part.find_first_not_of(" \t");
        if (first == std::string_view::npos) continue;
        part = part.substr(first, part.find_last_not_of(" \t") - first + 1);
        visit(part);
    }
}

// The client's copy is still good. If-Modified-Since never is enough: there is no Last-Modified.
bool is_fresh(const http::Request& request, std::string_view etag) {
    const auto wanted = request.header("if-none-match");
    if (!wanted || request.header("if-modified-since")) return false;
    bool fresh = *wanted == "*";
    if (!fresh)
        each_in_list(*wanted, [&](std::string_view one) {
            fresh = fresh || one == etag || (etag.starts_with("W/") && one == etag.substr(2));
        });
    if (const auto control = request.header("cache-control"))
        each_in_list(*control, [&](std::string_view one) { fresh = fresh && one != "no-cache"; });
    return fresh;
}

} // namespace

std::string weak_etag(std::string_view body) {
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    if (EVP_Digest(body.data(), body.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1)
        throw std::runtime_error("SHA-1 is not available");
    std::array<unsigned char, 32> text{}; // 28 characters and a zero
    EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return fmt::format("W/\"{:x}-{}\"", body.size(), std::string_view(reinterpret_cast<const char*>(text.data()), 27));
}

bool wants_file(const json::object& query) {
    const auto* kind = query.if_contains("export");
    return kind && kind->is_string() && !kind->get_string().empty();
}

std::string json_answer(const json::value& data) {
    std::string body = R"({"data":)";
    formats::write_json(body, data);
    return body + '}';
}

http::Response respond(const json::value* data, const json::object& query, std::chrono::system_clock::time_point now) {
    http::Response response;
    if (wants_file(query)) {
        response = exported(std::string_view(query.at("export").get_string()), data, now);
    } else if (!data) {
        response.status = 204;
    } else {
        response.headers = {{"Content-Type", std::string(json_type)}};
        response.body = json_answer(*data);
    }
    mark_as_success(response);
    return response;
}

http::Response respond_with_meta(const json::value& data, const json::object& meta) {
    http::Response response{200, {{"Content-Type", std::string(json_type)}}, R"({"data":)"};
    formats::write_json(response.body, data);
    response.body += R"(,"meta":)";
    formats::write_json(response.body, json::value(meta));
    response.body += '}';
    mark_as_success(response);
    return response;
}

http::Response respond_written(std::shared_ptr<const database::WrittenText> written) {
    http::Response response{200, {{"Content-Type", std::string(json_type)}}, {}};
    response.etag = written->digest;
    const auto* text = &written->text;
    response.shared = {std::move(written), text};
    mark_as_success(response);
    return response;
}

http::Response respond_bare(int status, std::string_view content_type, const json::value& body) {
    http::Response response{status, {{"Content-Type", std::string(content_type)}}, formats::write_json(body)};
    mark_as_success(response);
    return response;
}

http::Response respond_text(std::string body) {
    return {200, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(body)};
}

void complete(const http::Request& request, http::Response& response, const model::VersionTraits& traits) {
    response.headers.insert(response.headers.begin(), {{"Content-Security-Policy", content_security_policy(traits)},
                                                       {"X-Powered-By", "schemad"}});
    if (traits.opener_policy)
        response.headers.insert(std::next(response.headers.begin()),
                                {"Cross-Origin-Opener-Policy", "same-origin-allow-popups"});
    if (response.status == 204 || response.stream) return;
    auto etag = response.etag.empty() ? weak_etag(response.content()) : std::move(response.etag);
    const bool may_be_known =
        (request.method == "GET" || request.method == "HEAD") && response.status >= 200 && response.status < 300;
    if (may_be_known && is_fresh(request, etag)) {
        response.status = 304;
        response.body.clear();
        response.shared.reset();
        std::erase_if(response.headers,
                      [](const auto& header) { return http::same_word(header.first, "content-type"); });
    }
    response.headers.emplace_back("ETag", std::move(etag));
}

} // namespace schemad::api
