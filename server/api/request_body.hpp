// SPDX-License-Identifier: Apache-2.0
// The document a client sends to diff and apply: a JSON body, or the first file of a form, as JSON or YAML.
// docs/spec/engine-1-http.md 1.8. Any thread. Errors: RequestError INVALID_PAYLOAD, UNSUPPORTED_MEDIA_TYPE,
// CONTENT_TOO_LARGE.
#pragma once

#include <boost/json/value.hpp>

#include "engine/formats/formats.hpp"
#include "engine/model/version.hpp"
#include "server/api/json_body.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

// The oldest versions read an apply of nothing, or of an unknown type, as {}; the check of a diff tells what is
// missing.
enum class Nothing { is_refused, is_checked_later };

// {"data": {...}}, which the reference's own OpenAPI document asks for, stands for its content.
boost::json::value read_document(const http::Request&, JsonBody&, const formats::Limits&,
                                 const model::VersionTraits& = model::newest_traits(), Nothing = Nothing::is_refused);

} // namespace schemad::api
