// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/settler.hpp"

#include "engine/apply/counting.hpp"
#include "engine/apply/run_plan.hpp"

namespace schemad::apply {

using plan::Touch;

bool says_refused(schemad_status status) noexcept {
    switch (status) {
    case SCHEMAD_OK:
    case SCHEMAD_E_CONNECTION:
    case SCHEMAD_E_CANCELLED: // CockroachDB's schema changes go on behind these three
    case SCHEMAD_E_TIMEOUT:
    case SCHEMAD_E_LIMIT:
    case SCHEMAD_E_INTERNAL: return false;
    default: return true;
    }
}

Settler::Settler(Connection& connection, const schemad_catalog& catalog, JournalRow row)
    : connection_(connection), index_(catalog), row_(std::move(row)) {
    if (row_.lost) throw std::runtime_error(row_.problem);
    for (auto& written : JournalStore(connection).steps_of(row_.name)) {
        if (written.number != static_cast<std::int64_t>(steps_.size())) break;
        WrittenStep step{std::move(written.entity), std::move(written.table),         std::move(written.column),
                         written.destroys,          statements_of_text(written.redo), {}};
        step.back.told = false;
        if (!written.undo.empty()) step.back = way_back_of_text(written.undo);
        steps_.push_back(std::move(step));
    }
    // what is missing was done perhaps, and nobody knows what it was
    if (steps_.size() != row_.steps || row_.position > row_.steps)
        throw std::runtime_error("the journal of an apply cannot be read: schemad_journal_step holds the first " +
                                 std::to_string(steps_.size()) + " of its " + std::to_string(row_.steps) + " steps");
}

Settler::Key Settler::key_of(const Touch& touch) {
    return {std::to_string(static_cast<int>(touch.kind)) + touch.table, touch.name};
}

bool Settler::there(const Touch& touch) const {
    if (const auto known = there_.find(key_of(touch)); known != there_.end()) return known->second;
    return plan::shape_in(index_, touch).has_value();
}

bool Settler::destroyed() const {
    for (std::size_t i = 0; i < row_.position; ++i) {
        const auto& step = steps_[i];
        if (!step.destroys) continue;
        const bool there = step.column.empty() ? index_.any_table(step.table) != nullptr
                                               : index_.column(step.table, step.column) != nullptr;
        if (!in_doubt(i) || step.table.empty() || !there) return true;
    }
    return false;
}

// Of something that is going to be taken away.
std::string Settler::what_stands_in_the_way(const Touch& touch, bool in_doubt) {
    if (in_doubt && plan::shape_in(index_, touch) != touch.shape)
        return plan::told(touch) + " is there, but not as this apply makes it, so somebody else has made it";
    if (touch.holds.empty()) return {};
    plan::Statement count;
    count.sql = touch.holds;
    const auto held = count_of(connection_, count);
    if (held <= 0) return {};
    return plan::told(touch) + " was made by this apply and holds data by now (" + std::to_string(held) +
           (touch.kind == Touch::Kind::table ? " rows)" : " values)");
}

void Settler::undo_touch(Act& act, const WrittenStep& step, const plan::Statement& statement, bool in_doubt) {
    if (step.back.touches.empty()) return act.statements.push_back(&statement); // rows
    const auto& touch = step.back.touches[statement.touch];
    const bool is_there = there(touch);
    switch (touch.does) {
    case Touch::Does::makes:
        if (!is_there) {
            act.why = plan::told(touch) + " is not there";
            return;
        }
        act.why = what_stands_in_the_way(touch, in_doubt);
        act.blocked = act.blocked || !act.why.empty();
        there_[key_of(touch)] = false;
        break;
    case Touch::Does::drops:
        if (is_there) {
            act.why = plan::told(touch) + " is there";
            return;
        }
        there_[key_of(touch)] = true;
        break;
    case Touch::Does::alters:
        if (!is_there || (in_doubt && plan::shape_in(index_, touch) == touch.shape)) {
            act.why = plan::told(touch) + (is_there ? " is as it was before" : " is not there any more");
            return;
        }
        break;
    }
    act.statements.push_back(&statement);
}

std::vector<Act> Settler::way_back() {
    there_.clear();
    std::vector<Act> acts;
    for (auto i = row_.position; i-- > 0;) {
        const auto& step = steps_[i];
        Act act{i, step.entity};
        const bool doubt = in_doubt(i) && !row_.going_back();
        if (!step.table.empty() && !step.back.told && doubt) {
            act.why = "it was begun by another version, which did not note how things were before";
            act.blocked = true;
        } else if (step.back.undo) {
            for (const auto& statement : *step.back.undo) undo_touch(act, step, statement, doubt);
        } else {
            act.why = step.destroys ? "what it destroyed stays gone" : "nothing leads back from it";
        }
        acts.push_back(std::move(act));
    }
    return acts;
}

std::vector<Act> Settler::way_on() {
    there_.clear();
    std::vector<Act> acts;
    for (auto i = row_.position - (row_.position > 0 && !row_.exact() ? 1 : 0); i < steps_.size(); ++i) {
        const auto& step = steps_[i];
        Act act{i, step.entity};
        const bool doubt = in_doubt(i);
        if (doubt && step.table.empty()) { // rows share a transaction with their position
            act.why = "it is done";
        } else if (doubt && !step.back.told) {
            act.why = "it was begun by another version, which did not note how things were before";
            act.blocked = true;
        } else if (!step.back.touches.empty()) {
            const auto& touch = step.back.touches.front();
            const bool is_there = there(touch);
            if (touch.does == Touch::Does::drops && !is_there) {
                act.why = plan::told(touch) + " is not there any more";
            } else if (touch.does == Touch::Does::makes && is_there && doubt) {
                act.blocked = plan::shape_in(index_, touch) != touch.shape;
                act.why = act.blocked ? plan::told(touch) + " is there, but not as this apply makes it" : "it is done";
            }
            for (const auto& one : step.back.touches) there_[key_of(one)] = one.does != Touch::Does::drops;
        }
        if (act.why.empty())
            for (const auto& statement : step.redo) act.statements.push_back(&statement);
        acts.push_back(std::move(act));
    }
    return acts;
}

void Settler::go(const std::vector<Act>& acts, Lease& lease, bool forward) {
    for (const auto& act : acts)
        if (act.blocked) throw Blocked(act.step, act.entity, act.why, false);
    JournalStore store(connection_);
    for (const auto& act : acts) {
        if (act.statements.empty()) continue;
        lease.renew();
        store.set_state(row_.name, forward ? "finishing" : "undoing", act.step + 1);
        for (const auto* statement : act.statements) try {
                connection_.execute(statement->sql, values_of(statement->params));
            } catch (const VendorError& error) {
                // later, then
                if (error.status == SCHEMAD_E_CONNECTION || error.status == SCHEMAD_E_BUSY) throw;
                throw Blocked(act.step, act.entity, error.what(),
                              statement == act.statements.front() && says_refused(error.status));
            }
    }
}

} // namespace schemad::apply
