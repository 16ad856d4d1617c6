// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/removal.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/configuration/merge.hpp"
#include "engine/model/system_fields.hpp"

namespace schemad::configuration {

namespace {

using Does = Change::Does;

class Removal {
public:
    Removal(const Batch& batch, const Tables& tables, Stored& stored, const guard::View& view, Changes& changes)
        : batch_(batch), tables_(tables), stored_(stored), view_(view), changes_(changes) {}

    void run() {
        for (auto part = changes_.parts.rbegin(); part != changes_.parts.rend(); ++part) { // as the reference
            const auto* table = tables_.find(part->collection);
            if (!table || view_.hides(table->name, {})) continue;
            // the one row of a singleton stays: what is secret in it nobody could send again
            if (batch_.deletes && !table->singleton())
                for (const auto* row : stored_.all(*table))
                    if (!changes_.find(*table, row->key) && !is_ignored(*row)) part->deleted.push_back(&mark(*row));
            for (const auto& asked : batch_.parts)
                if (asked.collection == part->collection)
                    for (const auto* key : asked.gone) remove_named(*table, *key, *part);
        }
        while (!open_.empty()) {
            auto last = open_.extract(std::prev(open_.end()));
            follow(*last.key(), last.mapped());
        }
    }

private:
    bool is_ignored(const Row& row) const {
        const auto about = row.table->about();
        if (about.empty()) return false;
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            if (row.table->columns[i].name == about)
                if (const auto* text = std::get_if<std::string>(&row.cells[i])) return view_.hides(*text, {});
        return false;
    }

    void remove_named(const Table& table, const json::value& key, PartOutcome& part) {
        const auto* row = stored_.find(table, key_text(table.columns[table.key_at], key));
        if (!row) return; // it is gone already
        if (changes_.find(table, row->key)) throw fault({table.name, 0, row->key}, {}, "is stated, and is to go");
        part.deleted.push_back(&mark(*row));
    }

    Change& mark(const Row& row) {
        open_[row.table].insert(row.key);
        Change change;
        change.does = Does::remove, change.table = row.table, change.key = row.key, change.row = &row;
        return changes_.add(std::move(change));
    }

    // What points to these rows of a table.
    void follow(const Table& target, const std::set<std::string>& keys) {
        for (const auto& pointer : tables_.pointing_to(target)) {
            if (!pointer.table || !model::is_system_name(pointer.name)) {
                const auto& column = pointer.reference.column;
                if (const auto count = stored_.count_pointing(pointer.name, column, keys))
                    throw fault({target.name, 0, keys.size() == 1 ? *keys.begin() : std::string{}}, {},
                                "cannot go: \"" + pointer.name + "." + column + "\" points to it in " +
                                    std::to_string(count) + " rows",
                                ErrorCode::invalid_foreign_key);
                continue;
            }
            for (const auto* row : stored_.pointing(*pointer.table, pointer.reference.column, keys))
                let_go(target, keys, pointer, *row);
        }
    }

    void let_go(const Table& target, const std::set<std::string>& keys, const Tables::Pointer& pointer,
                const Row& row) {
        const auto& table = *pointer.table;
        const auto& column = *table.column(pointer.reference.column);
        auto* change = changes_.find(table, row.key);
        if (change && change->does == Does::remove) return;
        if (change && !keys.contains(key_text(column, change->after(column.name)))) return; // it points elsewhere
        if (change && change->record > 0 && (change->cell(column.name) || follows(target, pointer)))
            throw fault(change->where(), column.name, "points to a record of \"" + target.name + "\" that is to go",
                        ErrorCode::invalid_foreign_key);
        if (follows(target, pointer)) {
            if (!change) mark(row);
            return;
        }
        if (!lets_go(target, pointer) || !column.nullable)
            throw fault({table.name, 0, shown_key(row)}, column.name,
                        "points to a record of \"" + target.name + "\" that is to go", ErrorCode::invalid_foreign_key);
        if (!change) {
            Change update;
            update.table = &table, update.key = row.key, update.row = &row;
            change = &changes_.add(std::move(update));
        }
        change->does = Does::update;
        change->cells.push_back({&column, nullptr});
        if (target.name == "directus_roles" && table.name == "directus_users")
            if (const auto* status = table.column("status"); status && !change->cell("status"))
                change->cells.push_back({status, "suspended"});
    }

    // The keys of other tables than those of configuration may be secrets, as those of sessions are.
    static std::string shown_key(const Row& row) { return row.table->facts ? row.key : std::string{}; }

    static bool follows(const Table& target, const Tables::Pointer& pointer) {
        const bool by_service = target.name == "directus_roles" &&
                                (pointer.name == "directus_access" || pointer.name == "directus_presets");
        return by_service || pointer.reference.on_delete == Rule::cascade;
    }
    static bool lets_go(const Table& target, const Tables::Pointer& pointer) {
        const bool by_service =
            target.name == "directus_roles" && (pointer.name == "directus_roles" || pointer.name == "directus_users");
        return by_service || pointer.reference.on_delete == Rule::set_null;
    }

    const Batch& batch_;
    const Tables& tables_;
    Stored& stored_;
    const guard::View& view_;
    Changes& changes_;
    std::map<const Table*, std::set<std::string>> open_; // rows that go, of which nobody asked yet who points there
};

} // namespace

void remove_rows(const Batch& batch, const Tables& tables, Stored& stored, const guard::View& view, Changes& changes) {
    Removal(batch, tables, stored, view, changes).run();
}

} // namespace schemad::configuration
