// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/undo.hpp"

#include <algorithm>
#include <optional>

#include "engine/database/trusted_sql.hpp"
#include "engine/js/value.hpp"
#include "engine/model/items.hpp"
#include "engine/model/local_type.hpp"
#include "engine/plan/emit.hpp"
#include "engine/plan/meta_sql.hpp"

namespace schemad::plan {

namespace {

schemad_change change_of(std::uint32_t kind) {
    schemad_change change{};
    change.struct_size = sizeof change;
    change.kind = kind;
    return change;
}

// The column as it is now, in this vendor's own words.
schemad_column_spec spec_of(const schemad_column& column, const std::string& field_type, std::uint32_t changed) {
    schemad_column_spec spec{};
    spec.struct_size = sizeof spec;
    spec.flags = SCHEMAD_SPEC_OWN_SPELLING;
    if (column.flags & SCHEMAD_COLUMN_NULLABLE) spec.flags |= SCHEMAD_SPEC_NULLABLE;
    if (column.flags & SCHEMAD_COLUMN_UNIQUE) spec.flags |= SCHEMAD_SPEC_UNIQUE;
    if (column.flags & SCHEMAD_COLUMN_INDEXED) spec.flags |= SCHEMAD_SPEC_INDEXED;
    spec.name = column.name;
    spec.field_type = str(field_type);
    spec.data_type = column.data_type;
    spec.max_length = column.max_length_kind == SCHEMAD_LENGTH_NUMBER ? js::truncated(column.max_length)
                                                                      : std::int64_t{SCHEMAD_UNSTATED};
    spec.numeric_precision = column.numeric_precision;
    spec.numeric_scale = column.numeric_scale;
    spec.changed = changed;
    spec.default_text = spec.references_table = spec.references_column = spec.generation_expression = no_str;
    spec.default_kind = stated(column.default_text) ? SCHEMAD_DEFAULT_TEXT : SCHEMAD_DEFAULT_NULL;
    if (stated(column.default_text)) spec.default_text = column.default_text;
    spec.existing = &column;
    return spec;
}

schemad_column as_changed(const schemad_column& was, const schemad_column_spec& change, const schemad_column& made) {
    auto now = was;
    if (change.changed & SCHEMAD_CHANGE_TYPE) {
        now.data_type = made.data_type, now.declared_type = made.declared_type;
        now.max_length = made.max_length, now.max_length_kind = made.max_length_kind;
        now.numeric_precision = made.numeric_precision, now.numeric_scale = made.numeric_scale;
    }
    if (change.changed & SCHEMAD_CHANGE_DEFAULT)
        now.default_text = made.default_text, now.default_sql = made.default_sql;
    if (change.changed & SCHEMAD_CHANGE_NULLABLE) {
        now.flags &= ~std::uint32_t{SCHEMAD_COLUMN_NULLABLE};
        if (change.flags & SCHEMAD_SPEC_NULLABLE) now.flags |= SCHEMAD_COLUMN_NULLABLE;
    }
    return now;
}

std::vector<Statement> rendered_back(const Input& in, const schemad_step& step, const schemad_change& back,
                                     std::size_t touch) {
    schemad_step inverse{};
    inverse.struct_size = sizeof inverse;
    inverse.kind = SCHEMAD_ALTER_TABLE;
    inverse.table = step.table;
    inverse.changes = &back;
    inverse.change_count = 1;
    std::vector<Statement> list;
    try {
        list = rendered(in, inverse);
    } catch (const VendorError& error) {
        // what the step made is not in the catalog from before it: written down without one, then
        if (error.status != SCHEMAD_E_NOT_FOUND) throw;
        list = rendered(in, inverse, false);
    }
    for (auto& statement : list) statement.touch = touch;
    return list;
}

// A new foreign key on the column makes an index that stays when the key goes: no other was there or is being made.
bool makes_own_index(const Input& in, const Draft& draft, std::string_view collection, std::string_view field) {
    if (!in.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX)) return false;
    for (const auto* index : in.index.indexes(collection))
        if (index->column_count > 0 && view(index->columns[0]) == field) return false;
    const auto* work = draft.work_on(std::string{collection});
    return !work || std::none_of(work->changes.begin(), work->changes.end(), [&](const WorkedChange& change) {
        return change.change.kind == SCHEMAD_ADD_INDEX && change.field == field;
    });
}

// Empty: there is none.
std::vector<Statement> undo_of(const Input& in, const Draft& draft, Step& made, const schemad_step& step,
                               const schemad_change& change, std::size_t touch) {
    auto back = change_of(0);
    schemad_column_spec column{};
    schemad_foreign_key_spec key{};
    schemad_index_spec index{};
    schemad_column after{}; // what the change made of an existing column
    std::optional<ColumnPreview> preview;
    std::string type;
    column.struct_size = sizeof column, key.struct_size = sizeof key, index.struct_size = sizeof index;
    const auto table = view(step.table);
    switch (change.kind) {
    case SCHEMAD_ADD_COLUMN:
        column.name = change.column->name;
        column.max_length = column.numeric_precision = column.numeric_scale = SCHEMAD_UNSTATED;
        back.kind = SCHEMAD_DROP_COLUMN, back.column = &column;
        break;
    case SCHEMAD_ALTER_COLUMN: {
        const auto& existing = *change.column->existing;
        const auto* row = in.row_of(ItemKind::field, table, view(existing.name));
        type = model::local_type(&existing, row && row->special ? &*row->special : nullptr);
        column = spec_of(existing, type, change.column->changed);
        after = as_changed(existing, *change.column, preview.emplace(in.vendor.preview(*change.column))->column);
        column.existing = &after;
        back.kind = SCHEMAD_ALTER_COLUMN, back.column = &column;
        break;
    }
    case SCHEMAD_ADD_FOREIGN_KEY: {
        key = *change.foreign_key;
        key.on_update = key.on_delete = no_str;
        back.kind = SCHEMAD_DROP_FOREIGN_KEY, back.foreign_key = &key;
        auto list = rendered_back(in, step, back, touch);
        const auto append = [&](Touch touched, const schemad_change& also) {
            made.touches.push_back(std::move(touched));
            for (auto& one : rendered_back(in, step, also, made.touches.size() - 1)) list.push_back(std::move(one));
        };
        const auto& indexes = in.index.indexes(table);
        const bool taken = std::any_of(indexes.begin(), indexes.end(),
                                       [&](const auto* one) { return view(one->name) == view(key.name); });
        if (!taken && makes_own_index(in, draft, table, view(key.column))) {
            index.name = key.name, index.column = key.column;
            auto also = change_of(SCHEMAD_DROP_INDEX);
            also.index = &index;
            append({Touch::Does::makes, Touch::Kind::index, std::string{table}, std::string{view(key.name)},
                    "plain " + std::string{view(key.column)}},
                   also);
        }
        const auto runs = std::count_if(made.statements.begin(), made.statements.end(),
                                        [](const Statement& statement) { return !statement.check; });
        const auto* existing = in.index.column(table, view(key.column));
        const auto own = in.index.foreign_keys(table);
        const bool again =
            std::any_of(own.begin(), own.end(), [&](const auto* one) { return view(one->name) == view(key.name); });
        if (existing && runs > 1 && !again) { // its type is made to match
            Touch typed{
                Touch::Does::alters, Touch::Kind::column, std::string{table}, std::string{view(key.column)}, {}};
            typed.shape = shape_in(in.index, typed).value_or(std::string{});
            const auto* row = in.row_of(ItemKind::field, table, view(key.column));
            type = model::local_type(existing, row && row->special ? &*row->special : nullptr);
            column = spec_of(*existing, type, SCHEMAD_CHANGE_TYPE);
            auto also = change_of(SCHEMAD_ALTER_COLUMN);
            also.column = &column;
            append(std::move(typed), also);
        }
        return list;
    }
    case SCHEMAD_DROP_FOREIGN_KEY: {
        const schemad_foreign_key* was = nullptr;
        for (const auto* one : in.index.foreign_keys(table))
            if (view(one->name) == view(change.foreign_key->name) &&
                view(one->columns[0]) == view(change.foreign_key->column))
                was = one;
        if (!was || !stated(was->referenced_columns[0])) return {};
        if (was->column_count != 1 && !in.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX))
            return {}; // known by name only there
        key.name = was->name, key.column = was->columns[0];
        key.referenced_table = was->referenced_table, key.referenced_column = was->referenced_columns[0];
        key.on_update = was->on_update, key.on_delete = was->on_delete;
        back.kind = SCHEMAD_ADD_FOREIGN_KEY, back.foreign_key = &key;
        break;
    }
    case SCHEMAD_ADD_INDEX:
        index = *change.index;
        back.kind = SCHEMAD_DROP_INDEX, back.index = &index;
        break;
    case SCHEMAD_DROP_INDEX: {
        for (const auto* one : in.index.indexes(table))
            if (view(one->name) == view(change.index->name) && stated(one->sql) &&
                !(one->flags & SCHEMAD_INDEX_CONSTRAINT)) {
                Statement statement; // its own words say more than its column: order, condition, method
                statement.sql = database::TrustedSql::catalogued(one->sql);
                statement.touch = touch;
                return {std::move(statement)};
            }
        index = *change.index;
        back.kind = SCHEMAD_ADD_INDEX, back.index = &index;
        break;
    }
    default: return {};
    }
    return rendered_back(in, step, back, touch);
}

} // namespace

