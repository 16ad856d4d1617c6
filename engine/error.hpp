// SPDX-License-Identifier: Apache-2.0
// What the engine throws. RequestError: the request cannot be served, and why (docs/spec/engine-1-http.md 1.11); its
// text goes to the client. Everything else that is thrown (VendorError, std::exception) is an unavailable service or a
// bug and is turned into an envelope in one place, server/api/error_envelope.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <boost/json/object.hpp>

namespace schemad {

// One value per code of docs/spec/engine-1-http.md section 1.11; status and text follow from it.
enum class ErrorCode {
    invalid_payload,        // 400
    invalid_query,          // 400
    record_not_unique,      // 400
    not_null_violation,     // 400
    contains_null_values,   // 400
    invalid_foreign_key,    // 400
    value_too_long,         // 400
    value_out_of_range,     // 400
    invalid_credentials,    // 401
    token_expired,          // 401
    forbidden,              // 403
    invalid_token,          // 403
    route_not_found,        // 404
    conflict,               // 409
    content_too_large,      // 413
    unsupported_media_type, // 415
    unprocessable_content,  // 422
    requests_exceeded,      // 429
    internal,               // 500
    service_unavailable,    // 503
};
struct ErrorKind {
    const char* code; // the wire's spelling, "INVALID_PAYLOAD"
    int status;       // HTTP
};
ErrorKind kind_of(ErrorCode) noexcept;

// A zero byte would end the text of an exception: it is written as \\0.
std::string without_zeros(std::string text);

class RequestError : public std::runtime_error {
public:
    // message: the envelope's text; extensions: its members before "code".
    RequestError(ErrorCode which, const std::string& message, boost::json::object members = {})
        : std::runtime_error(without_zeros(message)), code(which), extensions(std::move(members)) {}
    ErrorCode code;
    boost::json::object extensions;
};

// "Invalid payload. <reason>." with extensions.reason
RequestError invalid_payload(std::string reason);
// "Invalid query. <reason>." with extensions.reason
RequestError invalid_query(std::string reason);

} // namespace schemad
