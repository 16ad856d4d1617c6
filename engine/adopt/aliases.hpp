// SPDX-License-Identifier: Apache-2.0
// The other side of a relation: on what a foreign key leads to, a field without a column that lists what leads there.
// Asked for only: nobody sees it in the database. Pure; linear in the catalog.
#pragma once

#include <string>
#include <vector>

#include "engine/adopt/choice.hpp"

namespace schemad::adopt {

struct Alias {
    const schemad_foreign_key* of = nullptr;
    std::string name; // of the field, on the referenced table
};

// Of the chosen foreign keys, as the many side is called: "posts", or where that is taken "posts_author". What gets
// none is named in left_out.
std::vector<Alias> aliases_of(const Choice&, const snapshot::Model&, const Terms&, LeftOuts& left_out);

} // namespace schemad::adopt
