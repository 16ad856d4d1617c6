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

// What a statement was for; every refusal names it.
struct Concern {
    std::string entity;              // "posts.title"; empty: of the diff as a whole
    std::string table;               // that the statement is about
    std::vector<std::string> fields; // of it
    bool meta_rows = false;          // the statement writes rows of Directus's own tables
};

// What a database refuses because of the diff or of the data there is becomes the client's error; the rest goes on as
// it is.
[[noreturn]] void rethrow_translated(const VendorError&, const Concern&);

template <class F> auto translating_errors(F&& run, const Concern& concern = {}) -> decltype(run()) {
    try {
        return run();
    } catch (const VendorError& error) { rethrow_translated(error, concern); }
}

} // namespace schemad::apply
