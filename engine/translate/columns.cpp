// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/columns.hpp"

#include <algorithm>

#include "engine/error.hpp"
#include "engine/js/value.hpp"
#include "engine/model/local_type.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/plan_defaults.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/snapshot/assemble.hpp"
#include "engine/translate/complete.hpp"
#include "engine/translate/declared.hpp"
#include "engine/translate/special_flags.hpp"

namespace schemad::translate {

using model::object_of;
using model::text_of;

namespace {

// A column that is there stays declared as it is where it holds the same type of the same size.
void keep_declaration(Column& made, const json::object* there) {
    const auto* schema = there ? object_of(*there, "schema") : nullptr;
    if (!schema || text_of(*there, "type") != made.type) return;
    if (is_sized(made.type))
        for (const auto key : {"max_length", "numeric_precision", "numeric_scale"})
            if (!js::equal(member_of(*schema, key), member_of(made.schema, key))) return;
    for (const auto key : declared) made.schema[key] = member_of(*schema, key);
}

bool counts_up(const json::object& schema) {
    return model::truthy(schema, "is_primary_key") && model::truthy(schema, "has_auto_increment");
}

// Where a foreign key makes an index of its own, a snapshot tells it of a column that has no other.
bool is_indexed_by_key(const json::object& schema, const Vendor& vendor) {
    return vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) && !text_of(schema, "foreign_key_table").empty() &&
           !model::truthy(schema, "is_unique") && !model::truthy(schema, "is_primary_key");
}

// A key that counts up is compared by its type alone, and never becomes another.
bool keeps_key(const json::object& field, const json::object& there) {
    const auto* kept = object_of(there, "schema");
    const auto type = text_of(field, "type");
    return kept && counts_up(*kept) && !type.empty() && type != text_of(there, "type");
}

const json::value* kept_default_of(const json::object* there) {
    const auto* schema = there ? object_of(*there, "schema") : nullptr;
    return schema ? schema->if_contains("default_value") : nullptr;
}

} // namespace

Columns::Columns(const Items& stated, const Here& here, const Origin& origin, Notes& notes, json::storage_ptr storage)
    : stated_(stated), here_(here), origin_(origin), notes_(notes), storage_(std::move(storage)),
      keys_(foreign_keys_of(stated, here)), expressions_(stated, here, origin) {}

void Columns::note(const json::object& field, std::string property, std::string why) {
    notes_.add(ItemKind::field, text_of(field, "collection"), text_of(field, "field"), std::move(property),
               std::move(why));
}

const Column* Columns::of(const json::object& field) {
    const auto name = key_of(ItemKind::field, field);
    if (const auto made = made_.find(name); made != made_.end()) return made->second ? &*made->second : nullptr;
    in_work_.insert(name);
    auto made = make(field);
    in_work_.erase(name);
    const auto& kept = made_.emplace(name, std::move(made)).first->second;
    return kept ? &*kept : nullptr;
}

