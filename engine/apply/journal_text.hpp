// SPDX-License-Identifier: Apache-2.0
// How the journal is written down: its statements as JSON text. Private to engine/apply. Pure.
// Errors: std::runtime_error for text that is no journal of ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan/plan.hpp"

namespace schemad::apply {

// [[sql, [params]], ...]; checks are left out, they were asked.
std::string text_of_statements(const std::vector<plan::Statement>&);
std::vector<plan::Statement> statements_of_text(std::string_view);

// What leads back from a step, if anything does, and what the step touches of the catalog. As
// {"undo": [[sql, [params], touch], ...] | null, "touches": [[does, kind, table, name, shape, holds], ...]}.
struct WayBack {
    std::optional<std::vector<plan::Statement>> undo;
    std::vector<plan::Touch> touches;
    bool told = true; // false: written by a version that did not note the touches
};
std::string text_of_way_back(const plan::Step&);
WayBack way_back_of_text(std::string_view);

} // namespace schemad::apply
