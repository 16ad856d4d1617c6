// SPDX-License-Identifier: Apache-2.0
#include "engine/adopt/terms.hpp"

namespace schemad::adopt {

std::string Terms::why_kept_off(std::string_view collection, std::string_view field) const {
    if (view.hides(collection, field)) return "the project's `ignore` names it";
    const bool is_protected =
        field.empty() ? protected_names.collection(collection) : protected_names.field(collection, field);
    return is_protected ? "the project's `protected` names it" : std::string{};
}

} // namespace schemad::adopt
