// SPDX-License-Identifier: Apache-2.0
// The steps in order: tables come, tables change, meta rows are written, meta rows go, tables go. A vendor that
// rebuilds tables gets all changes of a table in one step; the others one step a change, phase by phase over all
// tables, so that a foreign key comes after the table it points to and what destroys comes last.
#include <algorithm>

#include "engine/error.hpp"
#include "engine/plan/planner.hpp"

namespace schemad::plan {

void Planner::emit() {
    const bool grouped = vendor_.has(SCHEMAD_CAP_GROUP_ALTERATIONS);
    const bool inline_keys = vendor_.has(SCHEMAD_CAP_INLINE_FOREIGN_KEYS);
    for (auto& work : order_)
        std::stable_sort(work->changes.begin(), work->changes.end(),
                         [](const WorkedChange& a, const WorkedChange& b) { return a.phase < b.phase; });
    for (auto& work : order_) {
        if (work->kind != SCHEMAD_CREATE_TABLE) continue;
        auto changes = work->changes;
        if (!inline_keys)
            std::erase_if(changes, [](const WorkedChange& c) { return c.phase == Phase::add_foreign_key; });
        emit_table(*work, changes);
    }
    for (int phase = 0; phase < phase_count; ++phase)
        for (auto& work : order_) {
            const bool created = work->kind == SCHEMAD_CREATE_TABLE;
            if (created && inline_keys) continue;
            if (grouped && !created && work->kind != SCHEMAD_DROP_TABLE) {
                if (phase == 0 && !work->changes.empty()) emit_table(*work, work->changes);
                continue;
            }
            for (const auto& change : work->changes)
                if (static_cast<int>(change.phase) == phase && (!created || change.phase == Phase::add_foreign_key))
                    emit_table(*work, {change});
        }
    std::move(writes_.begin(), writes_.end(), std::back_inserter(plan_.steps));
    std::move(removals_.begin(), removals_.end(), std::back_inserter(plan_.steps));
    for (auto& work : order_)
        if (work->kind == SCHEMAD_DROP_TABLE) emit_table(*work, {});
}

void Planner::emit_table(TableWork& work, const std::vector<WorkedChange>& changes) {
    std::vector<schemad_change> list;
    list.reserve(changes.size());
    for (const auto& change : changes) list.push_back(change.change);
    schemad_step step{};
    step.struct_size = sizeof step;
    // the foreign keys of a new table come as alterations where they cannot stand in its definition; those of a table
    // that goes likewise
    const bool one = changes.size() == 1;
    const bool late_key = work.kind == SCHEMAD_CREATE_TABLE && one && changes[0].phase == Phase::add_foreign_key;
    const bool early_key = work.kind == SCHEMAD_DROP_TABLE && one && changes[0].phase == Phase::drop_foreign_key;
    step.kind = late_key || early_key ? std::uint32_t{SCHEMAD_ALTER_TABLE} : work.kind;
    step.table = str(work.name);
    step.changes = list.data();
    step.change_count = list.size();

    Step made;
    made.what = step.kind == SCHEMAD_CREATE_TABLE  ? Step::What::create_table
                : step.kind == SCHEMAD_ALTER_TABLE ? Step::What::alter_table
                                                   : Step::What::drop_table;
    made.table = work.name;
    made.entity = changes.size() == 1 ? name_of(work.name, changes[0].field) : work.name;
    made.destroys_data = made.what == Step::What::drop_table ||
                         std::any_of(changes.begin(), changes.end(),
                                     [](const WorkedChange& c) { return c.phase == Phase::drop_column; });
    try {
        const auto script = vendor_.render(&*model_.catalog, step);
        for (const auto& statement : statements(*script))
            made.statements.push_back({std::string{view(statement.sql)},
                                       {},
                                       statement.role == SCHEMAD_CHECK,
                                       statement.refusal,
                                       std::string{view(statement.column)},
                                       std::string{view(statement.reason)},
                                       0});
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID &&
            error.status != SCHEMAD_E_NOT_FOUND && error.status != SCHEMAD_E_EXISTS)
            throw;
        throw invalid_payload("\"" + name_of(work.name, error.column) +
                              "\" cannot be changed as the diff asks: " + error.what());
    }
    plan_.steps.push_back(std::move(made));
}

} // namespace schemad::plan
