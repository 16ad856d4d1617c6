// SPDX-License-Identifier: Apache-2.0
// The executor: asks every check of a plan, then runs its statements in order.
#pragma once

#include <functional>

#include <schemad/host.hpp>

#include "engine/error.hpp"
#include "engine/plan/plan.hpp"
#include "engine/progress.hpp"

namespace schemad::apply {

class Journal;

// Throws RequestError (with the count of rows) when a check answers more than zero. Runs nothing.
void ask_checks(Connection&, const plan::Plan&);
// The statements in order. The journal and the progress, where there are any, are told before each step.
void run_steps(Connection&, const plan::Plan&, Journal* = nullptr, ApplyProgress* = nullptr);

std::vector<schemad_value> values_of(const std::vector<plan::Param>&); // borrows the texts

// What a query of one number answers; 0 without a row.
std::int64_t count_of(Connection&, const plan::Statement&);
// The wire code a check refuses with, "CONTAINS_NULL_VALUES".
const char* refusal_code(const plan::Statement& check);

// What a database refuses because of the data there is becomes the client's error; the rest goes on as it is.
[[noreturn]] void rethrow_translated(const VendorError&, const std::string& table,
                                     const std::vector<std::string>& fields);

template <class F>
void translating_errors(F&& run, const std::string& table = {}, const std::vector<std::string>& fields = {}) {
    try {
        run();
    } catch (const VendorError& error) { rethrow_translated(error, table, fields); }
}

} // namespace schemad::apply
