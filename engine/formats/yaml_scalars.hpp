// SPDX-License-Identifier: Apache-2.0
// The four ways YAML writes a scalar, read as js-yaml reads them. docs/spec/engine-1-http.md section 1.8. Internal to
// engine/formats.
#pragma once

#include "engine/formats/yaml_cursor.hpp"
#include "engine/formats/yaml_node.hpp"

namespace schemad::formats::yaml {

// Each starts at the scalar's first character; continuation lines need at least `indent` spaces. Throws ParseError.

// False when no plain scalar can start here; then nothing is read.
bool read_plain(Cursor&, int indent, bool in_flow, Text&);
void read_single_quoted(Cursor&, Text&);
void read_double_quoted(Cursor&, Text&);
void read_block_scalar(Cursor&, int indent, Text&); // at '|' or '>'

} // namespace schemad::formats::yaml
