// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_defaults.hpp"

#include "engine/model/local_type.hpp"

namespace schemad::plan {

namespace {

// Of the moment of zeros a snapshot says null, and so it may mean one by null when the type spells it otherwise.
bool is_zero_moment(const schemad_column& column) {
    const auto text = stated(column.default_text) ? view(column.default_text) : std::string_view{};
    if (!text.starts_with("0000-00-00") || text.find_first_not_of("0-: .") != std::string_view::npos) return false;
    const auto type = model::local_type(&column, nullptr);
    return type == "date" || type == "dateTime" || type == "timestamp";
}

// Whether the vendor would come to the default that the column has.
bool has_default(const Input& in, const schemad_column_spec& spec, const schemad_column& column) {
    try {
        return same_default(in.vendor.preview(spec)->column, column);
    } catch (const VendorError&) { return false; } // told when it is written
}

} // namespace

bool same_default(const schemad_column& a, const schemad_column& b) {
    if (stated(a.default_text) || stated(b.default_text))
        return stated(a.default_text) && stated(b.default_text) && view(a.default_text) == view(b.default_text);
    const auto written = [](const schemad_column& column) { // NULL is what a catalog may say of none
        const auto sql = view(column.default_sql);
        return sql == "NULL" ? std::string_view{} : sql;
    };
    return written(a) == written(b);
}

// A default that this vendor has no words for, or that a snapshot cut short: the column goes without it, by name.
void leave_out_unfit_default(const Input& in, Draft& draft, schemad_column_spec& spec, const EntityName& name) {
    if (spec.default_kind < SCHEMAD_DEFAULT_BOOLEAN) return;
    try {
        in.vendor.preview(spec);
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID) throw;
        auto bare = spec;
        bare.default_kind = SCHEMAD_DEFAULT_UNSTATED, bare.default_text = no_str;
        try {
            in.vendor.preview(bare);
        } catch (const VendorError&) { return; } // it is not the default: what is wrong shows when it is written
        spec = bare;
        draft.leave_out(name, "schema.default_value", error.what());
    }
}

// Another spelling of what is there already is nothing to do.
void change_default(const Input& in, Draft& draft, schemad_column_spec& spec, const schemad_column& column,
                    const EntityName& name) {
    leave_out_unfit_default(in, draft, spec, name);
    const bool unsaid = spec.default_kind == SCHEMAD_DEFAULT_NULL && is_zero_moment(column);
    if (unsaid)
        draft.leave_out(name, "schema.default_value",
                        "it is a moment of zeros, of which a snapshot says null, so it stays");
    if (!unsaid && spec.default_kind != SCHEMAD_DEFAULT_UNSTATED &&
        ((spec.changed & SCHEMAD_CHANGE_TYPE) || !has_default(in, spec, column)))
        spec.changed |= SCHEMAD_CHANGE_DEFAULT;
    else
        spec.default_kind = SCHEMAD_DEFAULT_UNSTATED, spec.default_text = no_str;
}

} // namespace schemad::plan
