// SPDX-License-Identifier: Apache-2.0
// What is asked of an adoption, and what the project keeps it off. Borrows; any thread.
#pragma once

#include <string>
#include <string_view>

#include "engine/guard/name_patterns.hpp"
#include "engine/guard/view.hpp"

namespace schemad::adopt {

struct Terms {
    const guard::NamePatterns& tables; // empty: all
    const guard::NamePatterns& protected_names;
    const guard::View& view; // without what the project ignores
    bool aliases = false;    // the other side of each relation gets a field, too: engine/adopt/aliases.hpp

    bool ask_for(std::string_view table) const { return tables.empty() || tables.collection(table); }
    // Why nothing may be written for it; empty: it may. field empty: the collection.
    std::string why_kept_off(std::string_view collection, std::string_view field = {}) const;
};

} // namespace schemad::adopt
