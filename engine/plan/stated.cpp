// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/stated.hpp"

#include "engine/js/value.hpp"
#include "engine/model/items.hpp"
#include "engine/plan/refused.hpp"

namespace schemad::plan {

std::string_view nested_text(const json::object& item, std::string_view object, std::string_view key) {
    const auto* inside = model::object_of(item, object);
    return inside ? model::text_of(*inside, key) : std::string_view{};
}

bool nested_truthy(const json::object& item, std::string_view object, std::string_view key) {
    const auto* inside = model::object_of(item, object);
    return inside && model::truthy(*inside, key);
}

bool schema_differs(const EntityChange& change, std::string_view key) {
    static const json::value null;
    const auto value = [&](const json::object& item) -> const json::value& {
        const auto* schema = model::object_of(item, "schema");
        const auto* found = schema ? schema->if_contains(key) : nullptr;
        return found ? *found : null;
    };
    return !js::equal(value(*change.before), value(change.after));
}

bool declared_differently(const EntityChange& change) {
    for (const auto key : {"data_type", "max_length", "numeric_precision", "numeric_scale"})
        if (schema_differs(change, key)) return true;
    return false;
}

void check_key_unchanged(const EntityChange& change) {
    for (const auto key : {"is_primary_key", "has_auto_increment"})
        if (nested_truthy(*change.before, "schema", key) != nested_truthy(change.after, "schema", key))
            throw refused({change.collection, change.field}, "The primary key of collection \"" + change.collection +
                                                                 "\" cannot be changed (field \"" + change.field +
                                                                 "\": " + key + ")");
}

} // namespace schemad::plan
