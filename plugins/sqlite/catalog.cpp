// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/catalog.hpp"

#include <optional>

#include "plugins/sqlite/column_facts.hpp"
#include "plugins/sqlite/ddl_reader.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::sqlite {

namespace {

// The tables a catalog query walks: what the reference lists, without the virtual tables whose module is not here
// (asking for their columns fails). Parameter 1: a JSON array of their row ids, mostly empty.
sql::SqlText query(sql::Words columns, sql::Words join, bool some_unreadable) {
    auto sql = sql::SqlText("SELECT m.rowid, ") + columns + " FROM main.sqlite_master m CROSS JOIN " + join +
               " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    if (some_unreadable) sql += " AND m.rowid NOT IN (SELECT value FROM json_each(?1))";
    return sql;
}

class CatalogReader {
public:
    explicit CatalogReader(const Database& db) : db_(db), data_(std::make_shared<CatalogData>()) {}

    kit::Catalog run() {
        read_master();
        find_unreadable();
        read_columns();
        read_indexes();
        read_foreign_keys();
        for (std::size_t i = 0; i < out_.tables.size(); ++i) read_definition(i);
        out_.own = data_;
        return std::move(out_);
    }

private:
    schemad_str keep(std::string_view s) { return out_.arena.keep(s); }
    schemad_str keep(std::optional<std::string_view> s) { return s ? out_.arena.keep(*s) : kit::absent; }

    void read_master() {
        Statement s(db_.get(), "SELECT rowid, type, name, tbl_name, sql, rootpage, name NOT LIKE 'sqlite_%' "
                               "FROM main.sqlite_master");
        while (s.step()) {
            const auto type = s.text(1);
            if (type == "index") {
                const auto name = kit::view(keep(s.text(2)));
                if (!s.null(4)) index_sql_.emplace(name, keep(s.text(4)));
                data_->index_order.push_back(name);
            } else if (type == "trigger") {
                data_->triggers.push_back(
                    {kit::view(keep(s.text(2))), kit::view(keep(s.text(3))), kit::view(keep(s.text(4)))});
            } else {
                auto t = kit::blank<schemad_table>();
                const bool view = type == "view", listed = !view && s.integer(6) != 0;
                const bool is_virtual = !view && s.integer(5) == 0;
                t.kind = view ? SCHEMAD_TABLE_VIEW : is_virtual ? SCHEMAD_TABLE_VIRTUAL : SCHEMAD_TABLE_BASE;
                if (listed) t.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED;
                t.name = keep(s.text(2));
                t.sql = keep(s.maybe(4));
                any_virtual_ |= is_virtual;
                out_.tables.push_back(t);
                row_ids_.push_back(s.integer(0));
                data_->rows.emplace_back().table = out_.tables.size() - 1;
            }
        }
    }

    // Virtual tables without their module would fail the whole query; shadow tables are not to be altered.
    void find_unreadable() {
        if (!any_virtual_) return;
        std::unordered_set<std::string> modules, shadows;
        for (Statement s(db_.get(), "SELECT name FROM pragma_module_list"); s.step();)
            modules.insert(sql::lower(s.text(0)));
        for (Statement s(db_.get(), "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'");
             s.step();)
            shadows.insert(std::string(s.text(0)));
        for (std::size_t i = 0; i < out_.tables.size(); ++i) {
            schemad_table& t = out_.tables[i];
            if (shadows.contains(std::string(kit::view(t.name)))) t.kind = SCHEMAD_TABLE_OTHER;
            if (t.kind != SCHEMAD_TABLE_VIRTUAL) continue;
            const Tokens tokens(kit::view(t.sql)); // CREATE VIRTUAL TABLE name USING module...
            std::size_t at = 3;
            while (at < tokens.size() && !tokens.is(at, "USING")) ++at;
            if (modules.contains(sql::lower(tokens.name(at + 1)))) continue;
            unreadable_ += (unreadable_.empty() ? "[" : ",") + std::to_string(row_ids_[i]);
        }
        if (!unreadable_.empty()) unreadable_ += ']';
    }

    Statement walk(sql::Words columns, sql::Words join) {
        Statement s(db_.get(), query(columns, join, !unreadable_.empty()));
        if (!unreadable_.empty()) s.bind(1, unreadable_);
        at_ = 0;
        return s;
    }
    // The rows of a walk come in the order of sqlite_master: step the table along.
    std::size_t table_of(std::int64_t row_id) {
        while (at_ < row_ids_.size() && row_ids_[at_] != row_id) ++at_;
        if (at_ == row_ids_.size()) throw kit::Error(SCHEMAD_E_INTERNAL, "the catalog changed while it was read");
        return at_;
    }

