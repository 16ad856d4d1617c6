// SPDX-License-Identifier: Apache-2.0
#include "server/api/request_body.hpp"

#include <optional>
#include <string>
#include <utility>

#include "engine/error.hpp"
#include "server/api/error_envelope.hpp"
#include "server/http/multipart.hpp"
#include "server/http/text.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;
using Status = http::MultipartResult::Status;

RequestError too_large() { return {ErrorCode::content_too_large, "Uploaded content is too large."}; }

// type: empty where the client names none.
RequestError unsupported_media_type(std::string_view type, const model::VersionTraits& traits) {
    if (traits.bare_errors) return {ErrorCode::unsupported_media_type, "Unsupported Content-Type header"};
    json::object extensions;
    const auto named = !type.empty() ? type : traits.new_wording ? "unknown" : "undefined";
    if (!type.empty() || traits.new_wording) extensions["mediaType"] = named;
    extensions["where"] = "Content-Type header";
    return {ErrorCode::unsupported_media_type,
            "Unsupported media type \"" + std::string(named) + "\" in Content-Type header.", std::move(extensions)};
}

RequestError without_file(const model::VersionTraits& traits) {
    return invalid_payload(traits.new_wording ? "No file was included in the request"
                                              : "No file was included in the body");
}

bool is_form(std::string_view content_type) {
    return http::same_word(http::trimmed(content_type.substr(0, content_type.find(';'))), "multipart/form-data");
}

json::value document_in(const http::FilePart& file, const formats::Limits& limits, const model::VersionTraits& traits) {
    const bool is_json = file.mime == "application/json";
    std::optional<json::value> document;
    try {
        if (is_json)
            document = formats::read_json_document(file.content, limits);
        else
            document = formats::read_yaml_document(file.content, limits);
    } catch (const formats::ParseError& error) { // the place is for the log: the answer is the reference's
        ops::log(ops::Level::info, "an uploaded file cannot be read", {{"what", error.what()}});
        const std::string kind = is_json ? "JSON" : "YAML";
        throw invalid_payload(traits.new_wording   ? "Uploaded file is not valid " + kind
                              : traits.bare_errors ? "Invalid " + kind + " schema snapshot"
                                                   : "The provided " + kind + " is invalid");
    }
    if (!document || document->is_null()) throw without_file(traits);
    return std::move(*document);
}

json::value read_form(const http::Request& request, std::string_view content_type, const formats::Limits& limits,
                      const model::VersionTraits& traits) {
    using Fault = http::Request::BodyFault;
    if (request.body_fault == Fault::too_large) throw too_large();
    if (request.body_fault == Fault::unsupported_encoding)
        throw invalid_payload("unsupported content encoding \"" + request.body_fault_detail + '"');
    if (request.body_fault == Fault::corrupt_encoding) throw invalid_payload(request.body_fault_detail);
    if (request.body_fault != Fault::none) throw forbidden(); // withheld
    http::MultipartLimits form_limits;
    form_limits.file_bytes = limits.max_bytes;
    const auto form = http::read_multipart(content_type, request.body, form_limits);
    switch (form.status) {
    case Status::file:
        if (form.files > 1 && !traits.first_of_files)
            throw invalid_payload("More than one file was included in the body");
        return document_in(form.file, limits, traits);
    case Status::too_large: throw too_large();
    case Status::broken: throw invalid_payload(std::string(form.error)); // not 500: it is the client's to mend
    case Status::no_file: break;
    }
    throw without_file(traits);
}

bool is_empty(const json::value& value) {
    return (value.is_object() && value.get_object().empty()) || (value.is_array() && value.get_array().empty());
}

json::value unwrapped(json::value document) {
    auto* object = document.if_object();
    if (!object || object->size() != 1) return document;
    auto* data = object->if_contains("data");
    if (!data || !data->is_object()) return document;
    return std::move(*data);
}

} // namespace

json::value read_document(const http::Request& request, JsonBody& json_body, const formats::Limits& limits,
                          const model::VersionTraits& traits, Nothing nothing) {
    const bool allowed = nothing == Nothing::is_checked_later && !traits.takes_files;
    if (json_body.is_json()) {
        auto document = json_body.take();
        if (!allowed && is_empty(document)) throw invalid_payload("No data was included in the body");
        return unwrapped(std::move(document));
    }
    const auto content_type = request.header("content-type").value_or("");
    if (!is_form(content_type) && allowed) return json::object{};
    if (!is_form(content_type)) throw unsupported_media_type(content_type, traits);
    return unwrapped(read_form(request, content_type, limits, traits));
}

} // namespace schemad::api
