// SPDX-License-Identifier: Apache-2.0
#include "engine/items/shape.hpp"

#include <algorithm>

#include "engine/database/cells.hpp"
#include "engine/database/table_there.hpp"
#include "engine/model/local_type.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/model/system_specials.hpp"
#include "engine/model/system_tables.hpp"

namespace schemad::items {

namespace {

std::vector<std::string> flags_of(std::string_view stored) {
    std::vector<std::string> flags;
    while (!stored.empty()) {
        const auto one = stored.substr(0, stored.find(','));
        flags.emplace_back(one);
        stored.remove_prefix(std::min(one.size() + 1, stored.size()));
    }
    return flags;
}

std::string related_of(const schemad_column& column) {
    if (stated(column.foreign_key_table)) return std::string{view(column.foreign_key_table)};
    for (const auto& reference : model::system_references())
        if (reference.collection == view(column.table) && reference.field == view(column.name))
            return std::string{reference.related};
    return {};
}

// What Directus tells and nobody should know: tokens of other services, headers with keys.
bool is_kept_back(std::string_view collection, std::string_view field) {
    const auto* table = model::system_table(collection);
    return table && model::secrecy_of(*table, field) != model::Secrecy::none;
}

template <class List> auto named(const List& list, std::string_view name) noexcept -> decltype(list.data()) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
    return found == list.end() ? nullptr : &*found;
}

} // namespace

const Field* Shape::field(std::string_view name) const noexcept { return named(fields, name); }
const List* Shape::list(std::string_view name) const noexcept { return named(lists, name); }

// Flags of fields that the project itself added to one of Directus's tables.
Shapes::Specials Shapes::stated_specials(std::string_view collection) {
    return database::answer_or(connection_, {"directus_fields"}, Specials{}, [&] {
        const auto& vendor = connection_.vendor();
        const schemad_value params[] = {value_of(collection)};
        const auto rows =
            connection_.query("select " + vendor.quoted("field") + ", " + vendor.quoted("special") + " from " +
                                  vendor.quoted("directus_fields") + " where " + vendor.quoted("collection") + " = ?",
                              params);
        Specials found;
        for (const auto row : database::CellRows(*rows, 2))
            if (row[1].kind == SCHEMAD_TEXT) found[database::text_at(row[0])] = flags_of(view(row[1].as.text));
        return found;
    });
}

void Shapes::add_fields(Shape& shape, const Specials& stated) const {
    for (const auto& column : schemad::columns(catalog_)) {
        if (view(column.table) != shape.collection) continue;
        if (column.flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY) shape.key = view(column.name);
        auto special = model::system_specials(shape.collection, view(column.name));
        if (const auto said = stated.find(view(column.name)); !special && said != stated.end()) special = said->second;
        Field field{std::string{view(column.name)}, model::local_type(&column, special ? &*special : nullptr),
                    related_of(column)};
        const bool is_flag = special && std::find(special->begin(), special->end(), "cast-boolean") != special->end();
        if (is_flag) field.type = "boolean";
        field.secret = (special && model::is_secret(*special)) || is_kept_back(shape.collection, field.name);
        field.uuid = view(column.data_type) == "uuid";
        shape.fields.push_back(std::move(field));
    }
}

bool Shapes::has_column(std::string_view table, std::string_view name) const {
    const auto columns = schemad::columns(catalog_);
    return std::any_of(columns.begin(), columns.end(), [&](const schemad_column& column) {
        return view(column.table) == table && view(column.name) == name;
    });
}

void Shapes::add_lists(Shape& shape) const {
    for (const auto& list : model::system_lists())
        if (list.related == shape.collection && has_column(list.collection, list.field))
            shape.lists.push_back({std::string{list.name}, std::string{list.collection}, std::string{list.field},
                                   std::string{list.sort_field}});
}

const Shape* Shapes::find(std::string_view collection) {
    auto found = shapes_.find(collection);
    if (found == shapes_.end()) {
        std::optional<Shape> made;
        if (model::is_system_name(collection)) {
            made.emplace(Shape{std::string{collection}, {}});
            add_fields(*made, stated_specials(collection));
            add_lists(*made);
            if (made->key.empty()) made.reset();
        }
        found = shapes_.emplace(std::string{collection}, std::move(made)).first;
    }
    return found->second ? &*found->second : nullptr;
}

} // namespace schemad::items
