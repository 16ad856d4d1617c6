// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/render.hpp"

#include <algorithm>

#include "plugins/mysql/checks.hpp"
#include "plugins/mysql/default_spelling.hpp"
#include "plugins/mysql/definition.hpp"
#include "plugins/mysql/dependents.hpp"
#include "plugins/mysql/foreign_keys.hpp"
#include "plugins/mysql/way_back.hpp"

namespace schemad::mysql {

namespace {

using sql::SqlText;
using sql::Words;

kit::Statement run(SqlText sql) { return {std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}; }

SqlText index_clause(const schemad_index_spec& index) {
    return (index.flags & SCHEMAD_INDEX_UNIQUE ? Words("UNIQUE INDEX ") : Words("INDEX ")) +
           quote(kit::view(index.name)) + " (" + quote(kit::view(index.column)) + ")";
}

class TableCreation {
public:
    TableCreation(const CatalogView& known, const schemad_step& step) : known_(known), table_(kit::view(step.table)) {
        const bool upper = std::any_of(table_.begin(), table_.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (known.server().lower_case_table_names == 1 && upper)
            throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                             "the server keeps table names in lower case, so there cannot be a table " +
                                 std::string(table_),
                             std::string(table_));
        for (const schemad_change& change : kit::changes(step)) {
            switch (change.kind) {
            case SCHEMAD_ADD_COLUMN: add_column(*change.column); break;
            case SCHEMAD_ADD_INDEX: add_index(*change.index); break;
            case SCHEMAD_ADD_FOREIGN_KEY: keys_.push_back(change.foreign_key); break;
            default:
                throw kit::Error(SCHEMAD_E_INVALID, "a new table can only get columns, keys and indexes",
                                 std::string(table_));
            }
        }
    }
    kit::Script script() {
        if (columns_.empty())
            throw kit::Error(SCHEMAD_E_INVALID, "the table " + std::string(table_) + " needs a column",
                             std::string(table_));
        kit::Script script{
            run("CREATE TABLE " + quote(table_) + " (" + columns_ + indexes_ + ")" + known_.server().table_options)};
        for (const auto* key : keys_) add_foreign_key(script, table_, *key, known_);
        return script;
    }

private:
    void add_column(const schemad_column_spec& spec) {
        const auto made = new_column(spec, known_, table_);
        const auto name = kit::view(spec.name);
        require_room(room_, made.type, table_, name);
        columns_ += (columns_.empty() ? Words("") : Words(", ")) + made.sql;
        types_.emplace_back(name, made.type);
        if (spec.flags & (SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT)) {
            if (has_key_)
                throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                                 "the table " + std::string(table_) + " would have more than one primary key",
                                 std::string(table_), std::string(name));
            has_key_ = true;
            require_indexable(made.type, table_, name);
            indexes_ = ", PRIMARY KEY (" + quote(name) + ")" + indexes_;
        }
    }
    void add_index(const schemad_index_spec& index) {
        for (const auto& [name, type] : types_)
            if (sql::same_word(name, kit::view(index.column))) require_indexable(type, table_, name);
        indexes_ += ", " + index_clause(index);
    }

    const CatalogView& known_;
    const std::string_view table_;
    SqlText columns_, indexes_;
    std::vector<std::pair<std::string_view, Type>> types_;
    std::vector<const schemad_foreign_key_spec*> keys_;
    std::int64_t room_ = 0;
    bool has_key_ = false;
};

class TableChange {
public:
    TableChange(const CatalogView& known, std::string_view table, kit::Script& script)
        : known_(known), table_(table), script_(script) {}

