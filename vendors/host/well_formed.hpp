// SPDX-License-Identifier: Apache-2.0
// What a plugin says to people, as UTF-8 whatever it was: an ill-formed byte becomes U+FFFD. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace schemad::host {

std::string well_formed(std::string_view bytes);

} // namespace schemad::host
