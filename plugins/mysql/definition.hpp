// SPDX-License-Identifier: Apache-2.0
// Columns as they stand behind ADD or MODIFY, and what the catalog knows of those that exist.
// docs/spec/vendors-5-ddl.md 5.1, 5.5. Errors: kit::Error{E_UNSUPPORTED} naming table and column. Pure functions over a
// catalog that outlives them.
#pragma once

#include "plugins/mysql/catalog.hpp"
#include "plugins/mysql/column_type.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

// E_UNSUPPORTED for a name these servers would cut, or cannot spell.
sql::SqlText quote(std::string_view name);
inline sql::SqlText literal(std::string_view text) { return sql::text_literal(text, sql::LiteralStyle::mysql); }

// The catalog of a step; may be empty, for a plan without a database.
class CatalogView {
public:
    CatalogView(const schemad_catalog* catalog, const CatalogData* data) : catalog_(catalog), data_(data) {}
    const Server& server() const noexcept {
        static const Server any;
        return data_ ? data_->server : any;
    }
    const CatalogData* data() const noexcept { return data_; }
    std::string_view database() const noexcept {
        return data_ ? std::string_view(data_->database) : std::string_view();
    }
    const schemad_catalog* catalog() const noexcept { return data_ ? catalog_ : nullptr; }
    const schemad_column* column(std::string_view table, std::string_view name) const;
    const CatalogData::More* more(std::string_view table, std::string_view name) const;
    bool has_table(std::string_view name) const { return data_ && data_->tables.contains(std::string(name)); }
    // The catalog's own row of a column that a step has changed since: an undo leads to it.
    const schemad_column* before(const schemad_column& now) const;
    // What the column points to, where that is there already.
    const schemad_column* key_of(const schemad_column_spec& spec) const;

private:
    const schemad_catalog* catalog_;
    const CatalogData* data_;
};

[[noreturn]] void unsupported(std::string_view table, std::string_view column, const std::string& what);

sql::SqlText typed(const Type& type); // with its collation

struct Made {
    sql::SqlText sql;
    Type type;
    bool has_default = false;
};
Made new_column(const schemad_column_spec& spec, const CatalogView& known, std::string_view table);

// Everything an existing column is, but for what the specification changes.
Made changed_column(const schemad_column_spec& spec, const schemad_column& now, const CatalogView& known);
// The same column as another type.
sql::SqlText retyped_column(const schemad_column& now, const sql::SqlText& type, const CatalogView& known);

// Refuses what InnoDB cannot index without a prefix, or at all.
void require_indexable(const Type& type, std::string_view table, std::string_view column);
// Refuses a column that would make a row longer than a row can be.
void require_room(std::int64_t& used, const Type& type, std::string_view table, std::string_view column);

} // namespace schemad::mysql
