// SPDX-License-Identifier: Apache-2.0
// The `export` query: the data as a file to save, without the envelope. docs/spec/engine-1-http.md 1.10. Pure but for
// the local time zone; any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "server/http/message.hpp"

namespace schemad::api {

// kind: a value validate_item_query has passed. data: a null pointer where there is none (204 without export).
http::Response exported(std::string_view kind, const boost::json::value* data,
                        std::chrono::system_clock::time_point now);

// A plan as a script.
http::Response sql_file(std::string script, std::chrono::system_clock::time_point now);

// Export <YYYYMMDD>-<HMS>, the time of day without padding.
std::string export_file_name(std::chrono::system_clock::time_point now, std::string_view extension);

} // namespace schemad::api
