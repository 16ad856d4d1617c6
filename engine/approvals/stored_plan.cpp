// SPDX-License-Identifier: Apache-2.0
#include "engine/approvals/stored_plan.hpp"

#include <iterator>
#include <string_view>

#include "engine/text/utc.hpp"

namespace schemad::approvals {

namespace json = boost::json;

namespace {

constexpr std::string_view names[] = {"waiting", "approved", "withdrawn", "applied"}; // as State counts

json::value event(const std::string& at, const std::string& by) {
    if (at.empty()) return nullptr;
    return json::object{{"at", at}, {"by", by}};
}

} // namespace

std::string_view name_of(State state) noexcept { return names[static_cast<std::size_t>(state)]; }

State state_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (names[i] == name) return static_cast<State>(i);
    return State::waiting;
}

json::object document_of(const StoredPlan& plan, std::int64_t now) {
    const bool open = plan.state == State::waiting || plan.state == State::approved;
    return {{"id", plan.id},
            {"hash", plan.hash},
            {"state", open && plan.over(now) ? std::string_view{"expired"} : name_of(plan.state)},
            {"steps", plan.steps},
            {"losses", plan.losses.empty() ? json::value(nullptr) : json::value(plan.losses)},
            {"stored", plan.stored},
            {"by", plan.by},
            {"expires", text::utc(plan.expires)},
            {"approved", event(plan.decided, plan.decider)},
            {"ended", event(plan.ended, plan.ender)}};
}

} // namespace schemad::approvals
