// SPDX-License-Identifier: Apache-2.0
// The C++ kit for the author of a vendor plugin. docs/spec/vendors-5-ddl.md section 10.
//
//   class MyVendor : public schemad::kit::Vendor { ...five overrides... };
//   SCHEMAD_VENDOR(MyVendor)
//
// The kit checks what comes over the boundary, catches everything, turns kit::Error into a schemad_error, and hands
// results over as C arrays that release themselves. Authors meet no raw allocation and no struct_size.
//
// Errors: throw kit::Error{status, message}; any other exception becomes E_INTERNAL. Threads: Vendor's members may run
// on any thread at once, a Connection's on one at a time, except cancel(). Ownership: results are moved out to the
// host; arguments are borrowed for the call.
#pragma once

#include <schemad/kit/author.hpp>
#include <schemad/kit/edge.hpp>

// The one exported symbol of a plugin. `Class` needs a constructor without arguments.
#define SCHEMAD_VENDOR(Class)                                                                                          \
    extern "C" SCHEMAD_EXPORT const schemad_vendor* schemad_vendor_entry_v1(const schemad_host* host) {                \
        return ::schemad::kit::Edge<Class>::entry(host);                                                               \
    }
