// SPDX-License-Identifier: Apache-2.0
// All that is in a database but schemad's own tables, as facts: structure as the catalog tells it, every value of every
// column of every table, views and triggers.
#pragma once

#include <map>
#include <string>

#include <schemad/host.hpp>

namespace schemad::test {

using Dump = std::map<std::string, std::string>; // "column posts.title" -> "varchar(255) ..."
Dump dump_of(Connection&);

} // namespace schemad::test
