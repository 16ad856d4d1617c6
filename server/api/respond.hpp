// SPDX-License-Identifier: Apache-2.0
// How answers look. docs/spec/engine-1-http.md 1.9. Any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "engine/database/kept_text.hpp"
#include "engine/model/version.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

// 200 with {"data": ...}; without data 204; with `export` in the query (validated) a file.
http::Response respond(const boost::json::value* data, const boost::json::object& query,
                       std::chrono::system_clock::time_point now);
bool wants_file(const boost::json::object& query);       // `export`
std::string json_answer(const boost::json::value& data); // the body of respond() where no file is wanted
// 200 with {"data": ..., "meta": ...}.
http::Response respond_with_meta(const boost::json::value& data, const boost::json::object& meta);
// 200 with a text of json_answer() and its ETag.
http::Response respond_written(std::shared_ptr<const database::WrittenText>);
// A body without the envelope, as /server/health has it.
http::Response respond_bare(int status, std::string_view content_type, const boost::json::value& body);
http::Response respond_text(std::string body); // text/html, without Cache-Control: ping, OPTIONS

// What every answer has, errors included: the security headers, the ETag, and 304 where the client has the body
// already.
void complete(const http::Request&, http::Response&, const model::VersionTraits& = model::newest_traits());

// W/"<hex length>-<sha1>"
std::string weak_etag(std::string_view body);

} // namespace schemad::api
