// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/checks.hpp"

#include <map>
#include <set>

#include "engine/configuration/values.hpp"
#include "engine/database/cells.hpp"
#include "engine/plan/undo.hpp"

namespace schemad::configuration {

namespace {

using Does = Change::Does;

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool writes(const Change& change) { return change.does == Does::create || change.does == Does::update; }

json::value stored_value(const Row& row, const Column& column) {
    return decoded(column, row.cells[static_cast<std::size_t>(&column - row.table->columns.data())]);
}

// An address is one whatever its letters' case, which not every database sees.
bool has_no_case(const Table& table, const Column& column) {
    return table.name == "directus_users" && column.name == "email";
}

std::vector<const Row*> rows_alike(const Table& table, const Column& column, const std::set<std::string>& lowered,
                                   Stored& stored) {
    constexpr std::size_t at_once = 500;
    const auto q = [&](std::string_view name) { return stored.connection().vendor().quoted(name); };
    std::vector<const Row*> found;
    for (auto next = lowered.begin(); next != lowered.end();) {
        sql::SqlText marks;
        std::vector<schemad_value> params;
        for (; next != lowered.end() && params.size() < at_once; ++next) {
            if (!params.empty()) marks += ", ";
            marks += "?";
            params.push_back(value_of(std::string_view{*next}));
        }
        const auto keys = stored.connection().query("select " + q(table.key) + " from " + q(table.name) +
                                                        " where lower(" + q(column.name) + ") in (" + marks + ")",
                                                    params);
        const auto& key = table.columns[table.key_at];
        for (const auto row : database::CellRows(*keys, 1))
            if (const auto* one = stored.find(table, key_text(key, decoded(key, plan::param_of(row[0])))))
                found.push_back(one);
    }
    return found;
}

} // namespace

void check_references(const Changes& changes, const Tables& tables, Stored& stored) {
    struct Pointing {
        const Change* change;
        const Reference* reference;
        const Table* target;
        std::string key;
    };
    std::vector<Pointing> all;
    std::map<const Table*, std::set<std::string>> asked;
    for (const auto& change : changes.all) {
        if (!writes(change)) continue;
        for (const auto& reference : change.table->references) {
            const auto* cell = change.cell(reference.column);
            const auto* target = cell && !cell->value.is_null() ? tables.find(reference.table) : nullptr;
            if (!target) continue;
            auto key = key_text(target->columns[target->key_at], cell->value);
            if (!changes.find(*target, key)) asked[target].insert(key);
            all.push_back({&change, &reference, target, std::move(key)});
        }
    }
    for (const auto& [target, keys] : asked) stored.look_for(*target, keys);
    for (const auto& one : all) {
        const auto* change = changes.find(*one.target, one.key);
        const bool goes = change && change->does == Does::remove;
        if (!goes && (change || stored.find(*one.target, one.key))) continue;
        throw fault(one.change->where(), one.reference->column,
                    "points to a record of \"" + one.target->name + "\" that " + (goes ? "is to go" : "is not there"),
                    ErrorCode::invalid_foreign_key);
    }
}

void check_unique(Changes& changes, Stored& stored) {
    std::map<std::pair<const Table*, const Column*>, std::map<std::string, const Change*>> taken;
    for (const auto& change : changes.all) {
        if (!writes(change)) continue;
        for (const auto& cell : change.cells) {
            const auto* column = cell.column;
            if (!column->unique || column->name == change.table->key || !cell.value.is_string()) continue;
            const auto value = lower(std::string{std::string_view{cell.value.get_string()}});
            const auto [at, fresh] = taken[{change.table, column}].emplace(value, &change);
            if (!fresh)
                throw fault(change.where(), column->name,
                            "has to be unique, and record " + std::to_string(at->second->record) + " has the same",
                            ErrorCode::record_not_unique);
        }
    }
    for (const auto& [where, values] : taken) {
        const auto& [table, column] = where;
        const bool no_case = has_no_case(*table, *column);
        std::set<std::string> asked;
        for (const auto& [value, change] : values)
            asked.insert(no_case ? value
                                 : std::string{std::string_view{change->cell(column->name)->value.get_string()}});
        for (const auto* row :
             no_case ? rows_alike(*table, *column, asked, stored) : stored.pointing(*table, column->name, asked)) {
            const auto is = stored_value(*row, *column);
            if (!is.is_string()) continue;
            const auto taker = values.find(lower(std::string{std::string_view{is.get_string()}}));
            if (taker == values.end() || taker->second->key == row->key) continue;
            auto* holder = changes.find(*table, row->key);
            if (!holder || (holder->does != Does::remove && !holder->cell(column->name)))
                throw fault(taker->second->where(), column->name, "has to be unique, and another record has the same",
                            ErrorCode::record_not_unique);
            if (!column->nullable)
                throw fault(taker->second->where(), column->name, "cannot be taken from another record in one import",
                            ErrorCode::record_not_unique);
            holder->freed.push_back(column);
        }
    }
}

void check_trees(const Changes& changes, const Tables& tables, Stored& stored) {
    for (const auto* name : {"directus_roles", "directus_folders"}) {
        const auto* table = tables.find(name);
        const auto* parent = table ? table->column("parent") : nullptr;
        if (!parent || !changes.touches(name)) continue;
        const auto parent_of = [&](const std::string& key) -> std::string {
            if (const auto* change = changes.find(*table, key)) return key_text(*parent, change->after("parent"));
            const auto* row = stored.find(*table, key);
            return row ? key_text(*parent, stored_value(*row, *parent)) : std::string{};
        };
        for (const auto& change : changes.all) {
            if (change.table != table || !writes(change) || !change.cell("parent")) continue;
            std::set<std::string> passed{change.key};
            for (auto key = parent_of(change.key); !key.empty(); key = parent_of(key))
                if (!passed.insert(key).second) throw fault(change.where(), "parent", "is below the record itself");
        }
    }
}

void check_translations(const Changes& changes, const Tables& tables, Stored& stored) {
    const auto* table = tables.find("directus_translations");
    if (!table || !changes.touches(table->name)) return;
    std::map<std::pair<std::string, std::string>, std::string> seen; // language and key: whose
    const auto text = [](const json::value& value) {
        return value.is_string() ? std::string{std::string_view{value.get_string()}} : std::string{};
    };
    for (const auto* row : stored.all(*table)) {
        if (changes.find(*table, row->key)) continue;
        const auto *language = table->column("language"), *key = table->column("key");
        if (language && key)
            seen.emplace(std::pair{text(stored_value(*row, *language)), text(stored_value(*row, *key))}, row->key);
    }
    for (const auto& change : changes.all) {
        if (change.table != table || change.does == Does::remove) continue;
        const auto [at, fresh] =
            seen.emplace(std::pair{text(change.after("language")), text(change.after("key"))}, change.key);
        if (!fresh && writes(change)) throw fault(change.where(), "key", "is there twice in that language");
    }
}

} // namespace schemad::configuration
