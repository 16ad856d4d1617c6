// SPDX-License-Identifier: Apache-2.0
// What somebody else may do to the very object of a statement a moment before it runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <schemad/host.hpp>

namespace schemad::test {

enum class Overtaking { made, dropped, renamed };
const char* name_of(Overtaking) noexcept;

// Their statements, for a statement of ours; empty: it is about no object that this can be done to.
std::vector<std::string> overtaking(Overtaking, std::string_view sql, const Vendor&, const schemad_catalog&);

} // namespace schemad::test