    void add(const schemad_change& change) {
        switch (change.kind) {
        case SCHEMAD_ADD_COLUMN: add_column(*change.column); break;
        case SCHEMAD_ALTER_COLUMN: alter_column(*change.column); break;
        case SCHEMAD_DROP_COLUMN: dropped_.push_back(kit::view(change.column->name)); break;
        case SCHEMAD_ADD_FOREIGN_KEY: add_foreign_key(script_, table_, *change.foreign_key, known_); break;
        case SCHEMAD_DROP_FOREIGN_KEY: drop_foreign_key(script_, table_, *change.foreign_key, known_); break;
        case SCHEMAD_ADD_INDEX: add_index(*change.index); break;
        case SCHEMAD_DROP_INDEX: drop_index(kit::view(change.index->name)); break;
        default: break;
        }
    }
    // Columns that go together go at once: one may be made of another, and half of them gone is no state to resume
    // from.
    void drop_columns() {
        SqlText drops;
        std::string along;
        for (const auto name : dropped_) {
            require_unused_column(known_, table_, name, dropped_);
            if (const auto more = narrowed_indexes(known_, table_, name, dropped_); !more.empty())
                along += (along.empty() ? "" : "; ") + more;
            drops += (drops.empty() ? Words("DROP COLUMN ") : Words(", DROP COLUMN ")) + quote(name);
        }
        if (drops.empty()) return;
        alter(drops);
        script_.back().reason = std::move(along);
    }

private:
    sql::RowChecks checks() const { return checks_of(known_, table_); }
    void alter(const SqlText& what) { script_.push_back(run("ALTER TABLE " + quote(table_) + " " + what)); }

    std::int64_t room_of_others(std::string_view without) const {
        std::int64_t used = 0;
        if (const auto* catalog = known_.catalog())
            for (const auto& c : kit::Range<schemad_column>(catalog->columns, catalog->column_count))
                if (kit::view(c.table) == table_ && !sql::same_word(kit::view(c.name), without))
                    used += row_bytes(type_of(kit::view(c.declared_type), kit::view(c.collation)));
        return used;
    }
    void require_fit(const schemad_column_spec& spec, const Type& type) {
        const auto name = kit::view(spec.name);
        if (row_bytes(type) > 1000) {
            auto used = room_of_others(name);
            require_room(used, type, table_, name);
        }
        if (spec.flags & (SCHEMAD_SPEC_UNIQUE | SCHEMAD_SPEC_INDEXED | SCHEMAD_SPEC_PRIMARY_KEY))
            require_indexable(type, table_, name);
    }

    void add_column(const schemad_column_spec& spec) {
        const auto made = new_column(spec, known_, table_);
        const auto name = kit::view(spec.name);
        require_fit(spec, made.type);
        const bool counts = (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT) != 0;
        if (known_.has_table(table_)) {
            // the server would fill in a zero or an empty text of its own
            if (!(spec.flags & SCHEMAD_SPEC_NULLABLE) && !made.has_default && !counts)
                script_.push_back(check_no_rows(checks(), name));
            if ((spec.flags & SCHEMAD_SPEC_UNIQUE) && made.has_default) script_.push_back(checks().more_than_one(name));
        }
        alter("ADD COLUMN " + made.sql +
              (counts || (spec.flags & SCHEMAD_SPEC_PRIMARY_KEY) ? Words(" PRIMARY KEY") : Words("")));
    }

    void alter_column(const schemad_column_spec& spec) {
        const auto name = kit::view(spec.name);
        const auto* now = spec.existing ? spec.existing : known_.column(table_, name);
        if (!now)
            throw kit::Error(SCHEMAD_E_NOT_FOUND, "there is no column " + std::string(name), std::string(table_),
                             std::string(name));
        if (now->flags & SCHEMAD_COLUMN_REALLY_GENERATED)
            unsupported(table_, name, "a generated column cannot be changed");
        if (!spec.changed) return;
        const auto* before = known_.before(*now);
        if (spec.changed == SCHEMAD_CHANGE_DEFAULT && !before && change_default(spec, *now)) return;
        const auto made = changed_column(spec, *now, known_);
        if ((spec.changed & SCHEMAD_CHANGE_TYPE) && !before) { // what was there can be there again
            require_fit(spec, made.type);
            check_conversion(script_, checks(), name, type_of(kit::view(now->declared_type), kit::view(now->collation)),
                             made.type, kit::view(spec.field_type));
            check_still_unique(spec, *now, made.type);
        }
        if ((spec.changed & SCHEMAD_CHANGE_NULLABLE) && !(spec.flags & SCHEMAD_SPEC_NULLABLE))
            script_.push_back(check_no_nulls(checks(), name));
        const auto from = type_of(kit::view(now->declared_type), kit::view(now->collation));
        if ((spec.changed & SCHEMAD_CHANGE_TYPE) && made.type.sql() != from.sql()) {
            if (before)
                bring_back_written(script_, known_, *now, from, made.type);
            else
                keep_written(script_, known_, *now, from, made.type);
        }
        alter("MODIFY " + made.sql);
    }