Param param_of(const schemad_value& cell) {
    switch (cell.kind) {
    case SCHEMAD_INT64: return cell.as.integer;
    case SCHEMAD_DOUBLE: return cell.as.real;
    case SCHEMAD_BOOL: return cell.as.integer != 0;
    case SCHEMAD_TEXT:
    case SCHEMAD_BLOB: return std::string{view(cell.as.text)};
    default: return nullptr;
    }
}

void add_undo(const Input& in, const Draft& draft, Step& made, const schemad_step& step) {
    // a table that is rebuilt as a whole has another definition afterwards than the catalog here knows
    if (in.vendor.has(SCHEMAD_CAP_GROUP_ALTERATIONS) && step.kind == SCHEMAD_ALTER_TABLE) return;
    made.touches = touches_of(step, in.index, in.vendor);
    if (made.destroys_data) return;
    try {
        if (step.kind == SCHEMAD_CREATE_TABLE) {
            schemad_step drop{};
            drop.struct_size = sizeof drop;
            drop.kind = SCHEMAD_DROP_TABLE;
            drop.table = step.table;
            made.undo = rendered(in, drop);
        } else {
            for (auto i = step.change_count; i-- > 0;) {
                auto back = undo_of(in, draft, made, step, step.changes[i], i);
                if (back.empty()) return made.undo.clear();
                std::move(back.begin(), back.end(), std::back_inserter(made.undo));
            }
        }
    } catch (const VendorError&) { return made.undo.clear(); } // this vendor has no way back
    // checks ask whether a change may run; the way back is not asked
    std::erase_if(made.undo, [](const Statement& statement) { return statement.check; });
    made.reversible = !made.undo.empty();
}

