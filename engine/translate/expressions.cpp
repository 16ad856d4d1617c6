// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/expressions.hpp"

#include "engine/model/items.hpp"
#include "engine/snapshot/expressions.hpp"

namespace schemad::translate {

using model::object_of;
using model::text_of;

Expressions::Expressions(const Items& stated, const Here& here, const Origin& origin)
    : stated_(stated), here_(here), origin_(origin) {}

// The columns of a table, as far as an expression has to know them: the stated ones before those that are there.
Expressions::Named Expressions::named(std::string_view collection) const {
    Named made;
    const auto add = [&](const json::object& field) { snapshot::add_named_column(made, field); };
    for (const auto* field : stated_.fields_of(collection)) add(*field);
    for (const auto* field : here_.items.fields_of(collection))
        if (!stated_.find(ItemKind::field, collection, text_of(*field, "field"))) add(*field);
    return made;
}

void Expressions::keep(json::object& field, const json::object* there) const {
    const auto* kept = there ? object_of(*there, "schema") : nullptr;
    const auto text = kept ? text_of(*kept, "generation_expression") : std::string_view{};
    const auto* stated = object_of(field, "schema");
    const std::string wanted{stated ? text_of(*stated, "generation_expression") : std::string_view{}};
    if (text.empty() || wanted.empty()) return;
    const auto columns = named(text_of(field, "collection"));
    if (snapshot::same_expression(here_.vendor, text_of(field, "type"), text, wanted, columns))
        field.at("schema").get_object().at("generation_expression") = text;
}

void Expressions::bring(json::object& field, const json::object* there) const {
    auto* schema = field.if_contains("schema") ? field["schema"].if_object() : nullptr;
    if (!schema || text_of(*schema, "generation_expression").empty()) return;
    const auto type = text_of(field, "type"), collection = text_of(field, "collection");
    const auto columns = named(collection);
    const auto made =
        carried(here_.vendor, {text_of(*schema, "generation_expression"), origin_.dialect.vendor(), type, columns});
    if (!made) return; // the vendor reads no others: its preview says what it makes of the text
    (*schema)["generation_expression"] = *made;
    const auto* kept = there ? object_of(*there, "schema") : nullptr;
    const auto text = kept ? text_of(*kept, "generation_expression") : std::string_view{};
    if (text.empty()) return;
    if (snapshot::same_expression(here_.vendor, type, text, *made, columns)) (*schema)["generation_expression"] = text;
}

} // namespace schemad::translate
