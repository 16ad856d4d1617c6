// SPDX-License-Identifier: Apache-2.0
#include "engine/error.hpp"

namespace schemad {

std::string without_zeros(std::string text) {
    for (std::size_t at = 0; (at = text.find('\0', at)) != std::string::npos;) text.replace(at, 1, "\\0");
    return text;
}

ErrorKind kind_of(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::invalid_payload: return {"INVALID_PAYLOAD", 400};
    case ErrorCode::invalid_query: return {"INVALID_QUERY", 400};
    case ErrorCode::record_not_unique: return {"RECORD_NOT_UNIQUE", 400};
    case ErrorCode::not_null_violation: return {"NOT_NULL_VIOLATION", 400};
    case ErrorCode::contains_null_values: return {"CONTAINS_NULL_VALUES", 400};
    case ErrorCode::invalid_foreign_key: return {"INVALID_FOREIGN_KEY", 400};
    case ErrorCode::value_too_long: return {"VALUE_TOO_LONG", 400};
    case ErrorCode::value_out_of_range: return {"VALUE_OUT_OF_RANGE", 400};
    case ErrorCode::invalid_credentials: return {"INVALID_CREDENTIALS", 401};
    case ErrorCode::token_expired: return {"TOKEN_EXPIRED", 401};
    case ErrorCode::forbidden: return {"FORBIDDEN", 403};
    case ErrorCode::invalid_token: return {"INVALID_TOKEN", 403};
    case ErrorCode::route_not_found: return {"ROUTE_NOT_FOUND", 404};
    case ErrorCode::conflict: return {"CONFLICT", 409};
    case ErrorCode::content_too_large: return {"CONTENT_TOO_LARGE", 413};
    case ErrorCode::unsupported_media_type: return {"UNSUPPORTED_MEDIA_TYPE", 415};
    case ErrorCode::unprocessable_content: return {"UNPROCESSABLE_CONTENT", 422};
    case ErrorCode::requests_exceeded: return {"REQUESTS_EXCEEDED", 429};
    case ErrorCode::internal: return {"INTERNAL_SERVER_ERROR", 500};
    case ErrorCode::service_unavailable: return {"SERVICE_UNAVAILABLE", 503};
    }
    return {"INTERNAL_SERVER_ERROR", 500};
}

namespace {
RequestError with_reason(ErrorCode code, const char* prefix, std::string reason) {
    boost::json::object extensions;
    extensions["reason"] = reason;
    return {code, prefix + std::move(reason) + ".", std::move(extensions)};
}
} // namespace

RequestError invalid_payload(std::string reason) {
    return with_reason(ErrorCode::invalid_payload, "Invalid payload. ", std::move(reason));
}
RequestError invalid_query(std::string reason) {
    return with_reason(ErrorCode::invalid_query, "Invalid query. ", std::move(reason));
}

} // namespace schemad
