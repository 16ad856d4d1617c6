// SPDX-License-Identifier: Apache-2.0
// What the lock of an apply as a row needs of this vendor: <schemad/lease.h>. Static; any thread.
#pragma once

#include <schemad/lease.h>

namespace schemad::mysql {

// The lock that begin(APPLY) takes, GET_LOCK, holds on one node of a Galera cluster only.
inline const schemad_lease& lease() noexcept {
    static constexpr auto text = [](const char* s) { return schemad_str{s, __builtin_strlen(s)}; };
    static const schemad_lease said{sizeof(schemad_lease), 0, text("unix_timestamp()"),
                                    text("left(concat(@@hostname, ':', @@port, ':', @@datadir), 255)")};
    return said;
}

} // namespace schemad::mysql
