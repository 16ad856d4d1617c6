// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/refused.hpp"

namespace schemad::plan {

RequestError refused(const EntityName& entity, std::string reason) {
    const auto says = [&](const std::string& name) { return reason.find('"' + name + '"') != std::string::npos; };
    const bool named =
        says(name_of(entity)) || (says(entity.collection) && (entity.field.empty() || says(entity.field)));
    if (!named) { reason = (entity.field.empty() ? "Collection \"" : "Field \"") + name_of(entity) + "\": " + reason; }
    return schemad::invalid_payload(std::move(reason));
}

} // namespace schemad::plan
