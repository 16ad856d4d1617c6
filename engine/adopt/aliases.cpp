// SPDX-License-Identifier: Apache-2.0
#include "engine/adopt/aliases.hpp"

#include <set>
#include <utility>

#include "engine/model/system_fields.hpp"

namespace schemad::adopt {

std::vector<Alias> aliases_of(const Choice& chosen, const snapshot::Model& model, const Terms& terms,
                              LeftOuts& left_out) {
    std::set<std::pair<std::string, std::string>> taken;
    for (const auto& column : schemad::columns(*model.catalog)) taken.emplace(view(column.table), view(column.name));
    for (const auto& row : model.fields.list) taken.emplace(row.collection, row.field);

    std::vector<Alias> aliases;
    for (const auto* key : chosen.foreign_keys) {
        const std::string one{view(key->referenced_table)}, many{view(key->table)};
        if (model::is_system_name(one)) continue; // Directus's own show no list of ours
        auto name = many;
        if (taken.contains({one, name})) name += "_" + std::string{view(key->columns[0])};
        auto why = terms.why_kept_off(one, name);
        if (why.empty() && taken.contains({one, name})) why = "the name is taken";
        if (!why.empty()) {
            left_out.push_back({one, name, {}, "no list of what leads here: " + why});
            continue;
        }
        taken.emplace(one, name);
        aliases.push_back({key, std::move(name)});
    }
    return aliases;
}

} // namespace schemad::adopt
