// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/planned.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/configuration/checks.hpp"
#include "engine/configuration/merge.hpp"
#include "engine/configuration/outcome.hpp"
#include "engine/configuration/removal.hpp"
#include "engine/configuration/steps.hpp"
#include "engine/guard/protection.hpp"

namespace schemad::configuration {

namespace {

// The diff of the same apply takes the rows of a collection that goes along.
void refuse_lost_collections(const Changes& changes, const plan::Plan& plan) {
    std::set<std::string> dropped;
    for (const auto& step : plan.steps)
        if (step.what == plan::Step::What::drop_table) dropped.insert(step.table);
    if (dropped.empty()) return;
    for (const auto& change : changes.all) {
        if (change.table->about().empty() || change.record == 0) continue;
        const auto about = change.after(change.table->about());
        if (about.is_string() && dropped.contains(std::string{std::string_view{about.get_string()}}))
            throw fault(change.where(), change.table->about(), "names a collection that the diff deletes");
    }
}

} // namespace

Planned::Planned(Connection& connection, const json::value& document, const snapshot::Model& model,
                 const guard::View& view, const guard::NamePatterns& protected_names, plan::Plan& plan)
    : connection_(connection), batch_(batch_of(document)), index_(*model.catalog),
      tables_(index_, model.fields, model::moment_form(connection.vendor().vendor_string())), stored_(connection),
      changes_(merged(batch_, tables_, stored_, view, plan.left_out)) {
    remove_rows(batch_, tables_, stored_, view, changes_);
    check_references(changes_, tables_, stored_);
    check_unique(changes_, stored_);
    check_trees(changes_, tables_, stored_);
    check_translations(changes_, tables_, stored_);
    check_administrators(changes_, tables_, stored_);
    refuse_lost_collections(changes_, plan);
    give_numbers();
    add_steps(changes_, connection.vendor(), plan);
    guard::mark_protected(plan, *model.catalog, protected_names);
    mark_protected_records(changes_, protected_names, plan);
}

// Rows that the database numbers are found again as those that were not there before. Where a step may have to be
// undone by itself its row has to have a name; there the database counts on behind a number that is stated.
void Planned::give_numbers() {
    const bool by_the_database = connection_.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL);
    std::map<const Table*, std::int64_t> last;
    for (auto& change : changes_.all) {
        if (change.does != Change::Does::create || !change.key.empty()) continue;
        stored_.all(*change.table);
        if (by_the_database) continue;
        const auto& key = change.table->columns[change.table->key_at];
        const auto [at, first] = last.emplace(change.table, 0);
        if (first)
            for (const auto* row : stored_.all(*change.table))
                if (const auto value = decoded(key, row->key_cell()); value.is_int64())
                    at->second = std::max(at->second, value.get_int64());
        change.key = std::to_string(++at->second);
        change.cells.push_back({&key, at->second});
    }
}

void Planned::look(bool before_losses) { look_at(changes_, stored_, connection_, before_losses); }

json::object Planned::answer(bool applied) const { return answer_of(changes_, applied); }
json::object Planned::told() const { return told_of(changes_); }
json::object Planned::way_back() const { return way_back_of(changes_); }
json::array Planned::let_go() const { return let_go_of(changes_); }

const json::value* configuration_of(const json::value& payload) {
    return payload.is_object() ? payload.get_object().if_contains("configuration") : nullptr;
}

json::value payload_of(json::value configuration, bool lists_system_fields) {
    json::object diff{{"collections", json::array{}}, {"fields", json::array{}}, {"relations", json::array{}}};
    if (lists_system_fields) diff["systemFields"] = json::array{};
    return {{"hash", "none"}, {"diff", std::move(diff)}, {"configuration", std::move(configuration)}};
}

} // namespace schemad::configuration
