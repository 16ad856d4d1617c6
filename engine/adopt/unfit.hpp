// SPDX-License-Identifier: Apache-2.0
// Why a table or column cannot be a collection or a field. Pure; any thread.
#pragma once

#include <string>

#include "engine/snapshot/catalog_index.hpp"

namespace schemad::adopt {

// Empty: it can.
std::string why_no_collection(const schemad_table&, const snapshot::CatalogIndex&);
std::string why_no_field(const schemad_column&);

} // namespace schemad::adopt
