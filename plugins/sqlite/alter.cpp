// SPDX-License-Identifier: Apache-2.0
// One ALTER_TABLE step: what has to be asked first, then either ALTER TABLE ADD COLUMN and index statements, or one
// rebuild that carries every change.
#include <algorithm>

#include "plugins/sqlite/checks.hpp"
#include "plugins/sqlite/column_type.hpp"
#include "plugins/sqlite/generated.hpp"
#include "plugins/sqlite/rebuild.hpp"
#include "plugins/sqlite/render.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::sqlite {

namespace {

using sql::SqlText;

SqlText quote(std::string_view name) { return sql::quote(name, '`'); }
kit::Statement run(SqlText sql) { return {std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }
bool has(std::uint32_t flags, std::uint32_t flag) noexcept { return (flags & flag) != 0; }

class Alteration {
public:
    Alteration(const schemad_catalog& catalog, const CatalogData& data, const schemad_step& step)
        : catalog_(catalog), data_(data), step_(step), rows_(data.find(catalog, kit::view(step.table))) {
        if (!rows_) fail(SCHEMAD_E_NOT_FOUND, "there is no table " + std::string(kit::view(step.table)));
        table_ = &kit::tables(catalog)[rows_->table];
        if (table_->kind != SCHEMAD_TABLE_BASE || !has(table_->flags, SCHEMAD_TABLE_LISTED))
            fail(SCHEMAD_E_UNSUPPORTED, name() + " is no table that can be altered");
    }

    kit::Script run_all() {
        const auto def = read_table(kit::view(table_->sql));
        strict_ = def && def->strict;
        rows_in_the_way_.emplace(quote(name()), primary_key());
        for (const schemad_change& c : kit::changes(step_)) check(c);
        if (needs_rebuild()) {
            rebuild();
        } else {
            in_place();
        }
        return std::move(script_);
    }

private:
    std::string name() const { return std::string(kit::view(table_->name)); }
    [[noreturn]] void fail(schemad_status status, const std::string& message, std::string_view column = {}) const {
        throw kit::Error(status, message, std::string(kit::view(step_.table)), std::string(column));
    }

    // -- what the catalog says
    const schemad_column* find(std::string_view column) const noexcept {
        for (std::size_t i = 0; i < rows_->columns; ++i)
            if (sql::same_word(kit::view(kit::columns(catalog_)[rows_->column + i].name), column))
                return &kit::columns(catalog_)[rows_->column + i];
        return nullptr;
    }
    const schemad_column& existing(const schemad_column_spec& spec) const {
        if (const auto* c = find(kit::view(spec.name))) return *c;
        fail(SCHEMAD_E_NOT_FOUND, "the table " + name() + " has no column " + std::string(kit::view(spec.name)),
             kit::view(spec.name));
    }
    const schemad_index* find_index(std::string_view index) const noexcept {
        for (std::size_t i = 0; i < rows_->indexes; ++i)
            if (sql::same_word(kit::view(kit::indexes(catalog_)[rows_->index + i].name), index))
                return &kit::indexes(catalog_)[rows_->index + i];
        return nullptr;
    }
    // An INTEGER PRIMARY KEY has no index, a key of several columns no flag.
    std::vector<SqlText> primary_key() const {
        for (std::size_t i = 0; i < rows_->columns; ++i)
            if (const auto& c = kit::columns(catalog_)[rows_->column + i];
                has(c.flags, SCHEMAD_COLUMN_SOLE_PRIMARY_KEY))
                return {quote(kit::view(c.name))};
        for (std::size_t i = 0; i < rows_->indexes; ++i)
            if (const auto& x = kit::indexes(catalog_)[rows_->index + i]; has(x.flags, SCHEMAD_INDEX_PRIMARY_KEY))
                return sql::key_columns(x, quote);
        return {};
    }
    const schemad_column_spec* added(std::string_view column) const noexcept {
        for (const schemad_change& c : kit::changes(step_))
            if (c.kind == SCHEMAD_ADD_COLUMN && sql::same_word(kit::view(c.column->name), column)) return c.column;
        return nullptr;
    }

    // -- what has to be asked, and what is refused at once
    void check(const schemad_change& c) {
        switch (c.kind) {
        case SCHEMAD_ADD_COLUMN: check_addition(*c.column); break;
        case SCHEMAD_ALTER_COLUMN: check_alteration(*c.column); break;
        case SCHEMAD_ADD_INDEX: check_index(*c.index); break;
        case SCHEMAD_ADD_FOREIGN_KEY: check_foreign_key(*c.foreign_key); break;
        default: break;
        }
    }
    void check_addition(const schemad_column_spec& spec) {
        if (has(spec.flags, SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT))
            fail(SCHEMAD_E_UNSUPPORTED, "a primary key cannot be added to the table " + name(), kit::view(spec.name));
        if (strict_) require_strict_type(declared_type(spec).view(), kit::view(step_.table), kit::view(spec.name));
        const bool computed = kit::stated(spec.generation_expression);
        if (!has(spec.flags, SCHEMAD_SPEC_NULLABLE) && !computed && !default_sql(spec))
            script_.push_back(check_no_rows(*rows_in_the_way_, kit::view(spec.name)));
    }
    void check_alteration(const schemad_column_spec& spec) {
        const auto& now = existing(spec);
        const auto column = kit::view(now.name);
        if (has(spec.changed, SCHEMAD_CHANGE_TYPE)) {
            const auto to = declared_type(spec).str();
            const bool counts_up = has(now.flags, SCHEMAD_COLUMN_AUTO_INCREMENT) && is_row_id_type(now);
            if (counts_up && !sql::same_word(to, "integer"))
                fail(SCHEMAD_E_UNSUPPORTED,
                     "the column " + std::string(column) + " counts up and has to stay an integer", column);
            if (strict_) require_strict_type(to, kit::view(step_.table), column);
            check_conversion(script_, *rows_in_the_way_, column, kit::view(now.declared_type), to,
                             kit::view(spec.field_type));
            const auto converted = converted_value(column, kit::view(now.declared_type), to);
            for (std::size_t i = 0; !converted.empty() && i < rows_->indexes; ++i)
                sql::ask_still_unique(script_, *rows_in_the_way_, kit::indexes(catalog_)[rows_->index + i], now, spec,
                                      converted, quote);
        }
        const bool to_not_null = !has(spec.flags, SCHEMAD_SPEC_NULLABLE);
        if (has(spec.changed, SCHEMAD_CHANGE_NULLABLE) && to_not_null && has(now.flags, SCHEMAD_COLUMN_NULLABLE))
            script_.push_back(check_no_nulls(*rows_in_the_way_, column));
        if (has(now.flags, SCHEMAD_COLUMN_REALLY_GENERATED) && has(spec.changed, SCHEMAD_CHANGE_DEFAULT) &&
            default_sql(spec))
            fail(SCHEMAD_E_UNSUPPORTED, "the column " + std::string(column) + " is generated and takes no default",
                 column);
    }
    static bool is_row_id_type(const schemad_column& c) {
        return sql::same_word(kit::view(c.declared_type), "integer");
    }

    void check_index(const schemad_index_spec& index) {
        if (!has(index.flags, SCHEMAD_INDEX_UNIQUE)) return;
        const auto column = kit::view(index.column);
        if (const auto* now = find(column)) {
            script_.push_back(check_no_duplicates(*rows_in_the_way_, kit::view(now->name)));
        } else if (const auto* spec = added(column); spec && default_sql(*spec)) {
            script_.push_back(rows_in_the_way_->more_than_one(column));
        }
    }
    // Rows that refer to nothing, where the column was no such key before.
    void check_foreign_key(const schemad_foreign_key_spec& key) {
        const auto* column = find(kit::view(key.column));
        const auto* parent = data_.find(catalog_, kit::view(key.referenced_table));
        if (!column || !kit::stated(key.referenced_column)) return;
        for (std::size_t i = 0; i < rows_->foreign_keys; ++i) {
            const auto& k = kit::foreign_keys(catalog_)[rows_->foreign_key + i];
            if (k.column_count == 1 && sql::same_word(kit::view(k.columns[0]), kit::view(key.column)) &&
                sql::same_word(kit::view(k.referenced_table), kit::view(key.referenced_table)))
                return; // what is amiss now was before
        }
        if (!parent) { // a new table has no rows
            script_.push_back(check_no_values(*rows_in_the_way_, kit::view(column->name)));
            return;
        }
        for (std::size_t i = 0; i < parent->columns; ++i) {
            const auto& target = kit::columns(catalog_)[parent->column + i];
            if (!sql::same_word(kit::view(target.name), kit::view(key.referenced_column))) continue;
            script_.push_back(check_references(*rows_in_the_way_, kit::view(column->name),
                                               kit::view(kit::tables(catalog_)[parent->table].name),
                                               kit::view(target.name)));
            return;
        }
    }

    // -- which way
    bool needs_rebuild() const {
        for (const schemad_change& c : kit::changes(step_)) {
            switch (c.kind) {
            case SCHEMAD_ADD_COLUMN: {
                // ALTER TABLE takes constants only: '(...)' and CURRENT_TIMESTAMP are computed
                const auto value = default_sql(*c.column);
                if (value && value->view().front() != '\'' &&
                    (value->view().front() == '(' || contains_word(value->view(), "current_")))
                    return true;
                break;
            }
            case SCHEMAD_ADD_FOREIGN_KEY:
                if (!added(kit::view(c.foreign_key->column))) return true;
                break;
            case SCHEMAD_ADD_INDEX: break;
            case SCHEMAD_DROP_INDEX: {
                const auto* index = find_index(kit::view(c.index->name));
                if (index && has(index->flags, SCHEMAD_INDEX_IMPLICIT)) return true;
                break;
            }
            case SCHEMAD_ALTER_COLUMN:
                if (c.column->changed != 0) return true;
                break;
            default: return true;
            }
        }
        return false;
    }

    void in_place() {
        const auto table = quote(kit::view(table_->name));
        for (const schemad_change& c : kit::changes(step_)) {
            if (c.kind == SCHEMAD_ADD_COLUMN) {
                auto definition = column_definition(*c.column);
                for (const schemad_change& other : kit::changes(step_))
                    if (other.kind == SCHEMAD_ADD_FOREIGN_KEY &&
                        sql::same_word(kit::view(other.foreign_key->column), kit::view(c.column->name)))
                        definition += " " + references_clause(*other.foreign_key);
                script_.push_back(run("ALTER TABLE " + table + " ADD COLUMN " + definition));
                if (kit::stated(c.column->generation_expression))
                    script_.push_back(read_all(kit::view(table_->name), kit::view(c.column->name)));
            } else if (c.kind == SCHEMAD_ADD_INDEX) {
                script_.push_back(run(create_index(kit::view(table_->name), *c.index)));
            } else if (c.kind == SCHEMAD_DROP_INDEX) {
                script_.push_back(run("DROP INDEX " + quote(kit::view(c.index->name))));
            }
        }
    }

    void rebuild() {
        Rebuild rebuild(catalog_, data_, *rows_);
        for (const schemad_change& c : kit::changes(step_)) {
            switch (c.kind) {
            case SCHEMAD_ADD_COLUMN: rebuild.edit().add_column(column_definition(*c.column)); break;
            case SCHEMAD_ALTER_COLUMN: alter_column(rebuild.edit(), *c.column); break;
            case SCHEMAD_DROP_COLUMN: rebuild.edit().drop_column(kit::view(c.column->name)); break;
            case SCHEMAD_ADD_FOREIGN_KEY: add_foreign_key(rebuild.edit(), *c.foreign_key); break;
            case SCHEMAD_DROP_FOREIGN_KEY: drop_foreign_key(rebuild.edit(), *c.foreign_key); break;
            case SCHEMAD_ADD_INDEX: rebuild.add_index(create_index(kit::view(table_->name), *c.index)); break;
            case SCHEMAD_DROP_INDEX: drop_index(rebuild, *c.index); break;
            default: break;
            }
        }
        rebuild.render(script_);
        for (const schemad_change& c : kit::changes(step_))
            if (c.kind == SCHEMAD_ADD_COLUMN && kit::stated(c.column->generation_expression))
                script_.push_back(read_all(kit::view(table_->name), kit::view(c.column->name)));
    }
    static void alter_column(TableEdit& edit, const schemad_column_spec& spec) {
        const auto column = kit::view(spec.name);
        if (has(spec.changed, SCHEMAD_CHANGE_TYPE)) edit.set_type(column, declared_type(spec));
        if (has(spec.changed, SCHEMAD_CHANGE_DEFAULT) && spec.default_kind != SCHEMAD_DEFAULT_UNSTATED)
            edit.set_default(column, default_sql(spec));
        if (has(spec.changed, SCHEMAD_CHANGE_NULLABLE))
            edit.set_nullable(column, has(spec.flags, SCHEMAD_SPEC_NULLABLE));
    }
    // A key whose rules change stays deferrable: a snapshot says nothing of that.
    static void add_foreign_key(TableEdit& edit, const schemad_foreign_key_spec& key) {
        edit.add_constraint(foreign_key_clause(key) +
                            edit.deferral(kit::view(key.column), kit::view(key.referenced_table)));
    }
    void drop_foreign_key(TableEdit& edit, const schemad_foreign_key_spec& key) const {
        const auto optional = [](schemad_str s) {
            return kit::stated(s) && s.size ? std::optional(kit::view(s)) : std::nullopt;
        };
        const auto by_name = optional(key.name), column = optional(key.column), target = optional(key.referenced_table);
        if (by_name && edit.drop_foreign_keys(by_name, std::nullopt, std::nullopt) > 0) return;
        // a column that goes in this very step takes its key along
        if (column && (edit.drop_foreign_keys(std::nullopt, column, target) > 0 || edit.dropped().contains(*column)))
            return;
        fail(SCHEMAD_E_NOT_FOUND, "the table " + name() + " has no such foreign key", column.value_or(""));
    }
    void drop_index(Rebuild& rebuild, const schemad_index_spec& index) const {
        const auto* found = find_index(kit::view(index.name));
        if (!found)
            fail(SCHEMAD_E_NOT_FOUND, "the table " + name() + " has no index " + std::string(kit::view(index.name)));
        if (!has(found->flags, SCHEMAD_INDEX_IMPLICIT)) {
            rebuild.drop_index(kit::view(found->name));
        } else if (found->column_count != 1 || has(found->flags, SCHEMAD_INDEX_PRIMARY_KEY) ||
                   rebuild.edit().drop_unique(kit::view(found->columns[0])) == 0) {
            fail(SCHEMAD_E_UNSUPPORTED,
                 "the index " + std::string(kit::view(found->name)) + " belongs to a key and stays");
        }
    }

    const schemad_catalog& catalog_;
    const CatalogData& data_;
    const schemad_step& step_;
    const CatalogData::TableParts* rows_;
    const schemad_table* table_ = nullptr;
    bool strict_ = false;
    std::optional<sql::RowChecks> rows_in_the_way_;
    kit::Script script_;
};

} // namespace

kit::Script alter_table(const schemad_catalog& catalog, const CatalogData& data, const schemad_step& step) {
    return Alteration(catalog, data, step).run_all();
}

} // namespace schemad::sqlite
