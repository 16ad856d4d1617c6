// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/system_indexes.hpp"

#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/meta_tables.hpp"
#include "engine/model/system_indexes.hpp"

namespace schemad::translate {

namespace {

constexpr auto kind = ItemKind::system_field;

model::FieldSet made_by(const model::Dialect& dialect, bool keys_are_indexed) {
    const auto list = model::system_indexes(dialect, keys_are_indexed);
    return {list.begin(), list.end()};
}

// The tables that a project has without a Directus.
bool is_of_the_model(std::string_view table) {
    constexpr ItemKind kinds[] = {ItemKind::collection, ItemKind::field, ItemKind::relation};
    return std::any_of(std::begin(kinds), std::end(kinds),
                       [&](ItemKind one) { return model::meta_table(one).name == table; });
}

// Whether the list is of a project with Directus's tables: else it says nothing of their indexes.
bool has_directus(const Items& stated, const model::FieldSet& made_there) {
    const auto is_other = [](std::string_view table) { return !is_of_the_model(table); };
    const auto& all = stated.list(kind);
    return std::none_of(made_there.begin(), made_there.end(),
                        [&](const auto& one) { return is_other(one.collection); }) ||
           std::any_of(all.begin(), all.end(),
                       [&](const auto* item) { return is_other(model::text_of(*item, "collection")); });
}

bool is_indexed(const json::object& item) {
    const auto* schema = model::object_of(item, "schema");
    return schema && model::truthy(*schema, "is_indexed");
}

} // namespace

json::array system_indexes_of(const Items& stated, const Here& here, const Origin& origin, Notes& notes,
                              const json::storage_ptr& storage) {
    json::array made(storage);
    if (!here.dialect->lists_system_fields) {
        for (const auto* item : stated.list(kind))
            notes.add(kind, model::text_of(*item, "collection"), model::text_of(*item, "field"), {},
                      "Directus " + here.dialect.version() + " tells nothing of indexes on its own fields");
        return made;
    }
    const auto of_there = made_by(origin.dialect, origin.dialect.foreign_keys_are_indexed());
    const auto of_here = made_by(here.dialect, here.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX));
    const bool of_directus = has_directus(stated, of_there);
    model::FieldSet wanted;
    for (const auto* value : here.items.list(kind)) {
        const auto name = key_of(kind, *value);
        const auto* said = stated.find(kind, name.collection, name.field);
        const bool knows = origin.dialect.system().contains(name.collection, name.field);
        const bool made_here_alone = of_here.contains(name) && !of_there.contains(name);
        const bool silent = !stated.lists(kind) || (!of_directus && !is_of_the_model(name.collection));
        if (silent || (said ? is_indexed(*said) : !knows || made_here_alone)) wanted.insert(name);
    }
    for (const auto* item : stated.list(kind)) {
        const auto name = key_of(kind, *item);
        if (!is_indexed(*item) || (of_there.contains(name) && !of_here.contains(name))) continue;
        if (here.dialect.system().contains(name.collection, name.field))
            wanted.insert(name);
        else
            notes.add(kind, name.collection, name.field, {},
                      "Directus " + here.dialect.version() + " has no such field");
    }
    std::vector<FieldKey> list(wanted.begin(), wanted.end());
    std::sort(list.begin(), list.end(), [](const FieldKey& a, const FieldKey& b) {
        const auto order = js::compare(a.collection, b.collection);
        return order != 0 ? order < 0 : js::compare(a.field, b.field) < 0;
    });
    for (const auto& name : list)
        made.push_back(json::value(
            {{"collection", name.collection}, {"field", name.field}, {"schema", {{"is_indexed", true}}}}, storage));
    return made;
}

} // namespace schemad::translate
