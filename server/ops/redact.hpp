// SPDX-License-Identifier: Apache-2.0
// Takes tokens out of text that is to be logged: values of access_token (however the name is escaped, bracketed or
// written), bearer credentials, session cookies, and passwords in URLs. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace schemad::ops {

std::string redacted(std::string_view text);

} // namespace schemad::ops
