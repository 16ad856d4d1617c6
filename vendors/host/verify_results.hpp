// SPDX-License-Identifier: Apache-2.0
// What a plugin hands back is checked once here, so that readers may walk it without a thought: arrays are there, their
// rows carry at least the members of version 1.0 and stand where the compiler expects them, kinds and roles are known,
// names are there once, statements say something. Throws VendorError E_INTERNAL, which names the vendor and the call.
// Text is not looked at: what a database holds that is no UTF-8 is shown as U+FFFD by whoever shows it.
#pragma once

#include <schemad/host.hpp>

namespace schemad::host {

void verify(const Vendor&, const schemad_rows&);
void verify(const Vendor&, const schemad_catalog&);
void verify(const Vendor&, const schemad_script&);
void verify(const Vendor&, const schemad_column_preview&);

// Of a catalog whose arrays are verified: part of the above.
void verify_names(const Vendor&, const schemad_catalog&);

} // namespace schemad::host
