// SPDX-License-Identifier: Apache-2.0
// Beast's parser writing straight into a Request: no second copy of headers or body. Internal to session.cpp.
#pragma once

#include <string>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "server/http/message.hpp"

namespace schemad::http {

namespace beast_http = boost::beast::http;
using BeastError = boost::beast::error_code;

class RequestParser final : public beast_http::basic_parser<true> {
public:
    RequestParser(Request& request, std::size_t header_bytes, std::size_t body_bytes)
        : request_(request), body_bytes_(body_bytes) {
        header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(header_bytes, UINT32_MAX)));
        body_limit(boost::none); // counted here, so that it is a fault of the body and not of the connection
    }

    const std::string& target() const noexcept { return target_; }
    int minor() const noexcept { return minor_; }
    bool method_known() const noexcept { return method_known_; }

private:
    static constexpr std::size_t max_headers = 1000;
    static constexpr std::size_t max_extensions = std::size_t{16} * 1024; // of all chunks of a body together

    void on_request_impl(beast_http::verb verb, boost::beast::string_view method, boost::beast::string_view target,
                         int version, BeastError&) override {
        request_.method.assign(method.data(), method.size());
        target_.assign(target.data(), target.size());
        minor_ = version - 10;
        // The methods Node's parser knows. CONNECT asks for a tunnel, which this server never is.
        method_known_ = verb != beast_http::verb::connect &&
                        (verb != beast_http::verb::unknown || method == "QUERY" || method == "SOURCE");
    }
    void on_field_impl(beast_http::field, boost::beast::string_view name, boost::beast::string_view value,
                       BeastError& error) override {
        if (head_done_) return; // trailers carry nothing we read
        if (request_.headers.size() >= max_headers) {
            error = beast_http::error::header_limit;
            return;
        }
        request_.headers.emplace_back(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    void on_header_impl(BeastError&) override { head_done_ = true; }
    void on_chunk_header_impl(std::uint64_t size, boost::beast::string_view extensions, BeastError& error) override {
        if (size > body_bytes_ - request_.body.size()) error = beast_http::error::body_limit; // before it is sent
        extensions_ += extensions.size();
        if (extensions_ > max_extensions) error = beast_http::error::bad_chunk_extension;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view data, BeastError& error) override {
        if (data.size() > body_bytes_ - request_.body.size()) {
            error = beast_http::error::body_limit;
            return 0;
        }
        request_.body.append(data.data(), data.size());
        return data.size();
    }
    void on_finish_impl(BeastError&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
    // Bodies of a known length are read past the parser, responses do not come in.
    std::size_t on_body_impl(boost::beast::string_view data, BeastError&) override { return data.size(); }
    void on_response_impl(int, boost::beast::string_view, int, BeastError&) override {}

    Request& request_;
    std::size_t body_bytes_;
    std::string target_;
    std::size_t extensions_ = 0;
    int minor_ = 1;
    bool method_known_ = false;
    bool head_done_ = false;
};

} // namespace schemad::http
