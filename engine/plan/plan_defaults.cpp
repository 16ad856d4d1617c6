// SPDX-License-Identifier: Apache-2.0
// What a snapshot says of the default of a column, and what it cannot say.
#include "engine/model/local_type.hpp"
#include "engine/plan/planner.hpp"

namespace schemad::plan {

namespace {

// What the snapshot would say of the default.
bool same_default(const schemad_column& a, const schemad_column& b) {
    if (stated(a.default_text) || stated(b.default_text))
        return stated(a.default_text) && stated(b.default_text) && view(a.default_text) == view(b.default_text);
    return view(a.default_sql) == view(b.default_sql);
}

// Of the moment of zeros a snapshot says null, and so it may mean one by null when the type spells it otherwise.
bool is_zero_moment(const schemad_column& column) {
    const auto text = stated(column.default_text) ? view(column.default_text) : std::string_view{};
    if (!text.starts_with("0000-00-00") || text.find_first_not_of("0-: .") != std::string_view::npos) return false;
    const auto type = model::local_type(&column, nullptr);
    return type == "date" || type == "dateTime" || type == "timestamp";
}

} // namespace

// A default that this vendor has no words for, or that a snapshot cut short: the column goes without it, by name.
void Planner::leave_out_unfit_default(schemad_column_spec& spec, const EntityName& name) {
    if (spec.default_kind < SCHEMAD_DEFAULT_BOOLEAN) return;
    try {
        vendor_.preview(spec);
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID) throw;
        auto bare = spec;
        bare.default_kind = SCHEMAD_DEFAULT_UNSTATED, bare.default_text = no_str;
        try {
            vendor_.preview(bare);
        } catch (const VendorError&) { return; } // it is not the default: what is wrong shows when it is written
        spec = bare;
        leave_out(name, "schema.default_value", error.what());
    }
}

// Whether the vendor would come to the default that the column has.
bool Planner::has_default(const schemad_column_spec& spec, const schemad_column& column) const {
    try {
        return same_default(vendor_.preview(spec)->column, column);
    } catch (const VendorError&) { return false; } // told when it is written
}

// Another spelling of what is there already is nothing to do.
void Planner::change_default(schemad_column_spec& spec, const schemad_column& column, const EntityName& name) {
    leave_out_unfit_default(spec, name);
    const bool unsaid = spec.default_kind == SCHEMAD_DEFAULT_NULL && is_zero_moment(column);
    if (unsaid)
        leave_out(name, "schema.default_value", "it is a moment of zeros, of which a snapshot says null, so it stays");
    if (!unsaid && spec.default_kind != SCHEMAD_DEFAULT_UNSTATED &&
        ((spec.changed & SCHEMAD_CHANGE_TYPE) || !has_default(spec, column)))
        spec.changed |= SCHEMAD_CHANGE_DEFAULT;
    else
        spec.default_kind = SCHEMAD_DEFAULT_UNSTATED, spec.default_text = no_str;
}

} // namespace schemad::plan
