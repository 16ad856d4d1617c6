// SPDX-License-Identifier: Apache-2.0
// The expressions of generated columns in this vendor's words: what they mean is the vendor's to say
// (<schemad/expressions.h>), and one that means what is there already stays written as it is there. Threads: one.
// Errors: VendorError E_UNSUPPORTED where the vendor has no exact counterpart.
#pragma once

#include <vector>

#include <schemad/expressions.h>

#include "engine/translate/here.hpp"
#include "engine/translate/origin.hpp"
#include "engine/translate/stated.hpp"

namespace schemad::translate {

class Expressions {
public:
    Expressions(const Items& stated, const Here&, const Origin&);
    // field: of another vendor; there: the field of this name as it is here, or null.
    void bring(json::object& field, const json::object* there) const;

    // Of this vendor's own words: what means what is there stays written as it is there.
    void keep(json::object& field, const json::object* there) const;

private:
    using Named = std::vector<schemad_named_column>;
    Named named(std::string_view collection) const;

    const Items& stated_;
    const Here& here_;
    const Origin& origin_;
};

} // namespace schemad::translate
