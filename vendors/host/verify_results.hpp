// SPDX-License-Identifier: Apache-2.0
// What a plugin hands back is checked once here, so that readers may walk it without a thought: arrays are there, their
// rows carry at least the members of version 1.0 and stand where the compiler expects them. Throws VendorError.
#pragma once

#include <schemad/host.hpp>

namespace schemad::host {

void verify(const Vendor&, const schemad_rows&);
void verify(const Vendor&, const schemad_catalog&);
void verify(const Vendor&, const schemad_script&);
void verify(const Vendor&, const schemad_column_preview&);

} // namespace schemad::host
