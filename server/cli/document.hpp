// SPDX-License-Identifier: Apache-2.0
// A snapshot in a file, as commands without a database take it. Any thread. Errors: std::runtime_error naming the file.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "engine/formats/formats.hpp"

namespace schemad::cli {

// JSON or YAML, told by its first character; with or without the envelope of an answer.
boost::json::value document_of(const std::string& path, const formats::Limits&);

} // namespace schemad::cli
