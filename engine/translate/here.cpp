// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/here.hpp"

#include <algorithm>

namespace schemad::translate {

namespace {

json::value initial_of(const model::MetaColumn& column) {
    if (column.initial.empty()) return nullptr;
    if (column.cast == model::Cast::boolean) return column.initial == "true";
    return json::value(column.initial);
}

std::vector<MetaMember> members_of(ItemKind kind, const model::Dialect& dialect, const snapshot::MetaRows& rows) {
    const auto& table = model::meta_table(kind);
    std::vector<MetaMember> members;
    const auto add = [&](std::string_view name) {
        if (name == "id" && table.id == "id") return; // no snapshot shows it
        const auto known = std::find_if(table.columns.begin(), table.columns.end(),
                                        [&](const model::MetaColumn& column) { return column.name == name; });
        const bool is_known = known != table.columns.end();
        members.push_back({std::string{name}, is_known ? known->cast : model::Cast::none,
                           is_known && (known->type == "integer" || known->type == "float"),
                           is_known ? initial_of(*known) : json::value(nullptr)});
    };
    if (!rows.columns.empty())
        for (const auto& column : rows.columns) add(column);
    else // as its version makes the table
        for (const auto& column : table.columns)
            if (dialect.system().contains(table.name, column.name)) add(column.name);
    // as a snapshot orders them: by name and, behind a comma, value
    std::sort(members.begin(), members.end(),
              [](const MetaMember& a, const MetaMember& b) { return a.name + ',' < b.name + ','; });
    return members;
}

} // namespace

Here::Here(const model::Dialect& spoken, const Vendor& on, const snapshot::Model& as_it_is, Maker who)
    : dialect(spoken), vendor(on), model(as_it_is), items(as_it_is.snapshot.get_object()), catalog(*as_it_is.catalog),
      maker(who), members_{members_of(ItemKind::collection, spoken, as_it_is.collections),
                           members_of(ItemKind::field, spoken, as_it_is.fields),
                           {},
                           members_of(ItemKind::relation, spoken, as_it_is.relations)} {}

} // namespace schemad::translate
