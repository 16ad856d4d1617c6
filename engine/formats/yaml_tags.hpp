// SPDX-License-Identifier: Apache-2.0
// Tags and the directives that shorten them. docs/spec/engine-1-http.md section 1.8. Internal to engine/formats.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/formats/yaml_cursor.hpp"
#include "engine/formats/yaml_node.hpp"

namespace schemad::formats::yaml {

class Tags {
public:
    // At '%' in the first column: reads the line. Throws ParseError.
    void read_directive(Cursor&);
    // At '!': reads the property. A tag that the default schema does not know throws ParseError.
    Tag read(Cursor&) const;

private:
    void declare(const Cursor&, std::string_view handle, std::string_view prefix);

    std::map<std::string, std::string, std::less<>> prefixes_; // by handle: "!", "!!", "!name!"
    bool version_seen_ = false;
};

} // namespace schemad::formats::yaml
