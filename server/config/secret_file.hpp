// SPDX-License-Identifier: Apache-2.0
// A file that holds one value, as container secrets do: FILE variables and token_file. Any thread.
#pragma once

#include <optional>
#include <string>

namespace schemad::config {

// The value, without the end of its line. nullopt: there is none, and `why` says so in words that go behind the file's
// name ("is empty"). Nothing of the content is in them.
std::optional<std::string> content_of(const std::string& path, std::string& why);

} // namespace schemad::config
