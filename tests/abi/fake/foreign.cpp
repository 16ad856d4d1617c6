// SPDX-License-Identifier: Apache-2.0
// A shared object that is no vendor plugin. Its constructor leaves a trace, so that a test can tell that it never ran.
#include <cstdlib>

#define HERE __attribute__((visibility("default")))

namespace {
__attribute__((constructor)) void run() { ::setenv("FOREIGN_CODE_RAN", "1", 1); }
} // namespace

extern "C" HERE int schemad_vendor_entry() { return 1; } // nearly the name
extern "C" {
HERE int schemad_vendor_entry_v1 = 1; // the name, but data
}
