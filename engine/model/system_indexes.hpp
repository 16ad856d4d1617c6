// SPDX-License-Identifier: Apache-2.0
// Which fields of its own tables Directus itself makes an index for: what a snapshot's systemFields hold where nobody
// added or took one. Facts: recorded databases; docs/spec/versions.md, section 1. Pure; any thread.
#pragma once

#include <vector>

#include "engine/model/dialect.hpp"
#include "engine/model/field_key.hpp"

namespace schemad::model {

// keys_are_indexed: a foreign key of this vendor makes an index of its own. By collection and field; none where the
// version lists no system fields.
std::vector<FieldKey> system_indexes(const Dialect&, bool keys_are_indexed);

} // namespace schemad::model
