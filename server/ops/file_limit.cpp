// SPDX-License-Identifier: Apache-2.0
#include "server/ops/file_limit.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace schemad::ops {

std::size_t allow_open_files(std::size_t wanted) noexcept {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted; // not known: as if it were enough
    if (limit.rlim_cur < wanted) {
        rlimit raised{std::min<rlim_t>(wanted, limit.rlim_max), limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    return static_cast<std::size_t>(limit.rlim_cur);
}

} // namespace schemad::ops
