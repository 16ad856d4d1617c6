// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/journal.hpp"

#include <random>
#include <set>
#include <tuple>

#include "engine/apply/journal_text.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/error.hpp"
#include "engine/formats/ascii_text.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/create_tables.hpp"

namespace schemad::apply {

namespace {

constexpr std::size_t max_insert_bytes = 1u << 20;
constexpr std::size_t max_insert_rows = 100;

std::string random_name() {
    std::random_device source;
    std::string name;
    for (int i = 0; i < 4; ++i) {
        char part[9];
        std::snprintf(part, sizeof part, "%08x", source());
        name += part;
    }
    return name;
}

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
    : connection_(connection), lease_(lease) {
    refuse_what_is_there(catalog, plan);
    known_.journal = random_name();
    store::require(connection, catalog, model::journal_table());
    store::require(connection, catalog, model::journal_step_table());
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements) keeps_ = keeps_ || statement.keeps;
    if (keeps_) store::require(connection, catalog, model::journal_value_table());
    const JournalSql sql(connection.vendor());
    std::vector<plan::Param> params;
    std::size_t rows = 0, bytes = 0;
    const auto flush = [&] {
        if (rows) connection.execute(sql.insert_steps(rows), values_of(params));
        params.clear(), rows = bytes = 0;
    };
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto& step = plan.steps[i];
        auto redo = text_of_statements(step.statements), back = text_of_way_back(step);
        bytes += redo.size() + back.size();
        const bool drops_column = step.change_kind == SCHEMAD_DROP_COLUMN;
        params.insert(params.end(),
                      {known_.journal + ':' + std::to_string(i), known_.journal, static_cast<std::int64_t>(i),
                       formats::escaped(step.entity),
                       step.what == plan::Step::What::meta_rows ? std::string{} : formats::escaped(step.table),
                       drops_column ? formats::escaped(step.entity.substr(step.table.size() + 1)) : std::string{},
                       step.destroys_data, std::move(redo), std::move(back)});
        if (++rows >= max_insert_rows || bytes >= max_insert_bytes) flush();
    }
    flush();
    connection.execute(sql.insert_journal,
                       values_of({known_.journal, std::string{"running"}, std::int64_t{0},
                                  static_cast<std::int64_t>(plan.steps.size()), owner_name(), now_in_utc()}));
}

void Journal::reach(std::size_t step, std::size_t count) {
    lease_.renew();
    const JournalSql sql(connection_.vendor());
    connection_.execute(sql.set_position, values_of({static_cast<std::int64_t>(step + count), known_.journal}));
}

void Journal::close() {
    const JournalSql sql(connection_.vendor());
    if (keeps_) connection_.execute(sql.delete_values);
    connection_.execute(sql.delete_steps, values_of({known_.journal}));
    connection_.execute(sql.delete_journal, values_of({known_.journal}));
}

} // namespace schemad::apply
