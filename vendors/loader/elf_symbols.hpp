// SPDX-License-Identifier: Apache-2.0
// Looks into a shared object without loading it: loading runs its constructors, and a file that is no plugin has no
// business running any.
#pragma once

#include <string>

namespace schemad::loader {

// Empty when the shared object behind `fd` exports the function `symbol`; else why not, as in "is not an ELF file".
// Reads no more than the dynamic section and the symbol's hash chain; never trusts an offset. Never throws but
// bad_alloc.
std::string missing_export(int fd, const std::string& symbol);

} // namespace schemad::loader
