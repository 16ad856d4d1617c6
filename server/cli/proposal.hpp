// SPDX-License-Identifier: Apache-2.0
// A change of a target before it is made: the diff, what the target plans to do for it, and how that is shown.
// Errors: those of the target. Thread: main.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "server/cli/changes.hpp"
#include "server/cli/command.hpp"
#include "server/cli/target.hpp"

namespace schemad::cli {

struct Proposal {
    boost::json::object diff;                // {hash, diff, ...}; empty: nothing differs
    std::optional<boost::json::object> plan; // none of a Directus, and where it was refused
    std::string refused;                     // why the target cannot do it; empty: it can
    Changes changes;
    bool nothing() const noexcept { return diff.empty(); }
};

struct PlanChoice {
    bool force = false; // the hash may be another one: the diff is not of this moment
    bool try_in_scratch = false;
};
Proposal proposal_of(Target&, boost::json::object diff, const PlanChoice& = {});

// --json, --markdown, --sql
std::vector<Flag> show_flags();
// How a diff is made: --mode, --force, --no-translate.
std::vector<Flag> diff_flags();
DiffChoice diff_choice_of(const Options&);
// As those say; without them as text.
void show(const Proposal&, Target&, const Options&, Streams&);
// The text alone, on that stream.
void show_text(const Proposal&, const std::string& target, bool is_terminal, std::ostream& out);

// What a translation could not carry over, where there is something.
void tell_translation(const Compared&, Streams&);
// The diff of the file against the target; of a file that is a diff itself, that one.
Compared compared_with(Target&, const std::string& path, const Options&, Streams&);

} // namespace schemad::cli
