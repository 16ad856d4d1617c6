// SPDX-License-Identifier: Apache-2.0
// How js-yaml's dump writes a string. docs/spec/engine-1-http.md section 1.10. Internal to engine/formats.
#pragma once

#include <string>
#include <string_view>

namespace schemad::formats::yaml {

enum class Style { plain, single_quoted, double_quoted, literal, folded };

// level: of the node in the tree, 0 at the top. Text is WTF-8. A key stays on one line.
void append_string(std::string& out, std::string_view text, int level, bool is_key);

Style style_of(std::string_view text, bool single_line, std::size_t width);

} // namespace schemad::formats::yaml
