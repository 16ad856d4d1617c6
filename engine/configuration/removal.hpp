// SPDX-License-Identifier: Apache-2.0
// Which rows go, and what goes or changes along with them: what points to a row that goes follows it, lets go of it, or
// is in its way, by the rules of the foreign keys and of Directus's own services. docs/spec/configuration.md 1.7, 4.
//
// Inside the caller's transaction; reads rows, changes nothing. Errors: RequestError that names who points there;
// VendorError. Threads: as one connection.
#pragma once

#include "engine/configuration/change.hpp"
#include "engine/guard/view.hpp"

namespace schemad::configuration {

// Adds to the changes that merged() made of the same batch.
void remove_rows(const Batch&, const Tables&, Stored&, const guard::View&, Changes&);

} // namespace schemad::configuration
