// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/diff.hpp"

#include "engine/database/transaction.hpp"
#include "engine/diff/entity_hashes.hpp"
#include "engine/diff/snapshot_diff.hpp"
#include "engine/diff/validate.hpp"
#include "engine/model/model_hash.hpp"
#include "engine/translate/translate.hpp"

namespace schemad::use_cases {

namespace json = boost::json;

namespace {

// {hash, diff} of what differs from the project's model.
std::optional<json::value> answered(std::optional<json::object> found, const json::value& whole,
                                    const apply::Context& context, json::monotonic_resource& memory) {
    if (!found) return std::nullopt;
    const auto current = context.view.of(whole, &memory);
    auto hash = model::model_hash(*current, context.dialect);
    if (context.remembered) context.remembered->remember(hash, *current);
    json::object answer;
    answer.emplace("hash", std::move(hash));
    answer.emplace("diff", std::move(*found));
    return answer;
}

// What differs between the project's model and a snapshot in its own dialect.
std::optional<json::value> compared(const json::value& whole, const json::value& wanted, const DiffRequest& request,
                                    const apply::Context& context, json::monotonic_resource& memory) {
    const diff::Options options(request.mode == DiffMode::merge ? diff::Mode::merge : diff::Mode::mirror,
                                context.dialect);
    return answered(context.view.compared(whole, wanted, &memory,
                                          [&](const auto& current, const auto& after) {
                                              return diff::snapshot_diff(current, after, options);
                                          }),
                    whole, context, memory);
}

DiffAnswer translated(const Reading& read, const json::value& uploaded, const DiffRequest& request,
                      const Vendor& vendor, const apply::Context& context) {
    const auto origin =
        translate::origin_of(uploaded, context.dialect, context.vendors); // refused before anything is read
    json::monotonic_resource memory;
    std::optional<snapshot::Model> model;
    read([&](Connection& connection) {
        database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
        model.emplace(snapshot::read_model(connection, context.dialect, {}, &memory));
        reading.commit();
    });
    const translate::Here here(context.dialect, vendor, *model);
    auto made = translate::translate(uploaded, here, origin, request.mode, &memory);
    // of what is ignored the comparison has to be made anew
    auto diff = made.is_compared && context.view.shows_all()
                    ? answered(std::move(made.difference), model->snapshot, context, memory)
                    : compared(model->snapshot, made.of(uploaded), request, context, memory);
    for (auto& entity : made.report.entities)
        if (!context.view.shows(entity.collection, entity.field)) {
            entity.outcome = translate::Outcome::left_out;
            entity.details.assign(1, {{}, "this project ignores it"});
        }
    DiffAnswer answer{std::move(diff), {}, made.report.summary()};
    if (answer.diff && !request.report_alone) answer.diff->as_object().emplace("translation", made.report.document());
    if (request.report_alone) answer.translation = made.report.document();
    return answer;
}

} // namespace

DiffAnswer make_diff(const Reading& read, const json::value& uploaded, const DiffRequest& request, const Vendor& vendor,
                     const apply::Context& context) {
    if (request.translate) return translated(read, uploaded, request, vendor, context);
    diff::validate_snapshot(uploaded, context.dialect, request.force, context.vendors);
    json::monotonic_resource memory;
    std::optional<json::value> whole;
    read([&](Connection& connection) { whole.emplace(whole_snapshot(connection, context, {}, &memory)); });
    return {compared(*whole, uploaded, request, context, memory)};
}

} // namespace schemad::use_cases
