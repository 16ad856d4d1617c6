// SPDX-License-Identifier: Apache-2.0
#include "server/api/error_envelope.hpp"

#include <cstdint>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <schemad/host.hpp>

#include "engine/formats/formats.hpp"
#include "engine/text/digest.hpp"
#include "server/api/utf8.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr std::string_view retry_after_seconds = "1";

http::Response envelope(int status, std::string_view code, std::string_view message, json::object extensions) {
    extensions.erase("code");
    extensions["code"] = code; // the last member
    json::object error;
    error["message"] = message;
    error["extensions"] = std::move(extensions);
    json::object body;
    body["errors"] = json::array{std::move(error)};
    return {status, {{"Content-Type", "application/json; charset=utf-8"}}, formats::write_json(body)};
}

// Answers the id under which it stands in the log.
std::string log_fault(std::string_view event, std::string_view what, std::string_view project) {
    auto id = text::random_hex(8);
    if (project.empty())
        ops::log(ops::Level::error, event, {{"id", id}, {"what", what}});
    else
        ops::log(ops::Level::error, event, {{"id", id}, {"project", project}, {"what", what}});
    return id;
}

http::Response internal_error(std::string_view what, std::string_view project) {
    auto response = envelope(500, "INTERNAL_SERVER_ERROR", "An unexpected error occurred.", {});
    response.headers.emplace_back("Schemad-Error-Id", log_fault("internal error", what, project));
    return response;
}

std::string cause_of(const std::exception& error) {
    try {
        std::rethrow_if_nested(error);
        return {};
    } catch (const std::exception& cause) { return cause.what(); } catch (...) {
        return "not an exception of ours";
    }
}

// A refusal is the client's to read; a fault of ours, and one with a cause that is not for clients, is the log's too.
http::Response envelope_of_refusal(const RequestError& error, std::string_view project,
                                   const model::VersionTraits& traits) {
    auto response = envelope_of(error, traits);
    const auto cause = cause_of(error);
    if (response.status != 500 && cause.empty()) return response;
    const auto* event = response.status == 500 ? "internal error" : "request failed";
    const auto what = error.what() + (cause.empty() ? std::string() : " Its cause: " + cause);
    response.headers.emplace_back("Schemad-Error-Id", log_fault(event, what, project));
    return response;
}

// What the database says about the data it holds, docs/spec/engine-1-http.md 1.11.
RequestError about_data(const VendorError& fault, ErrorCode code, std::string_view before, std::string_view after) {
    const auto named = [](const std::string& name) { return name.empty() ? json::value(nullptr) : json::value(name); };
    json::object extensions;
    extensions["collection"] = named(fault.table);
    extensions["field"] = named(fault.column);
    std::string message(before);
    if (!fault.column.empty()) message += fmt::format(" \"{}\"", fault.column);
    if (!fault.table.empty()) message += fmt::format(" in collection \"{}\"", fault.table);
    return {code, message + std::string(after), std::move(extensions)};
}

http::Response envelope_of_vendor(const VendorError& fault, std::string_view project,
                                  const model::VersionTraits& traits) {
    const auto unavailable = [&](std::string_view reason) {
        ops::log(ops::Level::error, "database unavailable",
                 {{"project", project}, {"status", fault.status}, {"what", fault.what()}});
        return envelope_of(service_unavailable("database", reason));
    };
    switch (fault.status) {
    case SCHEMAD_E_CONNECTION: return unavailable("The database cannot be reached");
    case SCHEMAD_E_TIMEOUT: return unavailable("The database did not answer in time");
    case SCHEMAD_E_CANCELLED: return unavailable("The request to the database was cancelled");
    case SCHEMAD_E_LIMIT: return unavailable("The database has no room or memory left, or a limit was reached");
    case SCHEMAD_E_PERMISSION: { // the privilege is in the log: who asks may be nobody
        ops::log(ops::Level::error, "the database user lacks a privilege",
                 {{"project", project}, {"what", fault.what()}});
        return envelope_of(
            RequestError(ErrorCode::forbidden,
                         "The project's database user lacks a privilege" +
                             (fault.table.empty() ? std::string{} : " on table \"" + fault.table + "\"") + "."));
    }
    case SCHEMAD_E_BUSY: {
        auto response = unavailable("The database is busy");
        response.headers.emplace_back("Retry-After", retry_after_seconds);
        return response;
    }
    case SCHEMAD_E_UNIQUE:
        return envelope_of(about_data(fault, ErrorCode::record_not_unique, "Value for field", " has to be unique."),
                           traits);
    case SCHEMAD_E_NOT_NULL:
        return envelope_of(about_data(fault, ErrorCode::not_null_violation, "Value for field", " can't be null."),
                           traits);
    case SCHEMAD_E_CONTAINS_NULL:
        return envelope_of(about_data(fault, ErrorCode::contains_null_values, "Field", " contains null values."),
                           traits);
    case SCHEMAD_E_FOREIGN_KEY:
        return envelope_of(about_data(fault, ErrorCode::invalid_foreign_key, "Invalid foreign key for field", "."),
                           traits);
    case SCHEMAD_E_TOO_LONG:
        return envelope_of(about_data(fault, ErrorCode::value_too_long, "Value for field", " is too long."), traits);
    case SCHEMAD_E_OUT_OF_RANGE:
        return envelope_of(about_data(fault, ErrorCode::value_out_of_range, "Value for field", " is out of range."),
                           traits);
    default: return internal_error(fault.what(), project);
    }
}

} // namespace