    // A database has few types and many columns: each type is worked out once.
    struct Type {
        schemad_str data_type, declared;
        double max_length;
        std::uint32_t max_length_kind;
    };
    const Type& type_of(std::string_view declared) {
        if (const auto it = types_.find(declared); it != types_.end()) return it->second;
        const auto facts = type_facts(declared);
        const Type type{keep(std::string_view{facts.data_type}), keep(std::string_view{spelled_type(declared)}),
                        facts.max_length, facts.max_length_kind};
        return types_.emplace(kit::view(keep(declared)), type).first->second;
    }

    void read_columns() {
        out_.columns.reserve(out_.tables.size() * 20);
        auto s =
            walk("x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden", "pragma_table_xinfo(m.name, 'main') x");
        std::size_t current = SIZE_MAX, first_key = SIZE_MAX, keys = 0;
        bool counts_up = false;
        const auto finish = [&] {
            if (keys == 1) out_.columns[first_key].flags |= SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
            keys = 0;
        };
        while (s.step()) {
            const auto table = table_of(s.integer(0));
            auto& rows = data_->rows[table];
            if (table != current) {
                finish();
                current = table;
                rows.column = out_.columns.size();
                counts_up = contains_word(kit::view(out_.tables[table].sql), "autoincrement");
            }
            ++rows.columns;
            auto c = kit::blank<schemad_column>();
            c.numeric_precision = c.numeric_scale = -1;
            c.table = out_.tables[table].name;
            c.name = keep(s.text(1));
            const Type& type = type_of(s.text(2));
            c.data_type = type.data_type, c.declared_type = type.declared;
            c.max_length = type.max_length, c.max_length_kind = type.max_length_kind;
            if (s.integer(3) == 0) c.flags |= SCHEMAD_COLUMN_NULLABLE;
            if (const auto text = s.maybe(4)) {
                c.default_text = keep(sql::parse_default(sql::Dialect::sqlite, text));
                if (!sql::is_null_text(*text)) c.default_sql = keep(std::string_view{default_expression(*text)});
            }
            const auto key = s.integer(5), hidden = s.integer(6);
            if (key == 1) {
                c.flags |= SCHEMAD_COLUMN_PRIMARY_KEY | (counts_up ? std::uint32_t{SCHEMAD_COLUMN_AUTO_INCREMENT} : 0u);
                first_key = out_.columns.size();
            }
            if (key != 0) ++keys;
            if (hidden != 0) c.flags |= SCHEMAD_COLUMN_GENERATED;
            if (hidden >= 2) c.flags |= SCHEMAD_COLUMN_REALLY_GENERATED; // 1: hidden, of a virtual table
            c.ordinal = static_cast<std::uint32_t>(rows.columns);
            out_.columns.push_back(c);
        }
        finish();
    }

    void read_indexes() {
        auto s = walk("l.seq, l.name, l.\"unique\", l.origin, l.partial, i.cid, i.name",
                      "pragma_index_list(m.name, 'main') l CROSS JOIN pragma_index_info(l.name, 'main') i");
        std::size_t current = SIZE_MAX;
        std::int64_t sequence = -1;
        std::vector<schemad_str> columns;
        std::vector<std::int64_t> positions;
        const auto finish = [&] {
            if (sequence < 0) return;
            schemad_index& index = out_.indexes.back();
            schemad_str* list = out_.arena.array(columns.size());
            std::copy(columns.begin(), columns.end(), list);
            index.columns = list, index.column_count = columns.size();
            const auto& rows = data_->rows[current];
            if (positions.size() == 1 && positions[0] >= 0 && static_cast<std::size_t>(positions[0]) < rows.columns) {
                index.flags |= SCHEMAD_INDEX_MARKS_FIRST;
                out_.columns[rows.column + static_cast<std::size_t>(positions[0])].flags |=
                    index.flags & SCHEMAD_INDEX_UNIQUE ? SCHEMAD_COLUMN_UNIQUE : SCHEMAD_COLUMN_INDEXED;
            }
            columns.clear(), positions.clear();
        };
        while (s.step()) {
            const auto table = table_of(s.integer(0));
            if (table != current || s.integer(1) != sequence) {
                finish();
                if (table != current) data_->rows[table].index = out_.indexes.size();
                current = table, sequence = s.integer(1);
                ++data_->rows[table].indexes;
                auto index = kit::blank<schemad_index>();
                index.table = out_.tables[table].name;
                index.name = keep(s.text(2));
                const auto origin = s.text(4); // c: CREATE INDEX, u: UNIQUE, pk: PRIMARY KEY
                if (s.integer(3) != 0) index.flags |= SCHEMAD_INDEX_UNIQUE;
                if (origin == "pk") index.flags |= SCHEMAD_INDEX_PRIMARY_KEY;
                if (origin != "c") index.flags |= SCHEMAD_INDEX_IMPLICIT | SCHEMAD_INDEX_CONSTRAINT;
                if (s.integer(5) != 0) index.flags |= SCHEMAD_INDEX_PARTIAL;
                if (const auto it = index_sql_.find(kit::view(index.name)); it != index_sql_.end()) {
                    index.sql = it->second;
                    if (is_special_index(kit::view(index.sql))) index.flags |= SCHEMAD_INDEX_SPECIAL;
                }
                out_.indexes.push_back(index);
            }
            if (s.null(7)) {
                columns.push_back(kit::absent);
                out_.indexes.back().flags |= SCHEMAD_INDEX_EXPRESSION;
            } else {
                columns.push_back(keep(s.text(7)));
            }
            positions.push_back(s.integer(6));
        }
        finish();
    }

