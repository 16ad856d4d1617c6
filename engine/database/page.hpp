// SPDX-License-Identifier: Apache-2.0
// What stands behind an order to get a page of the rows, as the vendor spells it (schemad_dialect); " limit m offset n"
// where it does not say.
// Errors: none but bad_alloc. Threads: pure.
#pragma once

#include <cstddef>
#include <optional>

#include <schemad/host.hpp>

namespace schemad::database {

// Begins with a blank; empty where all rows are asked for. limit: nullopt is all that follow.
sql::SqlText page_of(const Vendor& vendor, std::optional<std::size_t> limit, std::size_t offset = 0);

} // namespace schemad::database
