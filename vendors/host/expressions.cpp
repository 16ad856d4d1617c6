// SPDX-License-Identifier: Apache-2.0
// The host's side of schemad.expressions/1.
#include <schemad/host_expressions.hpp>

#include "vendors/host/guard.hpp"

namespace schemad {

std::optional<std::string> carried(const Vendor& vendor, const ForeignExpression& asked) {
    const auto* offered = vendor.extension<schemad_expressions>(SCHEMAD_EXPRESSIONS_EXTENSION);
    if (!offered || !offered->carry) return std::nullopt;
    schemad_expression expression{};
    expression.struct_size = sizeof expression;
    expression.text = str(asked.text), expression.spelled_by = str(asked.spelled_by);
    expression.field_type = str(asked.field_type);
    expression.columns = asked.columns.data();
    expression.column_count = static_cast<std::uint32_t>(asked.columns.size());
    std::string text(SCHEMAD_EXPRESSION_MAX, '\0');
    std::size_t length = 0;
    host::call(vendor, "carry", [&](schemad_error* error) {
        return offered->carry(&expression, text.data(), text.size(), &length, error);
    });
    if (length > text.size()) throw VendorError(SCHEMAD_E_UNSUPPORTED, "the expression would be too long");
    text.resize(length);
    return text;
}

} // namespace schemad
