// SPDX-License-Identifier: Apache-2.0
// Files that a reader, or a power cut, never sees half written. Errors: std::runtime_error that names the file.
#pragma once

#include <filesystem>
#include <string>

namespace schemad::cli {

// By a file beside it that takes its place. What is no regular file (a pipe, a device, a link) is written as it is.
void write_whole(const std::filesystem::path& file, const std::string& text);

} // namespace schemad::cli
