// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/lost_targets.hpp"

#include <algorithm>

#include "engine/plan/refused.hpp"

namespace schemad::plan {

namespace {

std::string listed(schemad_str table, const schemad_str* columns, std::size_t count) { // "posts (a, b)"
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all.append(all.empty() ? "" : ", ").append(view(columns[i]));
    return std::string{view(table)} + " (" + all + ")";
}

bool stays(const Input& in, const Draft& draft, const schemad_foreign_key& key) {
    const auto table = view(key.table);
    if (in.is_removed(table)) return false;
    for (std::size_t i = 0; i < key.column_count; ++i) {
        const auto* change = in.set.change_of(ItemKind::field, table, view(key.columns[i]));
        if (change && change->action == Action::remove) return false;
    }
    const auto* work = draft.work_on(std::string{table});
    if (!work || key.column_count != 1) return true;
    return std::none_of(work->changes.begin(), work->changes.end(), [&](const WorkedChange& one) {
        return one.change.kind == SCHEMAD_DROP_FOREIGN_KEY && one.field == view(key.columns[0]);
    });
}

} // namespace

void refuse_lost_targets(const Input& in, const Draft& draft) {
    for (const auto& key : foreign_keys(*in.model.catalog)) {
        const auto* target = in.index.any_table(view(key.referenced_table));
        if (!target || (stated(key.referenced_schema) && view(target->schema) != view(key.referenced_schema))) continue;
        for (std::size_t i = 0; i < key.column_count; ++i) {
            const auto table = view(key.referenced_table);
            const auto column =
                stated(key.referenced_columns[i]) ? view(key.referenced_columns[i]) : std::string_view{};
            const auto* change = column.empty() ? nullptr : in.set.change_of(ItemKind::field, table, column);
            if (!change || change->action != Action::remove || in.is_removed(table) || !has_column(*change->before) ||
                !stays(in, draft, key))
                continue;
            throw refused({table, column},
                          "Field \"" + name_of(table, column) + "\" cannot be removed: the foreign key of " +
                              listed(key.table, key.columns, key.column_count) + " to " +
                              listed(key.referenced_table, key.referenced_columns, key.column_count) + " needs it");
        }
    }
}

} // namespace schemad::plan