std::optional<Column> Columns::make(const json::object& field) {
    const bool by_type = is_made_by_type(field);
    if (origin_.same_vendor && origin_.same_version && is_complete(field) && !by_type) return as_stated(field);
    const auto* there = here_.items.find(ItemKind::field, text_of(field, "collection"), text_of(field, "field"));
    if (there && !origin_.same_vendor && is_told_as_one(field, *there))
        return Column{std::string{text_of(*there, "type")}, json::object(*object_of(*there, "schema"), storage_)};
    if (there && keeps_key(field, *there)) {
        note(field, "type", "a key that counts up keeps its type: it is " + std::string{text_of(*there, "type")});
        return Column{std::string{text_of(*there, "type")}, json::object(*object_of(*there, "schema"), storage_)};
    }
    const auto pointing = keys_.find(key_of(ItemKind::field, field));
    const auto* points_to = pointing == keys_.end() ? nullptr : &pointing->second;
    bool own_spelling = false;
    auto wanted = wanted_of(field, points_to, own_spelling);
    if (by_type) own_spelling = false;
    if (!origin_.same_vendor && text_of(wanted, "type") == "unknown") {
        const auto* schema = object_of(field, "schema");
        note(field, {},
             "the type " + std::string{schema ? text_of(*schema, "data_type") : ""} + " is one of " +
                 origin_.dialect.vendor() + " alone");
        return std::nullopt;
    }
    if (!origin_.same_vendor) {
        try {
            expressions_.bring(wanted, there);
        } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_UNSUPPORTED) throw;
            note(field, {}, std::string{"its expression cannot be carried here: "} + error.what());
            return std::nullopt;
        }
    } else
        expressions_.keep(wanted, there);
    auto made = previewed(wanted, own_spelling);
    const auto* stated = object_of(field, "schema");
    const bool spelled = origin_.same_vendor && stated && !text_of(*stated, "data_type").empty() && !by_type;
    if (const auto* key = points_to && !spelled ? schema_of_key(*points_to) : nullptr;
        key && !(made && goes_with(*made, *key, *points_to))) {
        // a foreign key needs both ends of one type
        for (const auto member : declared) wanted["schema"].get_object()[member] = member_of(*key, member);
        wanted["type"] = type_of_key(*points_to);
        own_spelling = true;
        made = previewed(wanted, own_spelling);
    }
    if (!made && origin_.same_vendor && is_complete(field)) return as_stated(field); // told when it is written
    if (!made) return made;
    if (kept_default_of(there) && !wanted.at("schema").get_object().contains("default_value"))
        made->schema["default_value"] = *kept_default_of(there);
    if (by_type && made->type != text_of(wanted, "type") && made->type != "unknown") {
        // what this vendor tells as another type, Directus makes as that one
        wanted["type"] = made->type;
        for (const auto member : declared) wanted["schema"].get_object()[member] = member_of(made->schema, member);
        see_uuid(wanted, points_to);
        made = previewed(wanted, false);
        if (!made) return made;
    }
    auto& schema = made->schema;
    schema["name"] = text_of(field, "field"), schema["table"] = text_of(field, "collection");
    if (!own_spelling || made->type == "json") keep_declaration(*made, there); // JSON is one type by two names
    if (points_to) {
        schema["foreign_key_table"] = points_to->table, schema["foreign_key_column"] = points_to->column;
        if (is_indexed_by_key(schema, here_.vendor)) schema["is_indexed"] = true;
    }
    if (!here_.dialect->tells_indexes) schema.erase("is_indexed");
    return made;
}

std::optional<Column> Columns::as_stated(const json::object& field) const {
    Column column{std::string{text_of(field, "type")}, json::object(*object_of(field, "schema"), storage_)};
    if (!here_.dialect->tells_indexes) {
        column.schema.erase("is_indexed");
    } else if (!column.schema.contains("is_indexed")) {
        const auto* there = here_.items.find(ItemKind::field, text_of(field, "collection"), text_of(field, "field"));
        const auto* schema = there ? object_of(*there, "schema") : nullptr;
        column.schema["is_indexed"] =
            is_indexed_by_key(column.schema, here_.vendor) || (schema && model::truthy(*schema, "is_indexed"));
    }
    return column;
}

// The other vendor has no other word for what is here: a key that counts up, a decimal where floats are all there is.
bool Columns::is_told_as_one(const json::object& field, const json::object& there) const {
    const auto *schema = object_of(field, "schema"), *kept = object_of(there, "schema");
    if (!schema || !kept) return false;
    if (counts_up(*schema) && counts_up(*kept)) return true;
    if (origin_.dialect.tells_decimals() || text_of(field, "type") != "float" || text_of(there, "type") != "decimal")
        return false;
    for (const auto key : {"is_nullable", "is_unique", "is_indexed"})
        if (const auto* value = schema->if_contains(key);
            value && model::truthy(*value) != model::truthy(member_of(*kept, key)))
            return false;
    const auto* value = schema->if_contains("default_value");
    return !value || js::equal(*value, member_of(*kept, "default_value"));
}