    void read_foreign_keys() {
        auto s = walk("f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete",
                      "pragma_foreign_key_list(m.name, 'main') f");
        std::size_t current = SIZE_MAX;
        std::int64_t id = -1;
        std::vector<schemad_str> from, to;
        std::unordered_map<std::string_view, std::size_t> by_name; // of the current table
        const auto finish = [&] {
            if (from.empty()) return;
            schemad_foreign_key& key = out_.foreign_keys.back();
            schemad_str* columns = out_.arena.array(from.size());
            schemad_str* referenced = out_.arena.array(from.size());
            std::copy(from.begin(), from.end(), columns);
            std::copy(to.begin(), to.end(), referenced);
            key.columns = columns, key.referenced_columns = referenced, key.column_count = from.size();
            from.clear(), to.clear();
        };
        while (s.step()) {
            const auto table = table_of(s.integer(0));
            auto& rows = data_->rows[table];
            if (table != current || s.integer(1) != id) {
                finish();
                if (table != current) {
                    rows.foreign_key = out_.foreign_keys.size();
                    by_name.clear();
                    for (std::size_t i = 0; i < rows.columns; ++i)
                        by_name.emplace(kit::view(out_.columns[rows.column + i].name), rows.column + i);
                }
                current = table, id = s.integer(1);
                ++rows.foreign_keys;
                auto key = kit::blank<schemad_foreign_key>();
                key.flags = SCHEMAD_FK_IN_SNAPSHOT;
                key.table = out_.tables[table].name;
                key.referenced_table = keep(s.text(2));
                key.on_update = keep(s.text(5)), key.on_delete = keep(s.text(6));
                out_.foreign_keys.push_back(key);
            }
            from.push_back(keep(s.text(3)));
            to.push_back(keep(s.maybe(4)));
            const auto it = by_name.find(kit::view(from.back()));
            if (it == by_name.end() || kit::stated(out_.columns[it->second].foreign_key_table)) continue;
            out_.columns[it->second].foreign_key_table = out_.foreign_keys.back().referenced_table;
            out_.columns[it->second].foreign_key_column = to.back();
        }
        finish();
    }

