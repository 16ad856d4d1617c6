// SPDX-License-Identifier: Apache-2.0
// What a parameter of a query holds as text: some texts stand for values. Pure; any thread.
#pragma once

#include <string_view>

#include <boost/json.hpp>

namespace schemad::items {

inline boost::json::value meant(const boost::json::value& value) {
    if (!value.is_string()) return value;
    const std::string_view text(value.get_string());
    if (text == "true" || text == "false") return text == "true";
    if (text == "null" || text == "NULL") return nullptr;
    return value;
}

} // namespace schemad::items
