// SPDX-License-Identifier: Apache-2.0
// A plan that somebody put aside to be looked at and agreed to. Its id names model, diff and statements
// (engine/apply/preview.hpp), so an approval of it lets through that and nothing else. Pure.
// Source: docs/http-api.md, POST /schema/plan?store=true.
#pragma once

#include <cstdint>
#include <string>

#include <boost/json.hpp>

namespace schemad::approvals {

enum class State : unsigned char { waiting, approved, withdrawn, applied };
std::string_view name_of(State) noexcept;
// What a database tells; waiting where it is none of ours: that lets nothing through.
State state_named(std::string_view) noexcept;

struct StoredPlan {
    std::string id, hash; // of the model it was made for
    State state = State::waiting;
    std::int64_t steps = 0;
    std::string losses;           // in words; empty: it destroys nothing
    std::string stored, by;       // when, and by whose token; moments are engine/text/utc.hpp's
    std::int64_t expires = 0;     // in seconds since 1970: as something that waits, or as an approval
    std::string decided, decider; // when and by whom it was approved; empty: it was not
    std::string ended, ender;     // when and by whom it was withdrawn or applied

    bool over(std::int64_t now) const noexcept {
        return state == State::withdrawn || state == State::applied || expires <= now;
    }
    bool lets_through(std::int64_t now) const noexcept { return state == State::approved && expires > now; }
};

// {id, hash, state, steps, losses, stored, by, expires, approved: {at, by} or null, ended: {at, by} or null}; a plan
// whose time is over has the state "expired".
boost::json::object document_of(const StoredPlan&, std::int64_t now);

} // namespace schemad::approvals
