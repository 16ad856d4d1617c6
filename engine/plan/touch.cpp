// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/touch.hpp"

#include <algorithm>

namespace schemad::plan {

namespace {

using Kind = Touch::Kind;
using Does = Touch::Does;

std::string text(schemad_str s) { return std::string{view(s)}; }

// What a new column is told apart by from another's of the same name: what the vendor's preview promises of the
// catalog. Not as declared: MariaDB says int(10) of an int.
std::string shape_of_new(const schemad_column& column) {
    auto shape = text(column.data_type);
    if (column.max_length_kind == SCHEMAD_LENGTH_NUMBER)
        shape += '(' + std::to_string(static_cast<std::int64_t>(std::min(column.max_length, 9e15))) + ')';
    return shape + (column.flags & SCHEMAD_COLUMN_NULLABLE ? " null" : " not null");
}

std::string shape_of(const schemad_column& column) {
    auto shape = text(column.declared_type) + (column.flags & SCHEMAD_COLUMN_NULLABLE ? " null" : " not null");
    if (stated(column.default_text)) shape += " default " + text(column.default_text);
    if (stated(column.default_sql)) shape += " as " + text(column.default_sql);
    return shape;
}

std::string shape_of(bool unique, const schemad_str* columns, std::size_t count) {
    std::string shape = unique ? "unique" : "plain";
    for (std::size_t i = 0; i < count; ++i) shape += ' ' + text(columns[i]);
    return shape;
}

std::string shape_of_key(schemad_str column, schemad_str table, schemad_str referenced) {
    return text(column) + " to " + text(table) + '.' + text(referenced);
}

std::string shape_of_table(std::vector<std::string> columns) {
    std::sort(columns.begin(), columns.end());
    std::string shape = "table";
    for (const auto& column : columns) shape += ' ' + column;
    return shape;
}

// A value that a statement of one moment fills in is one and the same in all rows; two came from two hands.
sql::SqlText holds_of(const schemad_column_spec& column, const Vendor& vendor, std::string_view table) {
    if ((column.flags & SCHEMAD_SPEC_AUTO_INCREMENT) || stated(column.generation_expression)) return {};
    const auto name = vendor.quoted(view(column.name)), from = " from " + vendor.quoted(table);
    switch (column.default_kind) {
    case SCHEMAD_DEFAULT_UNSTATED:
    case SCHEMAD_DEFAULT_NULL: return "select count(*)" + from + " where " + name + " is not null";
    case SCHEMAD_DEFAULT_BOOLEAN:
    case SCHEMAD_DEFAULT_NUMBER: return "select count(distinct " + name + ") - 1" + from;
    default: return {}; // it may be a function
    }
}

Touch touch_of(const schemad_step& step, const schemad_change& change, const snapshot::CatalogIndex& index,
               const Vendor& vendor) {
    Touch touch;
    touch.table = text(step.table);
    const auto as_before = [&] { touch.shape = shape_in(index, touch).value_or(std::string{}); };
    switch (change.kind) {
    case SCHEMAD_ADD_COLUMN:
        touch.kind = Kind::column, touch.name = text(change.column->name);
        try {
            touch.shape = shape_of_new(vendor.preview(*change.column)->column);
        } catch (const VendorError&) { // what it is going to be cannot be told, so nothing there is taken for it
        }
        touch.holds = holds_of(*change.column, vendor, touch.table);
        break;
    case SCHEMAD_ALTER_COLUMN:
    case SCHEMAD_DROP_COLUMN:
        touch.does = change.kind == SCHEMAD_DROP_COLUMN ? Does::drops : Does::alters;
        touch.kind = Kind::column, touch.name = text(change.column->name);
        as_before();
        break;
    case SCHEMAD_ADD_INDEX:
    case SCHEMAD_DROP_INDEX:
        touch.kind = Kind::index, touch.name = text(change.index->name);
        touch.shape = shape_of((change.index->flags & SCHEMAD_INDEX_UNIQUE) != 0, &change.index->column, 1);
        if (change.kind == SCHEMAD_DROP_INDEX) touch.does = Does::drops, as_before();
        break;
    case SCHEMAD_ADD_FOREIGN_KEY:
    case SCHEMAD_DROP_FOREIGN_KEY: {
        const auto& key = *change.foreign_key;
        touch.kind = Kind::foreign_key, touch.name = text(key.name);
        touch.shape = shape_of_key(key.column, key.referenced_table, key.referenced_column);
        if (change.kind == SCHEMAD_DROP_FOREIGN_KEY) touch.does = Does::drops, as_before();
        break;
    }
    default: break;
    }
    return touch;
}

} // namespace

std::string told(const Touch& touch) {
    switch (touch.kind) {
    case Kind::table: return "the table " + touch.table;
    case Kind::column: return "the column " + touch.name + " of " + touch.table;
    case Kind::index: return "the index " + touch.name + " of " + touch.table;
    case Kind::foreign_key: return "the foreign key " + touch.name + " of " + touch.table;
    }
    return {};
}

std::optional<std::string> shape_in(const snapshot::CatalogIndex& catalog, const Touch& touch) {
    switch (touch.kind) {
    case Kind::table: {
        const auto* table = catalog.any_table(touch.table);
        if (!table) return std::nullopt;
        if (table->kind != SCHEMAD_TABLE_BASE) return "no table";
        std::vector<std::string> names;
        for (const auto* column : catalog.columns(touch.table)) names.push_back(text(column->name));
        return shape_of_table(std::move(names));
    }
    case Kind::column: {
        const auto* column = catalog.column(touch.table, touch.name);
        if (!column) return std::nullopt;
        return touch.does == Does::makes ? shape_of_new(*column) : shape_of(*column);
    }
    case Kind::index:
        for (const auto* one : catalog.indexes(touch.table))
            if (view(one->name) == touch.name)
                return shape_of((one->flags & SCHEMAD_INDEX_UNIQUE) != 0, one->columns, one->column_count);
        return std::nullopt;
    case Kind::foreign_key:
        for (const auto* one : catalog.foreign_keys(touch.table))
            if (one->column_count > 0 && view(one->name) == touch.name)
                return shape_of_key(one->columns[0], one->referenced_table, one->referenced_columns[0]);
        return std::nullopt;
    }
    return std::nullopt;
}

std::vector<Touch> touches_of(const schemad_step& step, const snapshot::CatalogIndex& index, const Vendor& vendor) {
    std::vector<Touch> touches;
    if (step.kind == SCHEMAD_ALTER_TABLE) {
        for (std::size_t i = 0; i < step.change_count; ++i)
            touches.push_back(touch_of(step, step.changes[i], index, vendor));
        return touches;
    }
    Touch whole;
    whole.table = text(step.table);
    if (step.kind == SCHEMAD_DROP_TABLE) {
        whole.does = Does::drops;
        whole.shape = shape_in(index, whole).value_or(std::string{});
    } else {
        std::vector<std::string> columns;
        for (std::size_t i = 0; i < step.change_count; ++i)
            if (step.changes[i].kind == SCHEMAD_ADD_COLUMN) columns.push_back(text(step.changes[i].column->name));
        whole.shape = shape_of_table(std::move(columns));
        whole.holds = "select count(*) from " + vendor.quoted(whole.table);
    }
    return {std::move(whole)};
}

} // namespace schemad::plan
