// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/journal.hpp"

#include <random>

#include "engine/apply/journal_text.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/store/own_tables.hpp"

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

} // namespace

Journal::Journal(Connection& connection, Lease& lease, const schemad_catalog& catalog, const plan::Plan& plan)
    : connection_(connection), lease_(lease), name_(random_name()) {
    store::require(connection, catalog, store::journal_table());
    store::require(connection, catalog, store::journal_step_table());
    const JournalSql sql(connection.vendor());
    std::vector<plan::Param> params;
    std::size_t rows = 0, bytes = 0;
    const auto flush = [&] {
        if (rows) connection.execute(sql.insert_steps(rows), values_of(params));
        params.clear(), rows = bytes = 0;
    };
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto& step = plan.steps[i];
        auto redo = text_of_statements(step.statements), undo = text_of_statements(step.undo);
        bytes += redo.size() + undo.size();
        const bool drops_column = step.change_kind == SCHEMAD_DROP_COLUMN;
        params.insert(params.end(),
                      {name_ + ':' + std::to_string(i), name_, static_cast<std::int64_t>(i), step.entity,
                       step.what == plan::Step::What::meta_rows ? std::string{} : step.table,
                       drops_column ? step.entity.substr(step.table.size() + 1) : std::string{}, step.destroys_data,
                       std::move(redo), step.reversible ? plan::Param{std::move(undo)} : plan::Param{nullptr}});
        if (++rows >= max_insert_rows || bytes >= max_insert_bytes) flush();
    }
    flush();
    connection.execute(sql.insert_journal,
                       values_of({name_, std::string{"running"}, std::int64_t{0},
                                  static_cast<std::int64_t>(plan.steps.size()), owner_name(), now_in_utc()}));
}

void Journal::reach(std::size_t step, std::size_t count) {
    lease_.renew();
    const JournalSql sql(connection_.vendor());
    connection_.execute(sql.set_position, values_of({static_cast<std::int64_t>(step + count), name_}));
}

void Journal::close() {
    const JournalSql sql(connection_.vendor());
    connection_.execute(sql.delete_steps, values_of({name_}));
    connection_.execute(sql.delete_journal, values_of({name_}));
}

} // namespace schemad::apply