// The column that another one points to, as this project reports it; null: nobody knows.
const json::object* Columns::schema_of_key(const Pointing& to) {
    if (const auto* field = stated_.find(ItemKind::field, to.table, to.column)) {
        constexpr std::size_t longest_chain = 32; // of keys that are foreign keys themselves
        if (in_work_.contains({to.table, to.column}) || in_work_.size() >= longest_chain || !has_column(*field))
            return nullptr;
        const auto* column = of(*field);
        return column ? &column->schema : nullptr;
    }
    const auto* column = here_.catalog.column(to.table, to.column);
    if (!column) return nullptr;
    return &system_schemas_.emplace_back(snapshot::schema_of(*column, model::local_type(column, nullptr), storage_));
}

// A foreign key takes texts of any length and kind together; a number has to be the same to the sign.
bool Columns::goes_with(const Column& column, const json::object& key, const Pointing& to) const {
    if (js::equal(member_of(column.schema, "data_type"), member_of(key, "data_type"))) return true;
    const auto* there = here_.catalog.column(to.table, to.column);
    const auto* stated = stated_.find(ItemKind::field, to.table, to.column);
    return column.type == "string" && (stated ? is_text(key) : there && model::local_type(there, nullptr) == "string");
}

void Columns::see_uuid(json::object& wanted, const Pointing* points_to) const {
    if (!is_uuid_in_text(text_of(wanted, "type"), wanted.at("schema").get_object(), points_to != nullptr)) return;
    if (here_.maker == Maker::directus && model::is_system_name(text_of(wanted, "collection")))
        return;                 // it looks in new tables alone
    wanted.at("type") = "uuid"; // operator[] may move all members, also where there is one of that name
    wanted.at("schema").get_object().at("max_length") = nullptr;
}

bool Columns::is_made_by_type(const json::object& field) const {
    return here_.maker == Maker::directus && text_of(field, "type") != "unknown";
}

// Requires schema_of_key().
std::string Columns::type_of_key(const Pointing& to) {
    if (const auto* field = stated_.find(ItemKind::field, to.table, to.column)) return of(*field)->type;
    return model::local_type(here_.catalog.column(to.table, to.column), nullptr);
}

// What is asked of the vendor: the field with what it does not state as it is there.
json::object Columns::wanted_of(const json::object& field, const Pointing* points_to, bool& own_spelling) {
    static const json::object nothing;
    const auto collection = text_of(field, "collection"), name = text_of(field, "field");
    const auto* there = here_.items.find(ItemKind::field, collection, name);
    const auto* kept = there ? object_of(*there, "schema") : nullptr;
    const auto* stated_schema = object_of(field, "schema");
    const auto& stated = stated_schema ? *stated_schema : nothing;
    std::string type{text_of(field, "type")};
    const bool same_type = kept && (type.empty() || type == text_of(*there, "type"));
    if (type.empty() && kept) type = text_of(*there, "type");

    json::object schema;
    if (kept)
        for (const auto& member : *kept) {
            const bool of_type = std::find(declared.begin(), declared.end(), member.key()) != declared.end();
            const bool spelling = std::string_view(member.key()) == "data_type" && type != "unknown";
            if (!of_type || (origin_.same_vendor && same_type && !spelling)) schema[member.key()] = member.value();
        }
    for (const auto& member : stated) {
        // of a size that is null a person says nothing
        const bool blank = member.value().is_null() && !stated.contains("data_type") &&
                           std::find(declared.begin(), declared.end(), member.key()) != declared.end();
        if (!blank) schema[member.key()] = member.value();
    }
    own_spelling = origin_.same_vendor && !text_of(schema, "data_type").empty();
    if (model::truthy(schema, "has_auto_increment") && !model::truthy(schema, "is_primary_key")) {
        schema["has_auto_increment"] = false;
        schema["default_value"] = nullptr; // the next number of a sequence
        note(field, "schema.has_auto_increment", "a field that is not the key does not count up here");
    }
    // a default that stays as it is need not be understood
    if (kept && js::equal(member_of(schema, "default_value"), member_of(*kept, "default_value")))
        schema.erase("default_value");
    if (!stated.contains("data_type")) fit_sizes(schema, type, {collection, name});
    if (type == "boolean" && schema.contains("default_value"))
        schema["default_value"] = boolean_default(schema.at("default_value"), {collection, name});
    if (auto* value = schema.if_contains("default_value");
        value && type == "time" && value->is_string() && !stated.contains("data_type"))
        *value = with_seconds(value->get_string());
    if (auto* value = schema.if_contains("default_value");
        value && type == "date" && value->is_string() && is_moment(value->get_string()))
        *value = std::string_view(value->get_string()).substr(0, 10); // as YAML reads a date
    // a snapshot shows the inside of a literal as it stands in the catalog
    const bool to_the_letter = origin_.same_vendor && !is_made_by_type(field);
    const bool of_snapshot = stated.contains("data_type"); // a person writes a quote once
    if (auto* value = schema.if_contains("default_value"); value && value->is_string() && !to_the_letter && of_snapshot)
        *value = origin_.dialect.escapes_defaults() && !origin_.same_vendor
                     ? without_escapes(value->get_string(), text_of(stated, "data_type"))
                     : without_doubled_quotes(value->get_string());
    if (!origin_.same_vendor && type == "integer" && is_wide(stated)) type = "bigInteger";
    if (points_to && origin_.dialect.foreign_keys_are_indexed() && !origin_.same_vendor) schema["is_indexed"] = false;
    if (type.empty() && points_to && schema_of_key(*points_to)) type = type_of_key(*points_to);
    if (type.empty())
        throw invalid_payload("Field \"" + std::string{collection} + "." + std::string{name} +
                              "\" has no type, and there is none here that it could keep");
    json::object wanted{{"collection", collection}, {"field", name}, {"type", type}, {"schema", std::move(schema)}};
    if (!to_the_letter) see_uuid(wanted, points_to);
    wanted["meta"] = {{"special", special_flags(field, type, points_to ? points_to->table : "", here_, origin_)}};
    return wanted;
}

