// SPDX-License-Identifier: Apache-2.0
// The host's side of schemad.expressions/1: <schemad/expressions.h>. Errors: VendorError, E_UNSUPPORTED where the
// vendor has no exact counterpart. Threads: any.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <schemad/expressions.h>
#include <schemad/host.hpp>

namespace schemad {

struct ForeignExpression {
    std::string_view text, spelled_by, field_type;
    std::span<const schemad_named_column> columns;
};

// nullopt: the vendor offers no such thing.
std::optional<std::string> carried(const Vendor&, const ForeignExpression&);

} // namespace schemad