RequestError service_unavailable(std::string_view service, std::string_view reason) {
    json::object extensions;
    extensions["service"] = service;
    extensions["reason"] = reason;
    return {ErrorCode::service_unavailable, fmt::format("Service \"{}\" is unavailable. {}.", service, reason),
            std::move(extensions)};
}

RequestError route_not_found(std::string_view path) {
    std::string text(path);
    if (!is_utf8(path)) { // raw bytes in a request line are Latin-1
        text.clear();
        for (const char c : path) append_utf8(text, static_cast<unsigned char>(c));
    }
    json::object extensions;
    extensions["path"] = text;
    return {ErrorCode::route_not_found, fmt::format("Route {} doesn't exist.", text), std::move(extensions)};
}

RequestError invalid_credentials() { return {ErrorCode::invalid_credentials, "Invalid user credentials."}; }
RequestError forbidden() { return {ErrorCode::forbidden, "You don't have permission to access this."}; }

namespace {
// A bare reason ends as a sentence only where it is more than one, and one that always was one.
std::string ended(std::string reason) {
    const bool sentence = reason.find(". ") != std::string::npos ||
                          (reason.starts_with("Collection \"") && reason.ends_with("already exists"));
    return sentence ? reason + '.' : reason;
}
} // namespace

http::Response envelope_of(const RequestError& error, const model::VersionTraits& traits) {
    const auto kind = kind_of(error.code);
    if (!traits.bare_errors) return envelope(kind.status, kind.code, error.what(), error.extensions);
    auto extensions = error.extensions;
    std::string message = error.what();
    const bool has_prefix = error.code == ErrorCode::invalid_payload || error.code == ErrorCode::invalid_query;
    if (const auto* reason = extensions.if_contains("reason"); has_prefix && reason && reason->is_string()) {
        message = ended(std::string(reason->get_string()));
        extensions.erase("reason");
    }
    if (error.code == ErrorCode::route_not_found) extensions.erase("path");
    if (error.code == ErrorCode::invalid_token) message = "Token invalid.";
    return envelope(kind.status, kind.code, message, std::move(extensions));
}

http::Response envelope_of(std::exception_ptr thrown, std::string_view project, const model::VersionTraits& traits) {
    try {
        std::rethrow_exception(std::move(thrown));
    } catch (const RequestError& error) {
        return envelope_of_refusal(error, project, traits);
    } catch (const VendorError& error) {
        return envelope_of_vendor(error, project, traits);
    } catch (const std::exception& error) { return internal_error(error.what(), project); } catch (...) {
        return internal_error("not an exception of ours", project);
    }
}

http::Response refusal_envelope(int status, std::string_view reason) {
    json::object extensions;
    extensions["reason"] = reason;
    if (status == 503) {
        auto response = envelope_of(service_unavailable("schemad", reason));
        response.headers.emplace_back("Retry-After", retry_after_seconds);
        return response;
    }
    if (status == 413) return envelope(413, "CONTENT_TOO_LARGE", "Uploaded content is too large.", {});
    return envelope(status, "INVALID_PAYLOAD", fmt::format("Invalid payload. {}.", reason), std::move(extensions));
}

} // namespace schemad::api
