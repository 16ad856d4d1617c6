// SPDX-License-Identifier: Apache-2.0
// What a project's `destructive` asks of an apply that destroys data, and how the refusal tells what would go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/apply/assessment.hpp"
#include "engine/error.hpp"
#include "engine/plan/plan.hpp"
#include "engine/project_options.hpp"

namespace schemad::apply {

// A refusal that an approval of the plan would turn.
struct ConsentMissing : RequestError {
    using RequestError::RequestError;
};

// What has been agreed to.
struct Consent {
    std::string_view confirmed{}; // the id of a plan, by who sends the apply
    bool may_confirm = true;      // and whether that counts
    bool approved = false;        // the plan is stored and approved
};

// Refuses a plan that destroys data without the consent the project asks for; the error lists what would go, counted
// and by weight. Errors: RequestError, ConsentMissing.
void require_consent(const plan::Plan&, const Vendor&, const Assessment&, std::string_view hash, Destructive,
                     const Consent&);

// Something that a step of the plan destroys.
struct Loss {
    std::int64_t step = 0;
    std::string entity, action, table, what; // what: "rows" or "values"
    std::int64_t count = 0;
    std::string along{}; // what goes with it unsaid
    bool of_directus() const { return table.starts_with("directus_"); }
};
// In the order of the steps.
std::vector<Loss> losses_of(const plan::Plan&, const Assessment&);
// Tables and columns of the project first, the most rows first; then what goes in Directus's own tables.
void by_weight(std::vector<Loss>&);
// In words, for a message: the heaviest by name, the rest counted, all of Directus's rows as one. Expects by_weight().
std::string in_words(const std::vector<Loss>&);

} // namespace schemad::apply
