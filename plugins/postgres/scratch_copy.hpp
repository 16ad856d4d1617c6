// SPDX-License-Identifier: Apache-2.0
// Copies the structure of schemas into another one, under the real names of all that a plan could name: constraints,
// indexes, sequences of serial columns. Tables, views and materialised views; no triggers, rules, policies.
// Errors: kit::Error naming what cannot be copied. One transaction is open, and may be failed afterwards.
#pragma once

#include <functional>

#include "vendors/pq/session.hpp"

namespace schemad::postgres {

struct StructureCopy {
    std::vector<std::string> from; // schemas
    std::string to;                // the schema; it is there, and empty
    std::vector<std::string> with_rows;
    sql::SqlText search_path;         // of `from`, quoted: what bare names mean there
    std::function<void()> keep_awake; // called now and then
};
void copy_structure(pq::Session&, const StructureCopy&);

} // namespace schemad::postgres
