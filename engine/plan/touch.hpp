// SPDX-License-Identifier: Apache-2.0
// What of the catalog a step makes, changes or drops, so that whoever finds the step half done can tell from the
// catalog alone whether it ran, and takes nothing away that was there before or that somebody else has made.
//
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <schemad/host.hpp>
#include <schemad/sql_text.hpp>

#include "engine/snapshot/catalog_index.hpp"

namespace schemad::plan {

struct Touch {
    enum class Does : unsigned char { makes, alters, drops } does = Does::makes;
    enum class Kind : unsigned char { table, column, index, foreign_key } kind = Kind::table;
    std::string table, name; // the name is empty for a table, and for a key that has none
    std::string shape;       // makes: as it is going to be; else as it was before the step
    sql::SqlText holds{};    // makes: a query counting what only somebody else can have put in; empty: not to be told
    bool operator==(const Touch&) const = default;
};

// "the column zip of t": for people.
std::string told(const Touch&);
// How it is in this catalog, in the words of `shape`; nullopt: it is not there.
std::optional<std::string> shape_in(const snapshot::CatalogIndex&, const Touch&);
// In the order of the step's changes; index is the catalog's from before the plan.
std::vector<Touch> touches_of(const schemad_step&, const snapshot::CatalogIndex&, const Vendor&);

} // namespace schemad::plan
