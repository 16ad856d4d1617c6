// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace schemad {

inline constexpr const char* version = "0.1.0"; // that of CMakeLists.txt; tests/unit/cli compares them

}
