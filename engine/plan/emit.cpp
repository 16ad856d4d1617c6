// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/emit.hpp"

#include <algorithm>

#include <schemad/kept_values.h>

#include "engine/database/trusted_sql.hpp"
#include "engine/plan/key_types.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/undo.hpp"

namespace schemad::plan {

namespace {

const char* action_of(std::uint32_t change) {
    switch (change) {
    case SCHEMAD_ADD_COLUMN: return "add column";
    case SCHEMAD_ALTER_COLUMN: return "alter column";
    case SCHEMAD_DROP_COLUMN: return "drop column";
    case SCHEMAD_ADD_FOREIGN_KEY: return "add foreign key";
    case SCHEMAD_DROP_FOREIGN_KEY: return "drop foreign key";
    case SCHEMAD_ADD_INDEX: return "add index";
    case SCHEMAD_DROP_INDEX: return "drop index";
    default: return "";
    }
}

Statement counting(sql::SqlText sql) {
    Statement statement;
    statement.sql = std::move(sql);
    return statement;
}

// A generated column cannot stay without those it is made of, and may be made of other generated ones before it: they
// all go in one step, the last first. Empty: each goes by itself.
std::vector<WorkedChange> drops_with_generated(const TableWork& work, const snapshot::CatalogIndex& index) {
    std::vector<WorkedChange> drops;
    const auto column = [&](const WorkedChange& one) { return index.column(work.name, one.field); };
    const auto generated = [&](const WorkedChange& one) {
        return column(one) && (column(one)->flags & SCHEMAD_COLUMN_REALLY_GENERATED);
    };
    for (const auto& one : work.changes)
        if (one.phase == Phase::drop_column) drops.push_back(one);
    if (drops.size() < 2 || std::none_of(drops.begin(), drops.end(), generated)) return {};
    const auto plain = std::stable_partition(drops.begin(), drops.end(), generated);
    std::sort(drops.begin(), plain,
              [&](const auto& a, const auto& b) { return column(a)->ordinal > column(b)->ordinal; });
    return drops;
}

void emit_table(const Input& in, Draft& draft, TableWork& work, const std::vector<WorkedChange>& changes) {
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
    made.table = made.collection = work.name;
    for (const auto& change : changes) made.fields.push_back(change.field);
    made.entity = one ? name_of(work.name, changes[0].field) : work.name;
    made.action = step.kind == SCHEMAD_CREATE_TABLE ? "create table"
                  : step.kind == SCHEMAD_DROP_TABLE ? "drop table"
                  : one                             ? action_of(changes[0].change.kind)
                                                    : "alter table";
    if (one) {
        made.change_kind = changes[0].change.kind;
        made.changed = made.change_kind == SCHEMAD_ALTER_COLUMN ? changes[0].change.column->changed : 0;
    }
    if (made.what == Step::What::drop_table) {
        made.destroys_data = true;
        made.counts.push_back(counting("select count(*) from " + in.q(work.name)));
    }
    for (const auto& change : changes)
        if (change.phase == Phase::drop_column || change.phase == Phase::replace_column) {
            made.destroys_data = true;
            made.counts.push_back(
                counting("select count(*) from " + in.q(work.name) + " where " + in.q(change.field) + " is not null"));
        }
    try {
        made.statements = rendered(in, step, !meets_new_types(in, draft, step));
        for (const auto& statement : made.statements)
            if (!statement.check && !statement.reason.empty())
                made.along += (made.along.empty() ? "" : "; ") + statement.reason;
        if (!made.along.empty()) draft.plan.losing.push_back(made.collection);
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID &&
            error.status != SCHEMAD_E_NOT_FOUND && error.status != SCHEMAD_E_EXISTS)
            throw;
        const auto field = error.column.empty() && one ? changes[0].field : error.column;
        throw refused({work.name, field},
                      "\"" + name_of(work.name, field) + "\" cannot be changed as the diff asks: " + error.what());
    }
    if (in.options.with_undo) add_undo(in, draft, made, step);
    draft.plan.steps.push_back(std::move(made));
}

} // namespace

void emit(const Input& in, Draft& draft) {
    const bool grouped = in.vendor.has(SCHEMAD_CAP_GROUP_ALTERATIONS);
    const bool inline_keys = in.vendor.has(SCHEMAD_CAP_INLINE_FOREIGN_KEYS);
    for (auto& work : draft.order)
        std::stable_sort(work->changes.begin(), work->changes.end(),
                         [](const WorkedChange& a, const WorkedChange& b) { return a.phase < b.phase; });
    for (auto& work : draft.order) {
        if (work->kind != SCHEMAD_CREATE_TABLE) continue;
        auto changes = work->changes;
        if (!inline_keys)
            std::erase_if(changes, [](const WorkedChange& c) { return c.phase == Phase::add_foreign_key; });
        emit_table(in, draft, *work, changes);
    }
    const auto emit_phase = [&](Phase phase) {
        for (auto& work : draft.order) {
            const bool created = work->kind == SCHEMAD_CREATE_TABLE;
            if (created && (inline_keys || phase != Phase::add_foreign_key)) continue;
            if (grouped && work->kind == SCHEMAD_ALTER_TABLE) continue;
            if (phase == Phase::drop_column)
                if (auto together = drops_with_generated(*work, in.index); !together.empty()) {
                    emit_table(in, draft, *work, together);
                    continue;
                }
            for (const auto& change : work->changes)
                if (change.phase == phase) emit_table(in, draft, *work, {change});
        }
    };
    if (grouped)
        for (auto& work : draft.order)
            if (work->kind == SCHEMAD_ALTER_TABLE && !work->changes.empty())
                emit_table(in, draft, *work, work->changes);
    for (int phase = 0; phase < static_cast<int>(Phase::drop_column); ++phase) emit_phase(static_cast<Phase>(phase));
    // what can be undone comes before what cannot: an error up to here leaves nothing behind on any vendor
    const auto kept_rows = std::stable_partition(draft.removals.begin(), draft.removals.end(),
                                                 [](const Step& step) { return !step.destroys_data; });
    std::move(draft.writes.begin(), draft.writes.end(), std::back_inserter(draft.plan.steps));
    std::move(draft.removals.begin(), kept_rows, std::back_inserter(draft.plan.steps));
    emit_phase(Phase::drop_column);
    std::move(kept_rows, draft.removals.end(), std::back_inserter(draft.plan.steps));
    for (auto& work : draft.order)
        if (work->kind == SCHEMAD_DROP_TABLE) emit_table(in, draft, *work, {});
}

std::vector<Statement> rendered(const Input& in, const schemad_step& step, bool with_catalog) {
    std::vector<Statement> list;
    const auto script = in.vendor.render(with_catalog ? &*in.model.catalog : nullptr, step);
    for (const auto& statement : statements(*script)) {
        Statement one;
        one.sql = database::TrustedSql::rendered(statement.sql);
        one.check = statement.role == SCHEMAD_CHECK;
        one.keeps = statement.role == SCHEMAD_KEEP;
        one.refusal = statement.refusal;
        one.column = view(statement.column);
        one.reason = view(statement.reason);
        one.sample = database::TrustedSql::rendered(sample_sql(statement));
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace schemad::plan
