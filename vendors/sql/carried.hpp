// SPDX-License-Identifier: Apache-2.0
// An expression of one vendor in the words of another: read by the grammar of the one, understood, and told as the
// catalog of the other prints it. Never another value: what has no exact counterpart is refused.
// Errors: Untold. Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vendors/sql/meaning.hpp"

namespace schemad::sql {

// By the name that snapshots have for a vendor; nothing for one whose language is not read here.
std::optional<Speaker> speaker_of(std::string_view vendor);

// The expression of a generated column. From a vendor to itself: the same in the words of its catalog, however it was
// written.
std::string carried_generation(std::string_view text, Speaker from, Speaker to, std::string_view field_type,
                               const std::vector<NamedColumn>& columns);

} // namespace schemad::sql
