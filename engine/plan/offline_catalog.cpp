// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/offline_catalog.hpp"

#include <algorithm>
#include <functional>

#include "engine/model/items.hpp"
#include "engine/model/names.hpp"

namespace schemad::plan {

namespace json = boost::json;
using model::text_of;

struct OfflineCatalog::Held {
    std::deque<std::string> text;
    std::deque<schemad_str> names; // one-column lists
    std::vector<schemad_table> tables;
    std::vector<schemad_column> columns;
    std::vector<schemad_index> indexes;
    std::vector<schemad_foreign_key> foreign_keys;
    schemad_str keep(std::string_view value) { return str(text.emplace_back(value)); }
    schemad_str keep_stated(schemad_str value) { return stated(value) ? keep(view(value)) : no_str; }
    const schemad_str* list(std::string_view value) { return &names.emplace_back(keep(value)); }
};

OfflineCatalog::OfflineCatalog(const Vendor& vendor) : vendor_(vendor), held_(std::make_unique<Held>()) {}

OfflineCatalog::~OfflineCatalog() = default;

void OfflineCatalog::begin_table(std::string_view name) {
    schemad_table table{};
    table.struct_size = sizeof table;
    table.kind = SCHEMAD_TABLE_BASE;
    table.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED;
    table.schema = table.comment = table.sql = no_str;
    table.name = held_->keep(name);
    held_->tables.push_back(table);
    work_ = std::make_unique<TableWork>(std::string{name}, SCHEMAD_CREATE_TABLE);
    first_index_ = held_->indexes.size();
    has_key_ = false;
}

namespace {

// What the vendor would say of such a column; of a type it cannot make by name, what the snapshot says.
void describe(const Vendor& vendor, const schemad_column_spec& spec, schemad_column& column,
              const std::function<schemad_str(schemad_str)>& keep) {
    try {
        const auto preview = vendor.preview(spec);
        const auto& made = preview->column;
        column.flags = made.flags & (SCHEMAD_COLUMN_REALLY_GENERATED | SCHEMAD_COLUMN_UNSIGNED);
        column.declared_type = keep(made.declared_type);
        column.default_text = keep(made.default_text);
        column.default_sql = keep(made.default_sql);
        column.field_type = keep(made.field_type);
        column.collation = keep(made.collation);
        column.data_type = keep(made.data_type);
        column.max_length = made.max_length, column.max_length_kind = made.max_length_kind;
        column.numeric_precision = made.numeric_precision, column.numeric_scale = made.numeric_scale;
    } catch (const VendorError&) {
        // a vendor restates it as it stands: no more than words and digits come from a document
        const auto type = view(spec.data_type);
        const bool plain = std::all_of(type.begin(), type.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
        });
        column.declared_type = plain ? keep(spec.data_type) : no_str;
        if (spec.default_kind == SCHEMAD_DEFAULT_TEXT) column.default_text = keep(spec.default_text);
    }
}

} // namespace

void OfflineCatalog::add_column(const json::object& field) {
    const auto spec = work_->add_column(column_spec(*work_, field, true));
    static const json::object nothing;
    const auto* stated_schema = model::object_of(field, "schema");
    const auto& schema = stated_schema ? *stated_schema : nothing;
    schemad_column column{};
    column.struct_size = sizeof column;
    for (auto* text :
         {&column.table, &column.name, &column.data_type, &column.declared_type, &column.default_text,
          &column.default_sql, &column.generation_expression, &column.foreign_key_schema, &column.foreign_key_table,
          &column.foreign_key_column, &column.comment, &column.collation, &column.on_update, &column.field_type})
        *text = no_str;
    describe(vendor_, spec, column, [&](schemad_str value) { return held_->keep_stated(value); });
    column.table = held_->tables.back().name;
    column.name = held_->keep(view(spec.name));
    column.generation_expression = held_->keep_stated(spec.generation_expression);
    if (const auto table = text_of(schema, "foreign_key_table"); !table.empty()) {
        column.foreign_key_table = held_->keep(table);
        column.foreign_key_column = held_->keep(text_of(schema, "foreign_key_column"));
    }
    const auto flag = [&](std::string_view key, std::uint32_t bit) {
        if (model::truthy(schema, key)) column.flags |= bit;
    };
    if (spec.flags & SCHEMAD_SPEC_NULLABLE) column.flags |= SCHEMAD_COLUMN_NULLABLE;
    flag("is_unique", SCHEMAD_COLUMN_UNIQUE);
    flag("is_indexed", SCHEMAD_COLUMN_INDEXED);
    flag("is_primary_key", SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY);
    flag("has_auto_increment", SCHEMAD_COLUMN_AUTO_INCREMENT);
    flag("is_generated", SCHEMAD_COLUMN_GENERATED);
    flag("generation_expression", SCHEMAD_COLUMN_REALLY_GENERATED);
    if (stated(spec.data_type)) { // the snapshot knows better than the vendor's guess
        column.data_type = held_->keep(view(spec.data_type));
        column.max_length = static_cast<double>(spec.max_length);
        column.max_length_kind = SCHEMAD_LENGTH_NUMBER;
        if (const auto* length = schema.if_contains("max_length"); !length || length->is_null())
            column.max_length_kind = SCHEMAD_LENGTH_NULL;
        else if (spec.max_length == SCHEMAD_UNSTATED)
            column.max_length_kind = SCHEMAD_LENGTH_NAN;
        column.numeric_precision = spec.numeric_precision;
        column.numeric_scale = spec.numeric_scale;
    }
    column.ordinal = static_cast<std::uint32_t>(held_->columns.size() + 1);
    held_->columns.push_back(column);
    if (column.flags & SCHEMAD_COLUMN_PRIMARY_KEY) {
        has_key_ = true;
        schemad_index key{};
        key.struct_size = sizeof key;
        key.flags = SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_PRIMARY_KEY | SCHEMAD_INDEX_IMPLICIT;
        key.table = column.table, key.sql = no_str;
        key.name = held_->keep(std::string{view(column.table)} + "_pkey");
        key.columns = held_->list(view(column.name)), key.column_count = 1;
        held_->indexes.push_back(key);
        return;
    }
    if (column.flags & SCHEMAD_COLUMN_UNIQUE) add_index(view(column.name), true, false);
    if (column.flags & SCHEMAD_COLUMN_INDEXED)
        add_index(view(column.name), false,
                  vendor_.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) && stated(column.foreign_key_table));
}

