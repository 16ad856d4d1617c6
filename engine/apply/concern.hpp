// SPDX-License-Identifier: Apache-2.0
// What a statement was for, and how a refusal of the database names it: one table of the reference's codes and texts.
// docs/spec/engine-1-http.md 1.11. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "engine/error.hpp"

namespace schemad::apply {

// Every refusal names it.
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

// Rows that stand in the way of a change: {"collection", "field", "count"}. reason: what is wrong with them, or empty.
RequestError rows_in_the_way(schemad_status refusal, const std::string& table, const std::string& field,
                             const std::string& reason, std::int64_t count);
// The wire code of that, "CONTAINS_NULL_VALUES".
const char* refusal_code(schemad_status refusal);

} // namespace schemad::apply
