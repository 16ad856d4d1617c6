// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/table.hpp"

#include <algorithm>
#include <array>

#include "engine/model/local_type.hpp"
#include "engine/model/system_relations.hpp"

namespace schemad::configuration {

namespace {

// docs/spec/configuration.md 1.7 and what of a user changes while they work
constexpr std::array<std::string_view, 6> written_by_directus{"date_created", "user_created", "date_updated",
                                                              "user_updated", "last_access",  "last_page"};

Holds holds_of(const schemad_column& column, model::Cast cast, const std::vector<std::string>* special) {
    if (cast == model::Cast::boolean) return Holds::boolean;
    if (cast == model::Cast::json) return Holds::json;
    if (cast == model::Cast::csv) return Holds::csv;
    const auto type = model::local_type(&column, special);
    if (type == "uuid") return Holds::uuid;
    if (type == "string" || type == "text" || type == "hash") {
        // what Directus makes of a UUID where the database has no such type
        const bool fixed = view(column.data_type) == "char" && column.max_length == 36;
        return fixed ? Holds::uuid : Holds::text;
    }
    if (type == "boolean") return Holds::boolean;
    if (type == "integer") return Holds::integer;
    if (type == "bigInteger") return Holds::big_integer;
    if (type == "float") return Holds::number;
    if (type == "decimal") return Holds::decimal;
    if (type == "json") return Holds::json;
    if (type == "csv") return Holds::csv;
    if (type == "timestamp") return Holds::timestamp;
    if (type == "dateTime") return Holds::date_time;
    if (type == "date") return Holds::date;
    if (type == "time") return Holds::time;
    return Holds::other;
}

Rule rule_of(std::string_view on_delete) {
    if (on_delete == "CASCADE") return Rule::cascade;
    return on_delete == "SET NULL" ? Rule::set_null : Rule::restrict;
}

} // namespace

const Column* Table::column(std::string_view wanted) const noexcept {
    const auto at = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == wanted; });
    return at == columns.end() ? nullptr : &*at;
}

const Reference* Table::reference(std::string_view wanted) const noexcept {
    const auto at =
        std::find_if(references.begin(), references.end(), [&](const Reference& r) { return r.column == wanted; });
    return at == references.end() ? nullptr : &*at;
}

std::string_view Table::about() const noexcept {
    return name == "directus_permissions" || name == "directus_presets" ? std::string_view{"collection"}
                                                                        : std::string_view{};
}

const Table* Tables::find(std::string_view name) const {
    const auto found = made_.find(name);
    if (found != made_.end()) return found->second.get();
    return made_.emplace(std::string{name}, made(name)).first->second.get();
}

std::unique_ptr<Table> Tables::made(std::string_view name) const {
    const auto* there = index_.any_table(name);
    const auto* key = there && there->kind == SCHEMAD_TABLE_BASE ? index_.primary_key(name) : nullptr;
    if (!key) return nullptr;
    auto table = std::make_unique<Table>();
    table->name = name;
    table->key = view(key->name);
    table->facts = model::system_table(name);
    table->counts = (key->flags & (SCHEMAD_COLUMN_AUTO_INCREMENT | SCHEMAD_COLUMN_IDENTITY)) != 0;
    for (const auto* column : index_.columns(name)) {
        Column made;
        made.name = view(column->name);
        const auto cast = table->facts ? model::cast_of(*table->facts, made.name) : model::Cast::none;
        const auto row = std::find_if(fields_.list.begin(), fields_.list.end(), [&](const snapshot::MetaRow& one) {
            return one.collection == name && one.field == made.name;
        });
        made.holds = holds_of(*column, cast, row != fields_.list.end() && row->special ? &*row->special : nullptr);
        made.milliseconds = moments_ == model::MomentForm::milliseconds;
        made.nullable = (column->flags & SCHEMAD_COLUMN_NULLABLE) != 0;
        made.generated = (column->flags & SCHEMAD_COLUMN_REALLY_GENERATED) != 0;
        made.filled = stated(column->default_text) || stated(column->default_sql) || made.generated ||
                      (column == key && table->counts);
        made.given = table->facts && std::find(written_by_directus.begin(), written_by_directus.end(), made.name) !=
                                         written_by_directus.end();
        made.unique = (column->flags & SCHEMAD_COLUMN_UNIQUE) != 0;
        made.secrecy = table->facts ? model::secrecy_of(*table->facts, made.name) : model::Secrecy::none;
        if (made.holds == Holds::text && column->max_length_kind == SCHEMAD_LENGTH_NUMBER && column->max_length > 0)
            made.most = static_cast<std::int64_t>(std::min(column->max_length, 9e15));
        if (column == key) table->key_at = table->columns.size();
        table->columns.push_back(std::move(made));
    }
    for (const auto* one : index_.foreign_keys(name)) {
        if (one->column_count != 1) continue;
        const auto target = view(one->referenced_table);
        const auto* target_key = index_.primary_key(target);
        if (!target_key) continue;
        if (stated(one->referenced_columns[0]) && view(one->referenced_columns[0]) != view(target_key->name)) continue;
        table->references.push_back(
            {std::string{view(one->columns[0])}, std::string{target}, rule_of(view(one->on_delete))});
    }
    if (name == "directus_flows" && !table->reference("operation") && table->column("operation"))
        table->references.push_back({"operation", "directus_operations", Rule::set_null, false});
    return table;
}

std::vector<Tables::Pointer> Tables::pointing_to(const Table& target) const {
    std::vector<Pointer> all;
    for (const auto* one : index_.referencing(target.name)) {
        if (one->column_count != 1) continue;
        const auto name = view(one->table), column = view(one->columns[0]);
        const auto* table = find(name);
        const auto* reference = table ? table->reference(column) : nullptr;
        if (table && !reference) continue; // to another column than the key
        all.push_back(
            {table, std::string{name},
             reference ? *reference : Reference{std::string{column}, target.name, rule_of(view(one->on_delete))}});
    }
    if (target.name == "directus_operations")
        if (const auto* flows = find("directus_flows"))
            if (const auto* operation = flows->reference("operation");
                operation &&
                std::none_of(all.begin(), all.end(), [](const Pointer& p) { return p.name == "directus_flows"; }))
                all.push_back({flows, flows->name, *operation});
    return all;
}

} // namespace schemad::configuration
