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

RequestError unsupported_media_type(std::string_view type) {
    json::object extensions;
    extensions["mediaType"] = type;
    extensions["where"] = "Content-Type header";
    return {ErrorCode::unsupported_media_type,
            "Unsupported media type \"" + std::string(type) + "\" in Content-Type header.", std::move(extensions)};
}

bool is_form(std::string_view content_type) {
    return http::same_word(http::trimmed(content_type.substr(0, content_type.find(';'))), "multipart/form-data");
}

json::value document_in(const http::FilePart& file, const formats::Limits& limits) {
    const bool is_json = file.mime == "application/json";
    std::optional<json::value> document;
    try {
        if (is_json)
            document = formats::read_json_document(file.content, limits);
        else
            document = formats::read_yaml_document(file.content, limits);
    } catch (const formats::ParseError& error) { // the place is for the log: the answer is the reference's
        ops::log(ops::Level::info, "an uploaded file cannot be read", {{"what", error.what()}});
        throw invalid_payload(is_json ? "Uploaded file is not valid JSON" : "Uploaded file is not valid YAML");
    }
    if (!document || document->is_null()) throw invalid_payload("No file was included in the request");
    return std::move(*document);
}

json::value read_form(const http::Request& request, std::string_view content_type, const formats::Limits& limits) {
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
    case Status::file: return document_in(form.file, limits);
    case Status::too_large: throw too_large();
    case Status::broken: throw invalid_payload(std::string(form.error)); // not 500: it is the client's to mend
    case Status::no_file: break;
    }
    throw invalid_payload("No file was included in the request");
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

json::value read_document(const http::Request& request, JsonBody& json_body, const formats::Limits& limits) {
    if (json_body.is_json()) {
        auto document = json_body.take();
        if (is_empty(document)) throw invalid_payload("No data was included in the body");
        return unwrapped(std::move(document));
    }
    const auto content_type = request.header("content-type").value_or("");
    if (!is_form(content_type)) throw unsupported_media_type(content_type.empty() ? "unknown" : content_type);
    return unwrapped(read_form(request, content_type, limits));
}

} // namespace schemad::api
