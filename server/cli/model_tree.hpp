// SPDX-License-Identifier: Apache-2.0
// A snapshot as a folder that people keep in git: one file for each collection with its fields and relations, and
// `snapshot.yaml` with the version and vendor. Names stand in order and nothing lists the files, so that two branches
// that add collections, or fields in different places, merge by themselves. A file is ours when its first line says so
// under its own name; others in the folder are read (as a person's) and never changed. docs/command-line.md.
// Errors: std::runtime_error that names the file. One thread at a time for a folder.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "engine/formats/formats.hpp"

namespace schemad::cli {

struct TreeWritten {
    std::size_t files = 0, written = 0, removed = 0; // written: those whose bytes are others now
};

// The path means a folder: it is one, or ends with a slash.
bool means_tree(const std::string& path);
// Writes what differs and removes our files that the snapshot has no more use for. What is in the way and not ours is
// an error before anything is written.
TreeWritten write_tree(const std::string& folder, const boost::json::value& snapshot);
// One snapshot of all files of the folder.
boost::json::value read_tree(const std::string& folder, const formats::Limits&);

// "posts.yaml": a name that is good on every file system, and another one for every collection.
std::string tree_file_of(std::string_view collection);

} // namespace schemad::cli
