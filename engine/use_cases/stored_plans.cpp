// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/stored_plans.hpp"

#include <string>
#include <utility>

#include "engine/apply/consent.hpp"
#include "engine/apply/judged.hpp"
#include "engine/approvals/store.hpp"
#include "engine/configuration/planned.hpp"
#include "engine/database/table_there.hpp"
#include "engine/database/transaction.hpp"
#include "engine/error.hpp"
#include "engine/formats/ascii_text.hpp"
#include "engine/formats/formats.hpp"
#include "engine/model/model_hash.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/text/shortened.hpp"
#include "engine/text/utc.hpp"
#include "engine/use_cases/apply.hpp"
#include "engine/use_cases/plan.hpp"

namespace schemad::use_cases {

namespace json = boost::json;
using approvals::State;
using approvals::StoredPlan;

namespace {

constexpr std::size_t max_losses_bytes = 2000;
constexpr std::int64_t refused_waits = 7 * 24 * 3600; // seconds: a plan that a refused apply left

std::string ascii(const json::value& value) { return formats::ascii_json(formats::write_json(value)); }

template <class F> auto on_plans(F&& run) { return store::on_own_table(model::plan_table(), std::forward<F>(run)); }

// The tables are made with the first plan; the transaction is an apply's, so that no two processes make them.
StoredPlan put(Connection& connection, StoredPlan plan, const approvals::Texts& texts) {
    database::Transaction writing(connection, SCHEMAD_BEGIN_APPLY);
    const auto catalog = connection.inspect();
    return on_plans([&] {
        approvals::require(connection, *catalog);
        approvals::Store store(connection);
        const auto there = store.find(plan.id);
        if (there && there->lets_through(text::seconds_now())) return *there;
        store.put(plan, texts);
        writing.commit();
        return plan;
    });
}

template <class T, class F> T reading_plans(Connection& connection, T none, F&& read) {
    database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    const auto tables = {std::string_view{model::plan_table().name}, std::string_view{model::plan_part_table().name}};
    return on_plans([&] {
        return database::answer_or(connection, tables, std::move(none), [&] {
            approvals::Store store(connection);
            return read(store);
        });
    });
}

json::value parsed(const std::optional<std::string>& text) {
    return text ? formats::read_json(*text, {}) : json::value(nullptr);
}

std::string hash_now(Connection& connection, const apply::Context& context) {
    const auto model = apply::read_model(connection, context, {});
    return model::model_hash(*context.view.of(model.snapshot), context.dialect);
}

[[noreturn]] void refuse(const StoredPlan& plan, const std::string& why) {
    throw RequestError(ErrorCode::conflict, "The plan \"" + plan.id + "\" " + why + ".",
                       {{"plan", plan.id}, {"reason", why}});
}

} // namespace

json::object store_plan(Connection& connection, const json::value& payload, const PlanRequest& request,
                        const StoreOrder& order, const apply::Context& context) {
    auto preview = preview_diff(connection, payload, request, context);
    auto& document = preview.document;
    StoredPlan plan;
    plan.id = document.at("id").as_string();
    plan.hash = document.at("hash").as_string();
    plan.steps = static_cast<std::int64_t>(document.at("steps").as_array().size());
    plan.losses = text::shortened(std::move(preview.losses), max_losses_bytes);
    plan.stored = text::now_in_utc();
    plan.by = order.by;
    plan.expires = text::seconds_now() + order.seconds;
    approvals::Texts texts{std::nullopt, ascii(document)};
    // values of configuration may be secrets: the plan shows none of them, and who reads stored plans finds none
    if (!configuration::configuration_of(payload)) texts.payload = ascii(payload);
    const auto stored = put(connection, std::move(plan), texts);
    document["stored"] = approvals::document_of(stored, text::seconds_now());
    return std::move(document);
}

ApplyReport apply_or_store(Connection& connection, const json::value& payload, const ApplyRequest& request,
                           const apply::Context& context) {
    try {
        return apply_diff(connection, payload, request, context);
    } catch (const apply::ConsentMissing& missing) {
        if (request.plans_at.empty()) throw;
        std::string id;
        try { // what is refused stays refused, whatever becomes of this
            const auto kept = store_plan(connection, payload, {.force = request.force},
                                         {.by = request.by, .seconds = refused_waits}, context);
            id = kept.at("id").as_string();
        } catch (const std::exception&) { throw missing; }
        auto members = missing.extensions;
        if (members.at("plan").as_string() != id) throw; // somebody changed the project meanwhile
        const auto link = request.plans_at + "/" + id;
        members["link"] = link;
        throw apply::ConsentMissing(
            missing.code, std::string{missing.what()} + " It is stored; to approve it: POST " + link + "/approve.",
            std::move(members));
    }
}

json::value stored_plans(Connection& connection) {
    json::array list;
    const auto now = text::seconds_now();
    const auto plans =
        reading_plans(connection, std::vector<StoredPlan>{}, [](approvals::Store& store) { return store.all(); });
    for (const auto& plan : plans) list.push_back(approvals::document_of(plan, now));
    return json::object{{"plans", std::move(list)}};
}

std::optional<json::value> stored_plan_document(Connection& connection, std::string_view id) {
    return reading_plans(connection, std::optional<json::value>{},
                         [&](approvals::Store& store) -> std::optional<json::value> {
                             const auto plan = store.find(id);
                             if (!plan) return std::nullopt;
                             auto document = approvals::document_of(*plan, text::seconds_now());
                             const auto texts = store.texts(id);
                             document["plan"] = parsed(texts.document);
                             document["payload"] = parsed(texts.payload);
                             return document;
                         });
}

std::optional<json::value> decide(Connection& connection, std::string_view id, const Decision& decision,
                                  const apply::Context& context) {
    const bool approves = decision.what == Decision::What::approve;
    if (approves && context.destructive == Destructive::deny)
        throw RequestError(ErrorCode::forbidden,
                           "This project does not allow an apply that destroys data, approved or not.");
    database::Transaction writing(connection, SCHEMAD_BEGIN_APPLY);
    const auto catalog = connection.inspect();
    if (!approvals::exists(*catalog)) return std::nullopt;
    const auto now = text::seconds_now();
    auto plan = on_plans([&] { return approvals::Store(connection).find(id); });
    if (!plan) return std::nullopt;
    if (plan->over(now))
        refuse(*plan, "is " + std::string{std::string_view{document_of(*plan, now).at("state").as_string()}});
    if (approves && hash_now(connection, context) != plan->hash) refuse(*plan, "is of a model that has changed since");
    if (approves)
        plan->state = State::approved, plan->decided = text::utc(now), plan->decider = decision.by,
        plan->expires = now + decision.seconds;
    else
        plan->state = State::withdrawn, plan->ended = text::utc(now), plan->ender = decision.by;
    return on_plans([&]() -> std::optional<json::value> {
        approvals::Store(connection).change(*plan);
        writing.commit();
        return approvals::document_of(*plan, now);
    });
}

} // namespace schemad::use_cases
