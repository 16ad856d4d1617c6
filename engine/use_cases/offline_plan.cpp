// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/offline_plan.hpp"

#include <algorithm>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/js/value.hpp"
#include "engine/model/model_hash.hpp"
#include "engine/plan/offline_model.hpp"

namespace schemad::use_cases {

namespace {

namespace json = boost::json;

void require_whole(const json::value& from, std::string_view vendor) {
    diff::validate_snapshot(from, model::Dialect({}, std::string{vendor}), true); // its form
    const auto& snapshot = from.get_object();
    const auto named = model::text_of(snapshot, "vendor");
    if (named != vendor)
        throw invalid_payload("The snapshot of the target is of vendor \"" + std::string{named} + "\", not \"" +
                              std::string{vendor} + "\"");
    const auto* version = snapshot.if_contains("version");
    if (version && version->is_number() && js::number_of(*version) == 2)
        throw invalid_payload("The snapshot of the target is a partial one; a whole one is needed");
}

void say_what_is_not_known(const plan::Plan& plan, std::vector<std::string>& warnings) {
    if (plan.steps.empty()) return;
    using What = plan::Step::What;
    const auto any = [&](auto&& is) { return std::any_of(plan.steps.begin(), plan.steps.end(), is); };
    warnings.emplace_back(
        "made without a database: views, triggers, check constraints, collations, and tables and columns without "
        "a meta row are not known; no row is counted, and none is known to be in the way");
    if (any([](const plan::Step& s) { return s.change_kind == SCHEMAD_DROP_INDEX; }))
        warnings.emplace_back("indexes that go are named as Directus names them; theirs may be another name");
    if (any([](const plan::Step& s) { return s.what == What::meta_rows; }))
        warnings.emplace_back("meta rows are found by collection and field: their ids are not known; nor are "
                              "the permissions that list a field that goes");
}

// A table that is made anew as this vendor would create it loses what only the database knows of it.
const plan::Step* made_anew(const plan::Plan& plan, const Vendor& vendor) {
    if (!vendor.has(SCHEMAD_CAP_GROUP_ALTERATIONS)) return nullptr;
    // however many columns are added in place, nothing goes; a table that is made anew takes the place of the old one
    const auto replaces = [](const plan::Statement& one) {
        return !one.check && one.sql.view().starts_with("DROP TABLE ");
    };
    const auto found = std::find_if(plan.steps.begin(), plan.steps.end(), [&](const plan::Step& step) {
        return step.what == plan::Step::What::alter_table &&
               std::any_of(step.statements.begin(), step.statements.end(), replaces);
    });
    return found == plan.steps.end() ? nullptr : &*found;
}

} // namespace

apply::Preview plan_offline(const OfflineRequest& request, const Vendor& vendor) {
    require_whole(request.from, vendor.vendor_string());
    const std::string version{model::text_of(request.from.get_object(), "directus")};
    const model::Dialect dialect(version, std::string{vendor.vendor_string()});
    diff::validate_snapshot(request.to, dialect, request.force, request.vendors);
    std::vector<std::string> warnings;
    const auto model = plan::offline_model(request.from.get_object(), vendor, dialect.system(), warnings);
    const auto& current = model.snapshot.get_object();
    const auto found = diff::snapshot_diff(
        current, request.to.get_object(),
        diff::Options(request.mode == DiffMode::merge ? diff::Mode::merge : diff::Mode::mirror, dialect));
    plan::Plan made;
    if (found) {
        plan::ChangeSet changes(*found, current);
        made = plan::make_plan(changes, model, vendor, dialect, {true});
    }
    say_what_is_not_known(made, warnings);
    const auto* anew = made_anew(made, vendor);
    if (anew)
        warnings.emplace_back(
            "tables that are made anew are written as this vendor would create them: what else stands "
            "in their definition, and their triggers, would be lost. Do not run this plan as it is");
    auto preview = apply::preview_of(made, vendor, model::model_hash(model.snapshot, dialect), warnings);
    if (anew && preview.script.fault.empty())
        preview.script.fault = "The table of " + anew->entity +
                               " is made anew, and only its database knows all that stands in it: ask a server on it "
                               "(POST /schema/plan?export=sql)";
    return preview;
}

} // namespace schemad::use_cases
