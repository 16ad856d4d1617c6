// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <functional>

#include "engine/diff/rules.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/js/value.hpp"
#include "engine/model/field_types.hpp"

namespace schemad::diff {

namespace {

template <class List> std::string one_of(const List& list, std::string_view more = {}) {
    std::string text = "must be one of [";
    for (const auto& word : list) {
        if (text.back() != '[') text += ", ";
        text += word;
    }
    return text.append(more) + ']';
}

// A number, or text that is one: "1", " 1 ", "1.0".
void check_version(const json::object& snapshot, const Place& root, bool partial) {
    const auto& version = required(snapshot, "version", root);
    double number = NAN;
    if (version.is_number()) number = js::number_of(version);
    if (version.is_string() && !version.get_string().empty())
        number = js::to_number(version.get_string()).value_or(NAN);
    if (number != 1 && !(partial && number == 2))
        refuse(root / "version", partial ? "must be one of [1, 2]" : "must be [1]");
}

void check_max_length(const json::object& schema, const Place& place) {
    const auto* value = schema.if_contains("max_length");
    if (!value || value->is_null()) return;
    if (value->is_string()) {
        if (value->get_string().empty()) refuse(place / "max_length", "is not allowed to be empty");
        return;
    }
    if (!value->is_number()) refuse(place / "max_length", "must be one of [number, string, null]");
    // NaN: YAML's .nan, how the reference itself exports SQLite's two-parameter types
    if (const double number = js::number_of(*value); std::abs(number) > 9007199254740991.0)
        refuse(place / "max_length", "must be a safe number");
}

// with_more: a snapshot of before 9.22 tells more of a table (its schema, a comment), as fields do to this day, and of
// a folder that it has none.
void check_collection(const json::value& item, const Place& place, bool with_more) {
    const auto& collection = object_at(item, place);
    check_string(collection, "collection", place, Presence::optional);
    const auto* schema = collection.if_contains("schema");
    if (schema && !(with_more && schema->is_null())) {
        const auto inside = place / "schema";
        const auto& object = object_at(*schema, inside);
        check_string(object, "name", inside, Presence::optional);
        if (!with_more) check_known(object, inside, {"name"});
    }
    check_known(collection, place, {"collection", "meta", "schema"});
}

void check_field(const json::value& item, const Place& place) {
    const auto& field = object_at(item, place);
    check_string(field, "collection", place, Presence::optional);
    check_string(field, "field", place, Presence::optional);
    if (const auto* schema = field.if_contains("schema"); schema && !schema->is_null()) {
        const auto inside = place / "schema";
        const auto& object = object_at(*schema, inside);
        check_max_length(object, inside);
        check_boolean(object, "is_nullable", inside);
    }
    if (const auto* type = field.if_contains("type"); type && !type->is_null()) {
        if (!type->is_string() || !model::is_field_type(type->get_string()))
            refuse(place / "type", one_of(model::field_types, ", null"));
    }
    check_known(field, place, {"collection", "field", "meta", "schema", "type"});
}

void check_system_field(const json::value& item, const Place& place) {
    const auto& field = object_at(item, place);
    check_string(field, "collection", place, Presence::optional);
    check_string(field, "field", place, Presence::optional);
    if (const auto* schema = field.if_contains("schema")) {
        const auto inside = place / "schema";
        const auto& object = object_at(*schema, inside);
        check_boolean(object, "is_indexed", inside);
        check_known(object, inside, {"is_indexed"});
    }
    check_known(field, place, {"collection", "field", "schema"});
}

void check_relation(const json::value& item, const Place& place) {
    const auto& relation = object_at(item, place);
    check_string(relation, "collection", place, Presence::optional);
    check_string(relation, "field", place, Presence::optional);
    check_known(relation, place, {"collection", "field", "meta", "related_collection", "schema"});
}

void check_items(const json::object& snapshot, std::string_view list, const Place& root,
                 const std::function<void(const json::value&, const Place&)>& check) {
    const auto* value = snapshot.if_contains(list);
    if (!value) return;
    const auto place = root / list;
    std::size_t index = 0;
    for (const auto& item : array_at(*value, place)) check(item, place[index++]);
}

void check_origin(const json::object& snapshot, const model::Dialect& dialect) {
    const std::string bypass = ". You can bypass this check by passing the \"force\" query parameter";
    const std::string_view directus = snapshot.at("directus").get_string();
    if (directus != dialect.version_in_snapshots())
        throw invalid_payload("Provided snapshot's directus version " + std::string{directus} +
                              " does not match the current instance's version " +
                              std::string{dialect.version_in_snapshots()} + bypass);
    const auto* vendor = snapshot.if_contains("vendor");
    if (!vendor) throw invalid_payload("Provided snapshot does not contain the \"vendor\" property" + bypass);
    if (const std::string_view name = vendor->get_string(); name != dialect.vendor())
        throw invalid_payload("Provided snapshot's vendor " + std::string{name} +
                              " does not match the current instance's vendor " + std::string{dialect.vendor()} +
                              bypass);
}

} // namespace

namespace {

// here: the vendor that is asked, which knows itself whatever it is.
void check_vendor(const json::object& snapshot, const Place& root, std::string_view here,
                  const model::VendorNames& vendors) {
    const auto* vendor = snapshot.if_contains("vendor");
    if (!vendor) return;
    if (vendor->is_string())
        if (const std::string_view name = vendor->get_string(); name == here || vendors.know(name)) return;
    const bool further = !here.empty() && !model::VendorNames::is_of_reference(here);
    refuse(root / "vendor",
           one_of(model::VendorNames::of_reference, further ? ", " + std::string{here} : std::string{}));
}

void check_contents(const json::object& snapshot, const Place& root, bool with_more, bool with_system_fields) {
    check_items(snapshot, "collections", root,
                [&](const json::value& item, const Place& place) { check_collection(item, place, with_more); });
    check_items(snapshot, "fields", root, check_field);
    if (with_system_fields) check_items(snapshot, "systemFields", root, check_system_field);
    check_items(snapshot, "relations", root, check_relation);
    if (with_system_fields)
        check_known(snapshot, root,
                    {"version", "directus", "vendor", "collections", "fields", "systemFields", "relations"});
    else
        check_known(snapshot, root, {"version", "directus", "vendor", "collections", "fields", "relations"});
}

} // namespace

void validate_snapshot(const json::value& value, const model::Dialect& dialect, bool force,
                       const model::VendorNames& vendors) {
    const Place root;
    const auto& snapshot = object_at(value, root);
    check_version(snapshot, root, dialect->partial_snapshots);
    check_string(snapshot, "directus", root, Presence::required);
    check_vendor(snapshot, root, dialect.vendor(), vendors);
    check_contents(snapshot, root, force, dialect->lists_system_fields);
    if (!force) check_origin(snapshot, dialect);
}

void validate_form(const json::value& value, const model::Dialect& here, const model::VendorNames& vendors) {
    const Place root;
    const auto& snapshot = object_at(value, root);
    if (snapshot.contains("version")) check_version(snapshot, root, true);
    check_string(snapshot, "directus", root, Presence::optional);
    check_vendor(snapshot, root, here.vendor(), vendors);
    check_contents(snapshot, root, true, true);
}

} // namespace schemad::diff