// Whether what a snapshot says of the default leads back to it.
bool Columns::is_told_truly(const json::object& wanted, const Column& made, const schemad_column& column) const {
    plan::TableWork scratch("", SCHEMAD_CREATE_TABLE);
    const json::object told{{"field", wanted.at("field")}, {"type", made.type}, {"schema", made.schema}};
    try {
        const auto again = here_.vendor.preview(plan::column_spec(scratch, told, true));
        return plan::same_default(again->column, column);
    } catch (const VendorError&) { return false; }
}

std::optional<Column> Columns::previewed(const json::object& wanted, bool own_spelling) {
    const auto* there = here_.catalog.column(text_of(wanted, "collection"), text_of(wanted, "field"));
    std::string fault;
    for (const bool with_default : {true, false}) {
        plan::TableWork scratch("", SCHEMAD_CREATE_TABLE);
        auto spec = plan::column_spec(scratch, wanted, own_spelling);
        if (!with_default && spec.default_kind < SCHEMAD_DEFAULT_BOOLEAN) break;
        if (!with_default) spec.default_kind = SCHEMAD_DEFAULT_UNSTATED, spec.default_text = no_str;
        try {
            const auto preview = here_.vendor.preview(spec);
            const auto& column = preview->column;
            if (!with_default) note(wanted, "schema.default_value", fault);
            const auto type = model::local_type(column, wanted);
            Column made{type, snapshot::schema_of(column, type, storage_)};
            // another spelling of the default that is there is no difference
            const auto* kept =
                here_.items.find(ItemKind::field, text_of(wanted, "collection"), text_of(wanted, "field"));
            const auto* schema = kept ? object_of(*kept, "schema") : nullptr;
            const bool kept_default = there && schema && plan::same_default(*there, column);
            if (kept_default) made.schema["default_value"] = member_of(*schema, "default_value");
            if (with_default && !own_spelling && !kept_default && spec.default_kind == SCHEMAD_DEFAULT_TEXT &&
                !is_told_truly(wanted, made, column)) {
                fault = "a snapshot of this vendor cannot tell it, and would make another one of it";
                continue;
            }
            return made;
        } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_UNSUPPORTED && error.status != SCHEMAD_E_INVALID) throw;
            fault = error.what();
        }
    }
    note(wanted, {}, fault);
    return std::nullopt;
}

} // namespace schemad::translate