    // What only the CREATE TABLE text tells. Most tables have none of it, so the text is searched before it is read.
    void read_definition(std::size_t table) {
        const schemad_table& t = out_.tables[table];
        const auto& rows = data_->rows[table];
        const auto sql = kit::view(t.sql);
        if (t.kind != SCHEMAD_TABLE_BASE || t.flags == 0) return;
        const bool has_checks = contains_word(sql, "check"), has_names = contains_word(sql, "constraint");
        bool has_generated = false;
        for (std::size_t i = 0; i < rows.columns; ++i)
            has_generated |= (out_.columns[rows.column + i].flags & SCHEMAD_COLUMN_REALLY_GENERATED) != 0;
        const bool named_keys = has_names && rows.foreign_keys > 0;
        if (!has_checks && !named_keys && !has_generated && !contains_word(sql, "collate")) return;
        const auto def = read_table(sql);
        if (!def) return;
        for (std::size_t i = 0; i < def->columns.size() && i < rows.columns; ++i) {
            for (const Constraint& c : def->columns[i].constraints) {
                schemad_column& column = out_.columns[rows.column + i];
                if (c.kind == Constraint::collate) column.collation = keep(std::string_view{c.collation});
                if (c.kind == Constraint::generated)
                    column.generation_expression = keep(def->tokens.between(c.expression.begin, c.expression.end));
                add_check(t, *def, c);
            }
        }
        for (const Constraint& c : def->constraints) add_check(t, *def, c);
        if (named_keys) name_foreign_keys(rows, *def);
    }
    void add_check(const schemad_table& t, const TableDefinition& def, const Constraint& c) {
        if (c.kind != Constraint::check) return;
        auto check = kit::blank<schemad_check>();
        check.table = t.name;
        if (c.name) check.name = keep(std::string_view{*c.name});
        check.expression = keep(def.tokens.between(c.expression.begin, c.expression.end));
        out_.checks.push_back(check);
    }
    // The pragma lists the newest first: the definitions in the order of the text, backwards.
    void name_foreign_keys(const CatalogData::TableParts& rows, const TableDefinition& def) {
        std::vector<const Constraint*> all;
        for (const auto& column : def.columns)
            for (const Constraint& c : column.constraints)
                if (c.kind == Constraint::references && !c.referenced_table.empty()) all.push_back(&c);
        for (const Constraint& c : def.constraints)
            if (c.kind == Constraint::references) all.push_back(&c);
        if (all.size() != rows.foreign_keys) return;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& name = all[all.size() - 1 - i]->name;
            if (name) out_.foreign_keys[rows.foreign_key + i].name = keep(std::string_view{*name});
        }
    }

    const Database& db_;
    std::shared_ptr<CatalogData> data_;
    kit::Catalog out_;
    std::vector<std::int64_t> row_ids_; // of the tables, as in sqlite_master
    std::unordered_map<std::string_view, schemad_str> index_sql_;
    std::unordered_map<std::string_view, Type> types_;
    std::string unreadable_;
    bool any_virtual_ = false;
    std::size_t at_ = 0;
};

} // namespace

kit::Catalog read_catalog(const Database& db) { return CatalogReader(db).run(); }

void CatalogData::read_rows(const schemad_catalog& catalog) {
    std::unordered_map<std::string_view, std::size_t> at;
    rows.resize(catalog.table_count);
    for (std::size_t i = 0; i < catalog.table_count; ++i) {
        rows[i].table = i;
        at.emplace(kit::view(kit::tables(catalog)[i].name), i);
    }
    const auto take = [&](std::string_view table, std::size_t position, std::size_t TableParts::*first,
                          std::size_t TableParts::*count) {
        const auto found = at.find(table);
        if (found == at.end()) return;
        auto& own = rows[found->second];
        if (own.*count == 0) own.*first = position;
        if (own.*first + own.*count != position)
            throw kit::Error(SCHEMAD_E_INVALID, "the catalog's rows of " + std::string(table) + " do not lie together",
                             std::string(table));
        ++(own.*count);
    };
    for (std::size_t i = 0; i < catalog.column_count; ++i)
        take(kit::view(kit::columns(catalog)[i].table), i, &TableParts::column, &TableParts::columns);
    for (std::size_t i = 0; i < catalog.index_count; ++i)
        take(kit::view(kit::indexes(catalog)[i].table), i, &TableParts::index, &TableParts::indexes);
    for (std::size_t i = 0; i < catalog.foreign_key_count; ++i)
        take(kit::view(kit::foreign_keys(catalog)[i].table), i, &TableParts::foreign_key, &TableParts::foreign_keys);
}

void CatalogData::build(const schemad_catalog& catalog) const {
    for (std::size_t i = 0; i < rows.size() && i < catalog.table_count; ++i) {
        auto name = sql::lower(kit::view(kit::tables(catalog)[i].name));
        taken_.insert(name);
        by_name_.emplace(std::move(name), i);
    }
    for (const auto name : index_order) taken_.insert(sql::lower(name));
}

const CatalogData::TableParts* CatalogData::find(const schemad_catalog& catalog, std::string_view table) const {
    std::call_once(once_, [&] { build(catalog); });
    const auto it = by_name_.find(sql::lower(table));
    return it == by_name_.end() ? nullptr : &rows[it->second];
}

bool CatalogData::name_taken(const schemad_catalog& catalog, std::string_view name) const {
    std::call_once(once_, [&] { build(catalog); });
    return taken_.contains(sql::lower(name));
}

} // namespace schemad::sqlite
