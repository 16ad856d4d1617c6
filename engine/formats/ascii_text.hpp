// SPDX-License-Identifier: Apache-2.0
// Text as ASCII with the escapes of JSON: what we keep in a database is the same bytes in one of any character set.
// Pure; any thread. Errors: bad_alloc.
#pragma once

#include <string>
#include <string_view>

namespace schemad::formats {

// As in a JSON string, without the quotes, and back. What cannot be read back stays as it is.
std::string escaped(std::string_view);
std::string unescaped(std::string_view);
// JSON text without any byte above 0x7F; what is no text becomes U+FFFD.
std::string ascii_json(std::string_view);

} // namespace schemad::formats
