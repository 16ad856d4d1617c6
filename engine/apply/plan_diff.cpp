// SPDX-License-Identifier: Apache-2.0
// From a diff to its plan, for the apply and for the preview alike.
#include "engine/apply/apply.hpp"
#include "engine/guard/ignored.hpp"
#include "engine/guard/protection.hpp"

namespace schemad::apply {

namespace json = boost::json;

const json::value& shown_snapshot(const snapshot::Model& model, const Context& context, json::value& made) {
    if (!context.ignored_names || context.ignored_names->empty()) return model.snapshot;
    made = guard::shown(model.snapshot.get_object(), *context.ignored_names, made.storage());
    return made;
}

json::object shown_snapshot(json::object whole, const Context& context) {
    if (!context.ignored_names || context.ignored_names->empty()) return whole;
    return guard::shown(whole, *context.ignored_names, whole.storage());
}

Planned plan_diff(Connection& connection, const json::value& payload, snapshot::Model& model, const Context& context,
                  plan::PlanOptions options) {
    const auto& diff = payload.at("diff").get_object();
    const auto& whole = model.snapshot.get_object();
    const bool ignores = context.ignored_names && !context.ignored_names->empty();
    LeftOuts left_out;
    auto changes = ignores ? plan::ChangeSet(guard::entries_left(diff, whole, *context.ignored_names, left_out), whole)
                           : plan::ChangeSet(diff, whole);
    changes.left_out.insert(changes.left_out.begin(), left_out.begin(), left_out.end());
    if (ignores) guard::keep_ignored(changes, model, *context.ignored_names);
    if (changes.removes_fields() && model.permissions.empty())
        model.permissions = snapshot::read_permissions(connection, model.catalog);
    if (model.taken_names.empty()) model.taken_names = snapshot::read_taken_names(connection);
    auto plan = plan::make_plan(changes, model, connection.vendor(), context.system, options);
    if (context.protected_names) guard::mark_protected(plan, *model.catalog, *context.protected_names);
    return {std::move(changes), std::move(plan)};
}

} // namespace schemad::apply
