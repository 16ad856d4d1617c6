// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/meta_sql.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "engine/model/items.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/undo.hpp"

namespace schemad::plan {

namespace {

bool known(const snapshot::MetaRows& rows, std::string_view column) {
    return std::find(rows.columns.begin(), rows.columns.end(), column) != rows.columns.end();
}

void touch(Step& step, std::string_view collection, std::string_view field) {
    step.collection = collection;
    if (!field.empty()) step.fields.emplace_back(field);
}

std::set<std::int64_t>& used_row_ids(const Input& in, Draft& draft, ItemKind kind) {
    auto& used = draft.row_ids[kind];
    if (used.empty())
        for (const auto& row : in.meta_rows(kind).list) used.insert(row.id);
    return used;
}

// A number that is free, below the highest one: the database's own counting has passed it. Above, the next one that it
// gives leads to the same order.
bool takes_row_id(const Input& in, Draft& draft, ItemKind kind, const EntityName& entity, const json::value& wanted) {
    if (!wanted.is_int64()) return false;
    auto& used = used_row_ids(in, draft, kind);
    const auto id = wanted.get_int64();
    if (used.empty() || id > *used.rbegin()) return false;
    if (used.insert(id).second) return true;
    draft.leave_out(entity, "meta.id", std::to_string(id) + " is another row's");
    return false;
}

// Finds a meta row again: by its id, or where that is not known (a plan without a database) by what it is for.
struct RowKey {
    sql::SqlText where;
    std::vector<Param> params;
};
RowKey key_of(const Input& in, ItemKind kind, const snapshot::MetaRow& row) {
    if (kind == ItemKind::collection) return {in.q("collection") + " = ?", {std::string{row.collection}}};
    if (row.cells) return {in.q("id") + " = ?", {row.id}};
    const bool relation = kind == ItemKind::relation;
    return {in.q(relation ? "many_collection" : "collection") + " = ? and " + in.q(relation ? "many_field" : "field") +
                " = ?",
            {std::string{row.collection}, std::string{row.field}}};
}

} // namespace

void insert_row(const Input& in, Draft& draft, ItemKind kind, const EntityName& entity, json::object meta) {
    const auto& table = model::meta_table(kind);
    if (kind == ItemKind::field && !meta.contains("sort") &&
        in.set.change_of(ItemKind::collection, entity.collection) &&
        in.set.change_of(ItemKind::collection, entity.collection)->action == Action::create) {
        // in a new collection by its place there
        std::int64_t place = 0;
        for (const auto* change : in.field_changes(entity.collection)) {
            if (change->action != Action::create || !model::object_of(change->after, "meta")) continue;
            ++place;
            if (change->field == entity.field) break;
        }
        meta["sort"] = place;
    } else if (kind == ItemKind::field && !meta.contains("sort")) {
        // behind its siblings: the fields of the same group of that collection
        const std::string collection{model::text_of(meta, "collection")}, group{model::text_of(meta, "group")};
        auto [at, fresh] = draft.next_sort.emplace(collection + '\0' + group, 1);
        if (fresh)
            for (const auto& value : model::list_of(in.model.snapshot.get_object(), ItemKind::field)) {
                const auto* other = model::object_of(value.get_object(), "meta");
                const auto* sort = other ? other->if_contains("sort") : nullptr;
                if (sort && sort->is_number() && model::text_of(*other, "collection") == collection &&
                    model::text_of(*other, "group") == group)
                    at->second = std::max(at->second, js::truncated(std::min(js::number_of(*sort), 9e15)) + 1);
            }
        meta["sort"] = at->second++;
    }
    sql::SqlText columns, marks;
    std::vector<Param> params;
    std::vector<std::string> named;
    bool numbered = table.id != "id";
    for (const auto& member : meta) {
        const std::string_view column = member.key();
        if (column == "id" && table.id == "id") {
            if (!takes_row_id(in, draft, kind, entity, member.value())) continue;
            numbered = true;
        }
        if (!known(in.meta_rows(kind), column)) {
            draft.leave_out(entity, "meta." + std::string{column}, std::string{table.name} + " has no such column");
            continue;
        }
        if (!columns.empty()) columns += ", ", marks += ", ";
        columns += in.q(column), marks += "?";
        params.push_back(encoded(kind, column, member.value()));
        named.emplace_back(column);
    }
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();
    if (!numbered && used_row_ids(in, draft, kind).contains(highest)) // the database counts on from there
        throw refused(entity, "its row cannot be added: a row of " + std::string{table.name} + " has the id " +
                                  std::to_string(highest) + ", and there is none behind it");
    const auto values = "(" + marks + ")";
    auto& step =
        draft.run_sql(MetaOrder::write, std::string{table.name}, name_of(entity), "insert row",
                      "insert into " + in.q(table.name) + " (" + columns + ") values " + values, std::move(params));
    step.statements.back().values = values;
    step.statements.back().columns = std::move(named);
    touch(step, model::text_of(meta, kind == ItemKind::relation ? "many_collection" : "collection"),
          model::text_of(meta, kind == ItemKind::relation ? "many_field" : "field"));
    const char* const keys[] = {kind == ItemKind::relation ? "many_collection" : "collection",
                                kind == ItemKind::relation ? "many_field" : "field"};
    Statement undo;
    for (std::size_t i = 0; i < (kind == ItemKind::collection ? 1u : 2u); ++i) {
        undo.sql += undo.sql.empty() ? "delete from " + in.q(table.name) + " where " : sql::SqlText(" and ");
        undo.sql += in.q(keys[i]) + " = ?";
        undo.params.emplace_back(std::string{model::text_of(meta, keys[i])});
    }
    step.undo.push_back(std::move(undo));
    step.reversible = true;
}

void update_row(const Input& in, Draft& draft, ItemKind kind, const EntityName& entity, const snapshot::MetaRow& row,
                const json::object& before, const json::object& after) {
    const auto& table = model::meta_table(kind);
    sql::SqlText sets;
    std::vector<Param> params;
    std::vector<std::string> changed;
    for (const auto& member : after) {
        const std::string_view column = member.key();
        const auto* was = before.if_contains(column);
        if (column == table.id) continue;
        if (was && (js::equal(*was, member.value()) ||
                    encoded(kind, column, *was) == encoded(kind, column, member.value()))) // a list as its text
            continue;
        if (!known(in.meta_rows(kind), column)) {
            draft.leave_out(entity, "meta." + std::string{column}, std::string{table.name} + " has no such column");
            continue;
        }
        if (!sets.empty()) sets += ", ";
        sets += in.q(column) + " = ?";
        params.push_back(encoded(kind, column, member.value()));
        changed.emplace_back(column);
    }
    if (sets.empty()) return;
    const auto key = key_of(in, kind, row);
    params.insert(params.end(), key.params.begin(), key.params.end());
    const auto sql = "update " + in.q(table.name) + " set " + sets + " where " + key.where;
    auto& step =
        draft.run_sql(MetaOrder::write, std::string{table.name}, name_of(entity), "update row", sql, std::move(params));
    step.statements.back().columns = changed;
    touch(step, row.collection, row.field);
    if (const auto checks = draft.label_checks.find(name_of(entity));
        kind == ItemKind::field && checks != draft.label_checks.end())
        step.statements.insert(step.statements.begin(), checks->second.begin(), checks->second.end());
    Statement undo;
    undo.sql = sql;
    undo.params = raw_values(in, kind, row, changed);
    undo.params.insert(undo.params.end(), key.params.begin(), key.params.end());
    step.undo.push_back(std::move(undo));
    step.reversible = true;
}

void delete_row(const Input& in, Draft& draft, ItemKind kind, const EntityName& entity, const snapshot::MetaRow& row) {
    const auto& table = model::meta_table(kind);
    auto key = key_of(in, kind, row);
    // a row that is written again under the same name in this plan has to go first
    const bool replaced = kind == ItemKind::field && in.set.wanted(kind, row.collection, row.field);
    auto& step =
        draft.run_sql(replaced ? MetaOrder::write : MetaOrder::remove, std::string{table.name}, name_of(entity),
                      "delete row", "delete from " + in.q(table.name) + " where " + key.where, std::move(key.params));
    touch(step, row.collection, row.field);
    step.undo.push_back(insert_back(in, kind, row));
    step.reversible = true;
}

Param encoded(ItemKind kind, std::string_view column, const json::value& value) {
    const auto cast = model::cast_of(model::meta_table(kind), column);
    if (value.is_null()) return nullptr;
    if (cast == model::Cast::json) return formats::write_json(value);
    if (cast == model::Cast::csv && value.is_array()) {
        std::string joined;
        bool first = true;
        for (const auto& part : value.get_array()) {
            if (!std::exchange(first, false)) joined += ',';
            joined += part.is_string() ? std::string{std::string_view{part.get_string()}} : formats::write_json(part);
        }
        return joined;
    }
    if (cast == model::Cast::boolean) return model::truthy(value);
    if (value.is_bool()) return value.get_bool();
    if (value.is_int64()) return value.get_int64();
    if (value.is_number()) {
        const double number = js::number_of(value);
        if (const auto whole = js::whole(number); whole && std::abs(number) < 9e15) return *whole;
        return number;
    }
    if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    return formats::write_json(value);
}

} // namespace schemad::plan