std::vector<Param> raw_values(const Input& in, ItemKind kind, const snapshot::MetaRow& row,
                              const std::vector<std::string>& columns) {
    const auto& all = in.meta_rows(kind).columns;
    std::vector<Param> values;
    if (!row.cells) { // without a database: as the snapshot tells them
        const auto* item = in.set.current(kind, row.collection, row.field);
        const auto* meta = item ? model::object_of(*item, "meta") : nullptr;
        for (const auto& column : columns) {
            const auto* value = meta ? meta->if_contains(column) : nullptr;
            values.push_back(value ? encoded(kind, column, *value) : Param{nullptr});
        }
        return values;
    }
    for (const auto& column : columns) {
        const auto at = std::find(all.begin(), all.end(), column);
        values.push_back(at == all.end() ? Param{nullptr} : param_of(row.cells[at - all.begin()]));
    }
    return values;
}

Statement insert_back(const Input& in, ItemKind kind, const snapshot::MetaRow& row) {
    auto columns = in.meta_rows(kind).columns;
    if (!row.cells) std::erase(columns, "id"); // not known: the database gives another
    Statement statement;
    sql::SqlText names, marks;
    for (const auto& column : columns) {
        if (!names.empty()) names += ", ", marks += ", ";
        names += in.q(column), marks += "?";
    }
    statement.sql = "insert into " + in.q(model::meta_table(kind).name) + " (" + names + ") values (" + marks + ")";
    statement.params = raw_values(in, kind, row, columns);
    return statement;
}

} // namespace schemad::plan
