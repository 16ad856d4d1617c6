// SPDX-License-Identifier: Apache-2.0
// Unicode data for lower_case.cpp, every table ascending. lower_case_table.mjs writes them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace schemad::model {

struct LowerRun { // every step-th code point from first to last becomes itself + delta
    std::uint32_t first, last;
    std::uint16_t step;
    std::int32_t delta;
};
struct CodeRange {
    std::uint32_t first, last;
};
extern const LowerRun lower_runs[];
extern const std::size_t lower_run_count;
extern const CodeRange case_ignorable[];
extern const std::size_t case_ignorable_count;
extern const CodeRange cased[]; // and not case-ignorable
extern const std::size_t cased_count;

} // namespace schemad::model