    void check_still_unique(const schemad_column_spec& spec, const schemad_column& now, const Type& to) {
        const auto name = kit::view(now.name);
        const auto value = converted_value(name, type_of(kit::view(now.declared_type), kit::view(now.collation)), to);
        if (value.empty() || !known_.has_table(table_)) return;
        for (const auto& index : kit::indexes(*known_.catalog()))
            if (kit::view(index.table) == table_)
                sql::ask_still_unique(script_, checks(), index, now, spec, value, quote);
    }

    // Without restating the column; false where the server can only do it that way.
    bool change_default(const schemad_column_spec& spec, const schemad_column& now) {
        if (kit::stated(now.on_update)) return false; // SET DEFAULT would take it away
        const Type type = type_of(kit::view(now.declared_type), kit::view(now.collation));
        const auto value = default_expression(spec, type, known_.server());
        const auto column = "ALTER COLUMN " + quote(kit::view(now.name));
        if (!value) {
            const bool nullable = (now.flags & SCHEMAD_COLUMN_NULLABLE) != 0;
            const bool takes_null = !type.is_text() && !type.is_blob() && !type.is_json() && !type.is_geometry();
            alter(column + (nullable && takes_null ? Words(" SET DEFAULT NULL") : Words(" DROP DEFAULT")));
            return true;
        }
        if (!known_.server().is_mariadb() && value->view().starts_with("CURRENT_TIMESTAMP")) return false;
        alter(column + " SET DEFAULT " + *value);
        return true;
    }

    void add_index(const schemad_index_spec& index) {
        const auto name = kit::view(index.column);
        if (const auto* c = known_.column(table_, name)) {
            if (!(index.flags & SCHEMAD_INDEX_OF_NEW_TYPE))
                require_indexable(type_of(kit::view(c->declared_type), kit::view(c->collation)), table_, name);
            if (index.flags & SCHEMAD_INDEX_UNIQUE) script_.push_back(check_no_duplicates(checks(), name));
        }
        add_index_beside_key(script_, table_, name, index_clause(index), known_);
    }

    void drop_index(std::string_view name) {
        if (name == "PRIMARY")
            throw kit::Error(SCHEMAD_E_UNSUPPORTED, "a primary key cannot be dropped", std::string(table_));
        require_unused_index(known_, table_, name);
        alter("DROP INDEX " + quote(name));
    }

    const CatalogView& known_;
    const std::string_view table_;
    kit::Script& script_;
    std::vector<std::string_view> dropped_;
};

// For a catalog that somebody else put together: its rows alone, on a server that nothing is known of.
CatalogData data_of(const schemad_catalog& catalog) {
    CatalogData data;
    for (const auto& t : kit::Range<schemad_table>(catalog.tables, catalog.table_count))
        data.tables.emplace(kit::view(t.name), std::string());
    std::size_t at = 0;
    for (const auto& c : kit::Range<schemad_column>(catalog.columns, catalog.column_count))
        data.columns[CatalogData::more_key(kit::view(c.table), kit::view(c.name))].at = at++;
    return data;
}

} // namespace

kit::Script render_step(const schemad_catalog* catalog, const CatalogData* data, const schemad_step& step) {
    const CatalogData made = catalog && !data ? data_of(*catalog) : CatalogData{};
    const CatalogView known(catalog, catalog && !data ? &made : data);
    const auto table = kit::view(step.table);
    if (step.kind == SCHEMAD_CREATE_TABLE) return TableCreation(known, step).script();
    if (step.kind == SCHEMAD_DROP_TABLE) {
        require_unused_table(known, table);
        return {run("DROP TABLE " + quote(table))};
    }
    kit::Script script;
    TableChange work(known, table, script);
    for (const schemad_change& change : kit::changes(step)) work.add(change);
    work.drop_columns();
    return script;
}

} // namespace schemad::mysql
