// SPDX-License-Identifier: Apache-2.0
// Whether the rows as they are going to be hold together: what is pointed to is there, what is unique is, nothing is
// below itself, and somebody is an administrator. All before the first statement. docs/spec/configuration.md 1.7, 4.
//
// Inside the caller's transaction. Errors: RequestError that names collection, record and field; VendorError.
// Threads: as one connection.
#pragma once

#include "engine/configuration/change.hpp"

namespace schemad::configuration {

void check_references(const Changes&, const Tables&, Stored&);
// Notes the rows that have to let go of a value first.
void check_unique(Changes&, Stored&);
// Roles and folders below themselves; translations that are there twice.
void check_trees(const Changes&, const Tables&, Stored&);
void check_translations(const Changes&, const Tables&, Stored&);
// 422 where there is an administrator now, and none afterwards.
void check_administrators(const Changes&, const Tables&, Stored&);

} // namespace schemad::configuration
