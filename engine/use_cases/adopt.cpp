// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/adopt.hpp"

#include <stdexcept>

#include "engine/adopt/adoption.hpp"
#include "engine/apply/judged.hpp"
#include "engine/apply/meta_rows_only.hpp"
#include "engine/database/transaction.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/model/left_out_json.hpp"
#include "engine/model/model_hash.hpp"

namespace schemad::use_cases {

namespace json = boost::json;
using namespace apply;

Adopting::Adopting(const AdoptRequest& request, const Context& context) : request_(request), context_(context) {
    try {
        for (const auto& pattern : request.tables) tables_.add(pattern);
    } catch (const std::invalid_argument& fault) {
        throw invalid_query("\"tables\" holds a pattern that is none: " + std::string{fault.what()});
    }
    if (tables_.names_fields()) throw invalid_query("\"tables\" takes patterns for names of tables, without a field");
}

// Fills the document, too: what is told is what is done.
json::value Adopting::payload_of(const snapshot::Model& model, const Vendor& vendor) {
    const adopt::Terms terms{tables_, context_.protected_names, context_.view, request_.aliases};
    auto made = request_.forget ? adopt::forgetting_of(model, context_.dialect, terms)
                                : adopt::adoption_of(model, vendor, context_.dialect, terms);
    const auto shown = context_.view.of(model.snapshot);
    json::object payload{{"hash", model::model_hash(*shown, context_.dialect)}, {"diff", std::move(made.diff)}};
    document_ = payload;
    document_[request_.forget ? "forgotten" : "adopted"] = std::move(made.collections);
    document_["left_out"] = listed(made.left_out);
    return payload;
}

json::object Adopting::look(Connection& connection) {
    const database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    try {
        auto model = read_model(connection, context_, {});
        const auto payload = payload_of(model, connection.vendor());
        diff::validate_diff(payload, context_.dialect);
        if (!diff::is_empty_diff(payload)) {
            const Judged judged(connection, payload, std::move(model), true, context_,
                                {.hash = false, .losses = false});
            require_meta_rows_only(judged.plan());
        }
    } catch (const VendorError& error) { // as preview_diff: the view was made useless by somebody's schema change
        if (error.status == SCHEMAD_E_NOT_FOUND) throw VendorError(SCHEMAD_E_BUSY, error.what());
        throw;
    }
    document_["applied"] = false;
    return std::move(document_);
}

json::object Adopting::apply(Connection& connection) {
    auto order = request_.order;
    order.force = true; // the model of its hash is the one under the lock
    order.keeps_structure = true;
    const auto make = [&](const snapshot::Model& model) { return payload_of(model, connection.vendor()); };
    report_ = apply_made(connection, make, order, context_);
    document_["applied"] = true;
    for (auto& one : listed(report_.left_out)) document_["left_out"].as_array().push_back(std::move(one));
    document_["entry"] = report_.entry ? json::value(*report_.entry) : json::value(nullptr);
    return std::move(document_);
}

} // namespace schemad::use_cases
