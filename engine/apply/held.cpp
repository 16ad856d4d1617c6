// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/held.hpp"

#include "engine/model/key_rule.hpp"

namespace schemad::apply {

namespace {

namespace json = boost::json;
using model::ItemKind;

bool is_key(const json::object* item) {
    const auto* schema = item ? model::object_of(*item, "schema") : nullptr;
    return schema && (model::truthy(*schema, "is_primary_key") || model::truthy(*schema, "has_auto_increment"));
}

bool points_somewhere(const json::object* item) {
    const auto* schema = item ? model::object_of(*item, "schema") : nullptr;
    return schema && model::truthy(*schema, "foreign_key_table");
}

// How a target may hold a property. What is not listed has to be as promised.
enum class Held {
    as_promised,
    own_words,   // spelled by the vendor, of a type that was looked at before anything ran
    by_relation, // a field's word for its foreign key, which the relation itself promises
    as_true,     // a flag is what is true of it: null, 0 and an empty text are no
    if_stated,   // an object or a text says something; null, an empty text and anything else do not
    by_column,   // what a column of a meta table makes of a value
    as_rule,     // a rule of a foreign key, in the case of the catalog; none where none is stated
};
struct Property {
    ItemKind kind;
    std::string_view path; // of it, or of what it is in
    Held held;
};
constexpr Property properties[] = {
    {ItemKind::collection, "schema", Held::if_stated},
    {ItemKind::collection, "meta", Held::if_stated},
    {ItemKind::collection, "meta.", Held::by_column},
    {ItemKind::field, "type", Held::own_words},
    {ItemKind::field, "schema", Held::if_stated},
    {ItemKind::field, "schema.data_type", Held::own_words},
    {ItemKind::field, "schema.max_length", Held::own_words},
    {ItemKind::field, "schema.numeric_precision", Held::own_words},
    {ItemKind::field, "schema.numeric_scale", Held::own_words},
    {ItemKind::field, "schema.default_value", Held::own_words},
    {ItemKind::field, "schema.generation_expression", Held::own_words},
    {ItemKind::field, "schema.foreign_key_table", Held::by_relation},
    {ItemKind::field, "schema.foreign_key_column", Held::by_relation},
    {ItemKind::field, "schema.is_nullable", Held::as_true},
    {ItemKind::field, "schema.is_unique", Held::as_true},
    {ItemKind::field, "schema.is_indexed", Held::as_true},
    {ItemKind::field, "schema.is_primary_key", Held::as_true},
    {ItemKind::field, "schema.is_generated", Held::own_words}, // no column can be made a generated one
    {ItemKind::field, "schema.has_auto_increment", Held::as_true},
    {ItemKind::field, "meta", Held::if_stated},
    {ItemKind::field, "meta.", Held::by_column},
    {ItemKind::system_field, "schema.is_indexed", Held::as_true},
    {ItemKind::relation, "related_collection", Held::if_stated},
    {ItemKind::relation, "schema", Held::if_stated}, // its foreign key
    {ItemKind::relation, "schema.constraint_name", Held::own_words},
    {ItemKind::relation, "schema.on_update", Held::as_rule},
    {ItemKind::relation, "schema.on_delete", Held::as_rule},
    {ItemKind::relation, "schema.foreign_key_table", Held::if_stated},
    {ItemKind::relation, "schema.foreign_key_column", Held::if_stated},
    {ItemKind::relation, "meta", Held::if_stated},
    {ItemKind::relation, "meta.", Held::by_column},
};

bool states(std::string_view path, const json::value* value) {
    if (path == "schema" || path == "meta") return value && value->is_object();
    return value && value->is_string() && !value->get_string().empty();
}

Held held(ItemKind kind, std::string_view path) {
    Held found = Held::as_promised;
    for (const auto& property : properties) { // the longest that fits stands last
        const auto whole = property.path == path;
        const auto inside = property.path.ends_with('.')
                                ? path.starts_with(property.path)
                                : path.starts_with(property.path) && property.held == Held::own_words &&
                                      path.substr(property.path.size()).starts_with('.');
        if (property.kind == kind && (whole || inside)) found = property.held;
    }
    return found;
}

// Of a key its own index decides, and where a foreign key needs an index the column has one.
bool follows_from_key(std::string_view path, const json::object* item, const json::object* made, const Vendor& vendor) {
    if (path == "schema.is_indexed" && is_key(item)) return true;
    if (path == "schema.is_indexed") return vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) && points_somewhere(made);
    return (path == "schema.is_unique" || path == "schema.is_nullable") && is_key(item);
}

} // namespace

bool may_differ(ItemKind kind, std::string_view path, const json::object& change, const json::object* item,
                const json::object* made, const Vendor& vendor) {
    const auto *is = change.if_contains("lhs"), *wanted = change.if_contains("rhs");
    switch (held(kind, path)) {
    case Held::own_words:
    case Held::by_relation:
    case Held::by_column: return true;
    case Held::if_stated: return !states(path, wanted);
    case Held::as_rule:
        return !states(path, wanted) ||
               (is && is->is_string() && model::key_rule(is->get_string()) == model::key_rule(wanted->get_string()));
    case Held::as_true: {
        const bool unsaid = path == "schema.is_nullable" && wanted && wanted->is_null();
        const bool same = is && wanted && model::truthy(*is) == model::truthy(*wanted);
        return same || unsaid || follows_from_key(path, item, made, vendor);
    }
    case Held::as_promised: break;
    }
    return false;
}

} // namespace schemad::apply
