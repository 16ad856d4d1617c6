// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/judged.hpp"

#include <utility>

#include "engine/diff/validate.hpp"
#include "engine/guard/protection.hpp"
#include "engine/model/model_hash.hpp"

namespace schemad::apply {

namespace json = boost::json;

namespace {

std::string hash_of(const json::value& shown, const json::value& payload, bool force, const Context& context,
                    const Depth& depth) {
    if (force && !depth.hash) return {};
    auto hash = model::model_hash(shown, context.dialect);
    if (!force && !diff::is_empty_diff(payload) && payload.at("hash").get_string() != hash)
        diff::explain_stale_diff(payload, shown, context.dialect, context.remembered);
    return hash;
}

} // namespace

Planned plan_diff(Connection& connection, const json::value& payload, snapshot::Model& model, const Context& context,
                  plan::PlanOptions options) {
    auto changes = context.view.changes(payload.at("diff").get_object(), model);
    if (changes.removes_fields() && model.permissions.empty())
        model.permissions = snapshot::read_permissions(connection, model.catalog);
    if (model.taken_names.empty()) model.taken_names = snapshot::read_taken_names(connection);
    auto plan = plan::make_plan(changes, model, connection.vendor(), context.dialect, options);
    guard::mark_protected(plan, *model.catalog, context.protected_names);
    return {std::move(changes), std::move(plan)};
}

Judged::Judged(Connection& connection, const json::value& payload, snapshot::Model met, bool force,
               const Context& context, Depth depth)
    : model(std::move(met)), shown(context.view.of(model.snapshot, model.snapshot.storage())),
      hash(hash_of(*shown, payload, force, context, depth)),
      planned(plan_diff(connection, payload, model, context, {depth.undo})), configuration([&] {
          const auto* document = configuration::configuration_of(payload);
          return document ? std::make_unique<configuration::Planned>(connection, *document, model, context.view,
                                                                     context.protected_names, planned.plan)
                          : nullptr;
      }()),
      assessment([&] {
          if (!depth.may_touch_protected) guard::refuse_protected(planned.plan);
          return assess(connection, planned.plan, depth.losses ? Counting::losses_too : Counting::checks);
      }()) {}

snapshot::Model read_model(Connection& connection, const Context& context, json::storage_ptr storage) {
    return snapshot::read_model(connection, context.dialect, {}, std::move(storage));
}

} // namespace schemad::apply