// Where a foreign key makes an index of its own, that has the key's name.
void OfflineCatalog::add_index(std::string_view column, bool unique, bool made_by_key) {
    const auto table = view(held_->tables.back().name);
    const auto kind = unique        ? model::NameKind::unique
                      : made_by_key ? model::NameKind::foreign
                                    : model::NameKind::index;
    schemad_index index{};
    index.struct_size = sizeof index;
    if (unique) index.flags |= SCHEMAD_INDEX_UNIQUE;
    if (unique && vendor_.has(SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT)) index.flags |= SCHEMAD_INDEX_CONSTRAINT;
    if (made_by_key) index.flags |= SCHEMAD_INDEX_IMPLICIT;
    index.table = held_->tables.back().name;
    index.name = held_->keep(model::default_name(
        kind, table, column, made_by_key ? model::foreign_key_name_max : vendor_.table().index_name_max));
    index.columns = held_->list(column), index.column_count = 1;
    index.sql = no_str;
    held_->indexes.push_back(index);
    if (!made_by_key) work_->add_index(view(index.name), column, index.flags);
}

void OfflineCatalog::index_system_column(std::string_view column, bool points_somewhere) {
    add_index(column, false, points_somewhere && vendor_.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX));
}

void OfflineCatalog::add_foreign_key(const Key& key) {
    const auto table = view(held_->tables.back().name);
    schemad_foreign_key made{};
    made.struct_size = sizeof made;
    if (key.reported) made.flags = SCHEMAD_FK_IN_SNAPSHOT;
    made.table = held_->tables.back().name;
    made.name = held_->keep(
        key.name.empty() ? model::default_name(model::NameKind::foreign, table, key.column, model::foreign_key_name_max)
                         : key.name);
    made.reported_name = key.name.empty() ? no_str : made.name;
    made.columns = held_->list(key.column);
    made.referenced_columns = held_->list(key.referenced);
    made.column_count = 1;
    made.referenced_schema = no_str;
    made.referenced_table = held_->keep(key.table);
    made.on_update = held_->keep(key.on_update);
    made.on_delete = held_->keep(key.on_delete);
    held_->foreign_keys.push_back(made);
    schemad_foreign_key_spec spec{};
    spec.struct_size = sizeof spec;
    spec.name = made.name, spec.column = *made.columns;
    spec.referenced_table = made.referenced_table, spec.referenced_column = *made.referenced_columns;
    spec.on_update = key.on_update.empty() ? no_str : made.on_update;
    spec.on_delete = key.on_delete.empty() ? no_str : made.on_delete;
    work_->add_foreign_key(spec);
}

void OfflineCatalog::end_table(bool write_definitions) {
    if (write_definitions) define();
    work_.reset();
}

// The table and its indexes as their definitions, from what the vendor would run to make them.
void OfflineCatalog::define() {
    std::stable_sort(work_->changes.begin(), work_->changes.end(),
                     [](const WorkedChange& a, const WorkedChange& b) { return a.phase < b.phase; });
    std::vector<schemad_change> changes;
    for (const auto& change : work_->changes) changes.push_back(change.change);
    schemad_step step{};
    step.struct_size = sizeof step;
    step.kind = SCHEMAD_CREATE_TABLE;
    step.table = held_->tables.back().name;
    step.changes = changes.data();
    step.change_count = changes.size();
    std::vector<schemad_str> made;
    try {
        const auto script = vendor_.render(nullptr, step);
        for (const auto& statement : statements(*script))
            if (statement.role == SCHEMAD_RUN) made.push_back(held_->keep(view(statement.sql)));
    } catch (const VendorError&) { return; } // a type that nobody can make: without a definition, then
    std::vector<schemad_index*> own;
    for (auto i = first_index_; i < held_->indexes.size(); ++i)
        if (!(held_->indexes[i].flags & SCHEMAD_INDEX_IMPLICIT)) own.push_back(&held_->indexes[i]);
    if (made.size() != own.size() + 1) return;
    held_->tables.back().sql = made[0];
    for (std::size_t i = 0; i < own.size(); ++i) own[i]->sql = made[i + 1];
}

void OfflineCatalog::release(schemad_catalog* catalog) { delete static_cast<Held*>(catalog->private_data); }

Catalog OfflineCatalog::finish() {
    Catalog made;
    auto& catalog = *made.out();
    catalog.tables = held_->tables.data(), catalog.table_count = held_->tables.size();
    catalog.columns = held_->columns.data(), catalog.column_count = held_->columns.size();
    catalog.indexes = held_->indexes.data(), catalog.index_count = held_->indexes.size();
    catalog.foreign_keys = held_->foreign_keys.data(), catalog.foreign_key_count = held_->foreign_keys.size();
    catalog.release = &release; // tells a plugin that this is none of its own
    catalog.private_data = held_.release();
    return made;
}

} // namespace schemad::plan
