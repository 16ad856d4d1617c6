// SPDX-License-Identifier: Apache-2.0
#include "engine/model/left_out.hpp"

namespace schemad {

std::string entity_of(const LeftOut& one) {
    return one.field.empty() ? one.collection : one.collection + "." + one.field;
}

std::string sentence_of(const LeftOut& one) {
    auto text = entity_of(one) + ": ";
    if (!one.property.empty()) text += one.property + ": ";
    return text + one.reason;
}

} // namespace schemad
