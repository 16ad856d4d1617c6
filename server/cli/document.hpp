// SPDX-License-Identifier: Apache-2.0
// A snapshot or a diff in a file, a tree of files or on standard input. Any thread, but for standard input. Errors:
// std::runtime_error that names the file, and the line where there is one.
#pragma once

#include <istream>
#include <string>

#include <boost/json/value.hpp>

#include "engine/formats/formats.hpp"

namespace schemad::cli {

// JSON or YAML, told by its first character; with or without the envelope of an answer. "-" is `in`; a folder is a
// tree (model_tree.hpp).
boost::json::value document_of(const std::string& path, const formats::Limits&, std::istream& in);
// The same, and it is a snapshot: at least an object with a list of one.
boost::json::value snapshot_of(const std::string& path, const formats::Limits&, std::istream& in);

// Throws for what is no snapshot.
boost::json::value checked_snapshot(boost::json::value document, const std::string& path);
// {hash, diff}, as `schemad diff --json` writes one.
bool is_diff(const boost::json::value&);
// What the path is called in messages.
std::string name_of_input(const std::string& path);

// One file as bytes and as a value. Errors as above.
// in_tree: a file of a folder, which has to be a plain one; one that somebody names may be a pipe.
std::string bytes_in(const std::string& path, const formats::Limits&, bool in_tree = false);
boost::json::value value_of(std::string_view bytes, const std::string& path, const formats::Limits&);

} // namespace schemad::cli
