// SPDX-License-Identifier: Apache-2.0
// Which rows a batch makes and changes: each record finds its row by its key, and what it states is compared with what
// is stored. docs/spec/configuration.md 1.5 and 1.6, with the decisions of docs/differences-from-directus.md.
//
// Inside the caller's transaction; reads rows, changes nothing. Errors: RequestError that names collection, record and
// field; VendorError. Threads: as one connection.
#pragma once

#include "engine/configuration/change.hpp"
#include "engine/guard/view.hpp"
#include "engine/model/left_out.hpp"

namespace schemad::configuration {

// Names of collections, each behind those that it points to; ties by name.
std::vector<std::string> order_of_work(const std::vector<std::string>& collections);

// What the project ignores is left out, and named. The changes borrow all of them but left_out.
Changes merged(const Batch&, const Tables&, Stored&, const guard::View&, LeftOuts& left_out);

} // namespace schemad::configuration
