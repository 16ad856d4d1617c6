// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/history.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "engine/apply/judged.hpp"
#include "engine/configuration/planned.hpp"
#include "engine/database/table_there.hpp"
#include "engine/database/transaction.hpp"
#include "engine/diff/entity_hashes.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/history/answers.hpp"
#include "engine/model/own_tables.hpp"

namespace schemad::use_cases {

namespace json = boost::json;

// `none` where the database has no history.
template <class T, class F> T History::in_view(Connection& connection, T none, F&& read) {
    database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    const auto tables = {std::string_view{model::history_table().name},
                         std::string_view{model::history_part_table().name}};
    try {
        return database::answer_or(connection, tables, std::move(none), [&] {
            history::Store store(connection);
            auto answer = read(store);
            reading.commit();
            return answer;
        });
    } catch (const VendorError& error) { // there, and not as we made it
        if (!database::may_be_missing(error)) throw;
        // an apply may have made it between the question and the look at the catalog
        if (!std::exchange(seen_as_missing_, true)) throw VendorError(SCHEMAD_E_BUSY, error.what());
        const auto reason = "The history of this project cannot be read: " + std::string{error.what()};
        throw RequestError(ErrorCode::service_unavailable, "Service \"project\" is unavailable. " + reason + ".",
                           {{"service", "project"}, {"reason", reason}});
    }
}

json::value History::list(Connection& connection, std::size_t limit, std::size_t offset) {
    return in_view(connection, history::empty_list(),
                   [&](history::Store& store) { return history::list_document(store, limit, offset); });
}

std::optional<json::value> History::entry(Connection& connection, std::int64_t id) {
    return in_view(connection, std::optional<json::value>{},
                   [&](history::Store& store) { return history::entry_document(store, id); });
}

namespace {

bool leads_nowhere(const json::object& way) {
    return diff::is_empty_diff(way) && !way.contains("configuration") && way.at("warnings").get_array().empty();
}

} // namespace

// Records that are already as they were.
void History::leave_out_what_is_so(Connection& connection, json::value& way, const snapshot::Model& model) {
    const auto* document = configuration::configuration_of(way);
    if (!document) return;
    try {
        plan::Plan steps;
        const configuration::Planned planned(connection, *document, model, context_.view, {}, steps);
        if (steps.steps.empty()) way.get_object().erase("configuration");
    } catch (const RequestError&) {} // what is in the way is told by the apply
}

std::optional<json::value> History::revert(Connection& connection, std::int64_t id) {
    const auto way_back = [&](history::Store& store) -> std::optional<json::value> {
        if (!store.find(id)) return std::nullopt;
        auto model = apply::read_model(connection, context_, {});
        model.snapshot = context_.view.of(std::move(model.snapshot.get_object()));
        auto answer = history::revert_document(store, id, model, context_.dialect);
        if (answer && answer->is_object()) leave_out_what_is_so(connection, *answer, model);
        if (answer && answer->is_object() && leads_nowhere(answer->get_object())) answer = json::value(nullptr);
        if (answer && answer->is_object() && context_.remembered)
            context_.remembered->remember(std::string{answer->at("hash").as_string()}, model.snapshot);
        return answer;
    };
    return in_view(connection, std::optional<json::value>{}, way_back);
}

} // namespace schemad::use_cases
