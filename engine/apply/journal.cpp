// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/journal.hpp"

#include <set>
#include <tuple>

#include "engine/apply/journal_text.hpp"
#include "engine/error.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/text/digest.hpp"
#include "engine/text/utc.hpp"

namespace schemad::apply {

namespace {

// An undo must never take for its own what was there before: such a step is refused before anything runs.
void refuse_what_is_there(const schemad_catalog& catalog, const plan::Plan& plan) {
    const snapshot::CatalogIndex index(catalog);
    std::set<std::tuple<plan::Touch::Kind, std::string_view, std::string_view>> gone;
    for (const auto& step : plan.steps)
        for (const auto& touch : step.touches) {
            const std::tuple key{touch.kind, std::string_view{touch.table}, std::string_view{touch.name}};
            if (touch.does == plan::Touch::Does::drops)
                gone.insert(key);
            else if (touch.does == plan::Touch::Does::makes && !gone.contains(key) && plan::shape_in(index, touch))
                throw invalid_payload("\"" + step.entity + "\" cannot be changed as the diff asks: " +
                                      plan::told(touch) + " is there already");
        }
}

} // namespace

Journal::Journal(Connection& connection, Lease& lease, const schemad_catalog& catalog, const plan::Plan& plan)
    : store_(connection), lease_(lease) {
    refuse_what_is_there(catalog, plan);
    known_.journal = text::random_hex(16);
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements) keeps_ = keeps_ || statement.keeps;
    store_.require(catalog, keeps_);
    std::vector<JournalStep> steps;
    steps.reserve(plan.steps.size());
    for (const auto& step : plan.steps) {
        const bool drops_column = step.change_kind == SCHEMAD_DROP_COLUMN;
        steps.push_back({static_cast<std::int64_t>(steps.size()), step.entity,
                         step.of_rows() ? std::string{} : step.table,
                         drops_column ? step.entity.substr(step.table.size() + 1) : std::string{}, step.destroys_data,
                         text_of_statements(step.statements), text_of_way_back(step)});
    }
    store_.add_steps(known_.journal, steps);
    JournalRow row;
    row.name = known_.journal, row.state = "running", row.steps = steps.size();
    row.owner = owner_name(), row.started = text::now_in_utc();
    store_.add(row);
}

BatchStatement Journal::reach(std::size_t step, std::size_t count) {
    lease_.renew();
    return store_.position(known_.journal, step + count);
}

void Journal::rethrow_unplaced(const VendorError& error) const {
    store::rethrow_of_own_table(error, model::journal_table());
}

void Journal::close() { store_.close(known_.journal, keeps_); }

} // namespace schemad::apply
