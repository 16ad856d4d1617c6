// SPDX-License-Identifier: Apache-2.0
// What becomes of rows when what they point to goes or changes: on_delete and on_update of a foreign key. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace schemad::model {

// As a catalog spells it; a document may say it in any case.
inline std::string key_rule(std::string_view stated) {
    std::string rule{stated};
    std::transform(rule.begin(), rule.end(), rule.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return rule;
}

} // namespace schemad::model
