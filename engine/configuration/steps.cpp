// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/steps.hpp"

#include <algorithm>
#include <set>

#include "engine/configuration/merge.hpp"
#include "engine/model/system_tables.hpp"

namespace schemad::configuration {

namespace {

using Does = Change::Does;
using plan::Param;
using plan::Statement;
using plan::Step;

// Behind what it points to; tables that hold no configuration go first of all.
std::size_t rank_of(const Table& table) {
    static const auto order = [] {
        std::vector<std::string> names;
        for (const auto& one : model::system_tables()) names.emplace_back(one.name);
        return order_of_work(names);
    }();
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), table.name) - order.begin());
}

// The keys of other tables than those of configuration may be secrets, as those of sessions are.
std::string entity_of(const Change& change) {
    if (!change.table->facts) return change.table->name;
    return change.table->name + "/" + (change.key.empty() ? "new" : change.key);
}

const Param& stored_cell(const Change& change, const Column& column) {
    return change.row->cells[static_cast<std::size_t>(&column - change.table->columns.data())];
}

class Steps {
public:
    Steps(const Changes& changes, const Vendor& vendor) : changes_(changes), vendor_(vendor) {}

    void put_into(plan::Plan& plan) {
        for (const auto& change : changes_.all)
            if (change.does != Does::nothing) sorted_.push_back(&change);
        std::stable_sort(sorted_.begin(), sorted_.end(),
                         [](const Change* a, const Change* b) { return rank_of(*a->table) < rank_of(*b->table); });
        let_go();
        create();
        for (const auto* change : sorted_)
            if (change->does == Does::update) update(*change, change->cells);
        for (const auto& [change, cells] : later_) update(*change, cells);
        part_from_one_another();
        std::vector<Step> removals;
        for (auto at = sorted_.rbegin(); at != sorted_.rend(); ++at)
            if ((*at)->does == Does::remove) removals.push_back(removed(**at));
        auto& steps = plan.steps;
        auto losses = steps.end();
        while (losses != steps.begin() && std::prev(losses)->destroys_data) --losses;
        std::move(removals.begin(), removals.end(), std::back_inserter(made_));
        steps.insert(losses, std::make_move_iterator(made_.begin()), std::make_move_iterator(made_.end()));
    }

private:
    sql::SqlText q(std::string_view name) const { return vendor_.quoted(name); }
    sql::SqlText where(const Table& table) const { return " where " + q(table.key) + " = ?"; }

    static Param key_of(const Change& change) {
        if (change.row) return change.row->key_cell();
        const auto& key = change.table->columns[change.table->key_at];
        const auto* stated = change.cell(key.name);
        return stated ? encoded(key, stated->value) : Param{change.key};
    }

    Step step_of(const Change& change, const char* action) const {
        Step step;
        step.what = Step::What::records;
        step.table = step.collection = change.table->name;
        step.entity = entity_of(change);
        step.action = action;
        step.reversible = true;
        return step;
    }

    // Unique values that another row takes.
    void let_go() {
        for (const auto* change : sorted_)
            if (!change->freed.empty()) {
                std::vector<Cell> cells;
                for (const auto* column : change->freed) cells.push_back({column, nullptr});
                update(*change, cells);
            }
    }

    void create() {
        std::set<std::pair<const Table*, std::string>> there;
        for (const auto* change : sorted_) {
            if (change->does != Does::create) continue;
            std::vector<Cell> now, then;
            for (const auto& cell : change->cells) (has_to_wait(*change, cell, there) ? then : now).push_back(cell);
            insert(*change, now);
            there.emplace(change->table, change->key);
            if (!then.empty()) later_.emplace_back(change, std::move(then));
        }
    }
    // It points to a row that is made behind it, or is itself.
    bool has_to_wait(const Change& change, const Cell& cell,
                     const std::set<std::pair<const Table*, std::string>>& there) const {
        const auto* reference = change.table->reference(cell.column->name);
        if (!reference || !reference->enforced || !cell.value.is_string() || !cell.column->nullable) return false;
        for (const auto* other : sorted_)
            if (other->does == Does::create && other->table->name == reference->table &&
                other->key == key_text(other->table->columns[other->table->key_at], cell.value))
                return !there.contains({other->table, other->key});
        return false;
    }

