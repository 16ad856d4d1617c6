// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot/expressions.hpp"

#include "engine/model/items.hpp"

namespace schemad::snapshot {

void add_named_column(std::vector<schemad_named_column>& columns, const boost::json::object& field) {
    const auto* schema = model::object_of(field, "schema");
    if (!schema) return;
    schemad_named_column column{sizeof(schemad_named_column), 0, str(model::text_of(field, "field")),
                                str(model::text_of(field, "type"))};
    if (!model::text_of(*schema, "generation_expression").empty()) column.flags |= SCHEMAD_NAMED_GENERATED;
    if (model::truthy(*schema, "has_auto_increment")) column.flags |= SCHEMAD_NAMED_AUTO_INCREMENT;
    columns.push_back(column);
}

bool same_expression(const Vendor& vendor, std::string_view field_type, std::string_view a, std::string_view b,
                     const std::vector<schemad_named_column>& columns) {
    if (a == b) return true;
    try {
        const auto one = carried(vendor, {a, vendor.vendor_string(), field_type, columns});
        return one && one == carried(vendor, {b, vendor.vendor_string(), field_type, columns});
    } catch (const VendorError& error) { // it says more than the vendor could compare
        if (error.status != SCHEMAD_E_UNSUPPORTED) throw;
        return false;
    }
}

} // namespace schemad::snapshot