    void insert(const Change& change, const std::vector<Cell>& cells) {
        auto step = step_of(change, "insert row");
        Statement statement;
        sql::SqlText columns, marks;
        for (const auto& cell : cells) {
            if (!columns.empty()) columns += ", ", marks += ", ";
            columns += q(cell.column->name), marks += "?";
            statement.params.push_back(encoded(*cell.column, cell.value));
            statement.columns.push_back(cell.column->name);
        }
        statement.values = "(" + marks + ")";
        statement.sql = "insert into " + q(change.table->name) + " (" + columns + ") values " + statement.values;
        step.statements.push_back(std::move(statement));
        if (!change.key.empty()) {
            Statement undo;
            undo.sql = "delete from " + q(change.table->name) + where(*change.table);
            undo.params = {key_of(change)};
            step.undo.push_back(std::move(undo));
        }
        made_.push_back(std::move(step));
    }

    void update(const Change& change, const std::vector<Cell>& cells) {
        auto step = step_of(change, "update row");
        Statement statement, undo;
        sql::SqlText sets;
        for (const auto& cell : cells) {
            if (!sets.empty()) sets += ", ";
            sets += q(cell.column->name) + " = ?";
            statement.params.push_back(encoded(*cell.column, cell.value));
            undo.params.push_back(change.row ? stored_cell(change, *cell.column) : Param{nullptr});
            statement.columns.push_back(cell.column->name);
            step.fields.push_back(cell.column->name);
        }
        statement.sql = undo.sql = "update " + q(change.table->name) + " set " + sets + where(*change.table);
        statement.params.push_back(key_of(change));
        undo.params.push_back(key_of(change));
        step.statements.push_back(std::move(statement));
        step.undo.push_back(std::move(undo));
        made_.push_back(std::move(step));
    }

    // Rows of one table that go and point to one another: a database may look at each by itself.
    void part_from_one_another() {
        for (const auto* change : sorted_) {
            if (change->does != Does::remove) continue;
            std::vector<Cell> cells;
            for (const auto& reference : change->table->references) {
                const auto* column = change->table->column(reference.column);
                if (reference.table != change->table->name || !column->nullable) continue;
                if (!std::holds_alternative<std::nullptr_t>(stored_cell(*change, *column)))
                    cells.push_back({column, nullptr});
            }
            if (!cells.empty()) update(*change, cells);
        }
    }

    Step removed(const Change& change) const {
        auto step = step_of(change, "delete row");
        step.destroys_data = true;
        Statement statement, count, undo;
        statement.sql = "delete from " + q(change.table->name) + where(*change.table);
        statement.params = {key_of(change)};
        step.statements.push_back(std::move(statement));
        count.sql = "select 1"; // it was read under this lock
        step.counts.push_back(std::move(count));
        sql::SqlText columns, marks;
        for (std::size_t i = 0; i < change.table->columns.size(); ++i) {
            const auto& column = change.table->columns[i];
            if (column.generated) continue;
            if (!columns.empty()) columns += ", ", marks += ", ";
            columns += q(column.name), marks += "?";
            undo.params.push_back(change.row->cells[i]);
        }
        undo.sql = "insert into " + q(change.table->name) + " (" + columns + ") values (" + marks + ")";
        step.undo.push_back(std::move(undo));
        return step;
    }

    const Changes& changes_;
    const Vendor& vendor_;
    std::vector<const Change*> sorted_;
    std::vector<std::pair<const Change*, std::vector<Cell>>> later_;
    std::vector<Step> made_;
};

} // namespace

void add_steps(const Changes& changes, const Vendor& vendor, plan::Plan& plan) {
    Steps(changes, vendor).put_into(plan);
}

void mark_protected_records(const Changes& changes, const guard::NamePatterns& names, plan::Plan& plan) {
    if (names.empty()) return;
    std::set<std::pair<std::string, std::string>> about; // entity, and a protected collection that its record is about
    for (const auto& change : changes.all) {
        const auto column = change.table->about();
        if (change.does == Does::nothing || column.empty()) continue;
        const auto note = [&](const json::value& value) {
            if (value.is_string() && names.collection(value.get_string()))
                about.emplace(entity_of(change), std::string{std::string_view{value.get_string()}});
        };
        note(change.after(column));
        if (change.row)
            note(decoded(*change.table->column(column), stored_cell(change, *change.table->column(column))));
    }
    for (auto& step : plan.steps) {
        if (step.what != Step::What::records) continue;
        std::set<std::string> touched;
        if (names.collection(step.table)) touched.insert(step.table);
        for (const auto& field : step.fields)
            if (names.field(step.table, field)) touched.insert(step.table + "." + field);
        for (const auto& [entity, collection] : about)
            if (entity == step.entity) touched.insert(collection);
        step.touches_protected.assign(touched.begin(), touched.end());
    }
}

} // namespace schemad::configuration
