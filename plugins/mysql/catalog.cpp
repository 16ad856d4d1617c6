// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/catalog.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <unordered_set>

#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

namespace {

using sql::Words;
using namespace sql::text_literals;

using Cell = std::optional<std::string_view>;
using Row = const Cell*;
struct Answer { // its text is the reader's
    std::vector<Cell> cells;
    std::vector<Row> rows;
};
constexpr std::size_t most_bytes = std::size_t{1} << 30; // a catalog that outgrows this is no catalog

std::string text(const Cell& t) { return std::string(t.value_or(std::string_view())); }

kit::Text owned(const Cell& t) { return t ? kit::Text(*t) : std::nullopt; }

std::uint32_t kind_of(std::string_view table_type) noexcept {
    if (table_type.find("VIEW") != std::string_view::npos) return SCHEMAD_TABLE_VIEW;
    if (table_type.find("SEQUENCE") != std::string_view::npos) return SCHEMAD_TABLE_SEQUENCE;
    if (table_type.find("TEMPORARY") != std::string_view::npos) return SCHEMAD_TABLE_TEMPORARY; // MariaDB 11.2
    return table_type == "SYSTEM VERSIONED" ? SCHEMAD_TABLE_SYSTEM_VERSIONED : SCHEMAD_TABLE_OTHER;
}

unsigned number(const Cell& t) noexcept {
    unsigned n = 0;
    if (t) std::from_chars(t->data(), t->data() + t->size(), n);
    return n;
}

class CatalogReader {
public:
    CatalogReader(Wire& wire, const Server& server, std::chrono::milliseconds allowed)
        : wire_(wire), server_(server), allowed_(allowed) {
        const auto answer = ask(sql::SqlText("SELECT DATABASE()"), false);
        if (answer.rows.empty() || !answer.rows[0][0]) throw kit::Error(SCHEMAD_E_NOT_FOUND, "no database is chosen");
        database_ = text(answer.rows[0][0]);
        data_->server = server;
        data_->database = database_;
    }

    kit::Catalog read() {
        read_tables();
        read_foreign_keys();
        read_indexes();
        read_columns();
        mark_hidden();
        read_checks();
        read_dependents();
        for (const auto& t : tables_) catalog_.add(t.second);
        for (const auto& i : indexes_) catalog_.add(i);
        for (const auto& k : keys_) catalog_.add(k.second);
        catalog_.own = data_;
        return std::move(catalog_);
    }

private:
    using Names = std::pair<std::string, std::string>; // table, then column, index or constraint

    // The first column is the schema: the catalog compares it without case and accents, other databases fall out here.
    Answer ask(const sql::SqlText& sql, bool with_schema = true) {
        Result result = wire_.run(sql, allowed_);
        Answer answer;
        if (!result) return answer;
        const unsigned count = mysql_num_fields(result.get());
        std::size_t rows = 0;
        while (MYSQL_ROW row = wire_.next(result.get())) {
            const unsigned long* sizes = mysql_fetch_lengths(result.get());
            if (with_schema && server_.lower_case_table_names == 0 &&
                !(row[0] && std::string_view(row[0], sizes[0]) == database_))
                continue;
            for (unsigned i = 0; i < count; ++i) {
                answer.cells.push_back(row[i] ? Cell(kit::view(text_.keep(std::string_view(row[i], sizes[i]))))
                                              : std::nullopt);
                bytes_ += sizes[i] + sizeof(Cell);
            }
            if (bytes_ > most_bytes) {
                wire_.abandon(std::move(result));
                throw kit::Error(SCHEMAD_E_LIMIT, "the catalog is larger than can be read");
            }
            ++rows;
        }
        answer.rows.reserve(rows);
        for (std::size_t i = 0; i < rows; ++i) answer.rows.push_back(answer.cells.data() + i * count);
        return answer;
    }
    sql::SqlText schema() const { return sql::text_literal(database_, sql::LiteralStyle::mysql); }

    void read_tables() {
        // every column gets its name: MySQL 8 gives them in upper case, others as they were asked for
        const auto answer =
            ask("SELECT TABLE_SCHEMA AS c0, TABLE_NAME AS c1, TABLE_TYPE AS c2, TABLE_COMMENT AS c3, "
                "TABLE_COLLATION AS c4, (SELECT COUNT(*) FROM information_schema.COLUMN_PRIVILEGES AS p "
                "WHERE p.TABLE_SCHEMA = " +
                schema() + ") AS c5 FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + schema());
        columns_are_granted_ = !answer.rows.empty() && answer.rows[0][5] && *answer.rows[0][5] != "0";
        for (const Row row : answer.rows) {
            kit::Table t;
            t.name = text(row[1]);
            const auto kind = text(row[2]);
            if (kind == "BASE TABLE") {
                t.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED;
            } else {
                t.kind = kind_of(kind);
            }
            t.comment = owned(row[3]);
            data_->tables.emplace(t.name, text(row[4]));
            by_lower_name_[sql::lower(t.name)].push_back(t.name);
            tables_.emplace(t.name, std::move(t));
        }
        for (const auto& t : tables_) place_.emplace(t.first, place_.size());
    }

    // What a user may not see of a table is not there for them: all of its columns, or those that were not granted.
    void mark_hidden() {
        std::unordered_set<std::string_view> seen;
        std::unordered_set<std::string> partly;
        std::string_view last; // they stand together by table
        for (const auto& column : catalog_.columns)
            if (const auto table = kit::view(column.table); table != last) seen.insert(last = table);
        if (columns_are_granted_) {
            const auto answer = ask("SELECT DISTINCT TABLE_SCHEMA AS c0, TABLE_NAME AS c1 FROM "
                                    "information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = " +
                                    schema());
            for (const Row row : answer.rows) partly.insert(text(row[1]));
        }
        for (auto& [name, table] : tables_) {
            const bool none = !seen.contains(name);
            if (table.kind != SCHEMAD_TABLE_BASE || (!none && !partly.contains(name))) continue;
            const auto shows = shows_all(name);
            if (shows == false)
                table.flags &= ~static_cast<std::uint32_t>(SCHEMAD_TABLE_DESCRIBED);
            else if (shows == true && none) // while a table is altered the server tells none of its columns
                throw kit::Error(SCHEMAD_E_BUSY, "tables were changed while the catalog was read");
        }
    }
    // Nothing: it cannot be told of a table that cannot be opened.
    std::optional<bool> shows_all(std::string_view table) {
        try {
            wire_.run("SELECT * FROM " + sql::quote(table, '`') + " LIMIT 0", allowed_);
            return true;
        } catch (const kit::Error& error) {
            switch (error.status) {
            case SCHEMAD_E_PERMISSION: return false;
            case SCHEMAD_E_NOT_FOUND: return true; // gone by now
            case SCHEMAD_E_CONNECTION:
            case SCHEMAD_E_BUSY:
            case SCHEMAD_E_TIMEOUT:
            case SCHEMAD_E_CANCELLED: throw;
            default: return std::nullopt;
            }
        }
    }

    // The rows of a table stand together already, mostly; comparing the names of them all would take longest here. What
    // is of no table that was listed is left out: the catalog is read in several statements, and somebody may make a
    // table between two of them.
    template <class Less> std::vector<Row> by_table(const Answer& answer, Less less) {
        std::vector<std::pair<std::size_t, Row>> rows;
        rows.reserve(answer.rows.size());
        Cell last;
        auto place = place_.end();
        for (const Row row : answer.rows) {
            if (row[1] != last) place = place_.find(text(row[1])), last = row[1];
            if (place != place_.end()) rows.emplace_back(place->second, row);
        }
        std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        std::vector<Row> sorted;
        sorted.reserve(rows.size());
        for (std::size_t i = 0, first = 0; i < rows.size(); ++i) {
            sorted.push_back(rows[i].second);
            if (i + 1 < rows.size() && rows[i + 1].first == rows[i].first) continue;
            const auto of_table = sorted.begin() + static_cast<std::ptrdiff_t>(first);
            if (!std::is_sorted(of_table, sorted.end(), less)) std::sort(of_table, sorted.end(), less);
            first = i + 1;
        }
        return sorted;
    }
    static bool by_name_and_number(Row a, Row b) { // of an index's or a constraint's columns
        return a[2] != b[2] ? a[2] < b[2] : number(a[3]) < number(b[3]);
    }

    // Where names have no case, InnoDB keeps those of referenced tables in lower case.
    std::string real_name(const std::string& table) const {
        if (server_.lower_case_table_names == 0 || tables_.contains(table)) return table;
        const auto found = by_lower_name_.find(sql::lower(table));
        return found != by_lower_name_.end() && found->second.size() == 1 ? found->second.front() : table;
    }

    void read_foreign_keys() {
        std::map<Names, std::pair<std::string, std::string>> rules;
        const auto answer =
            ask("SELECT CONSTRAINT_SCHEMA AS c0, TABLE_NAME AS c1, CONSTRAINT_NAME AS c2, UPDATE_RULE AS "
                "c3, DELETE_RULE AS c4 FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE "
                "CONSTRAINT_SCHEMA = " +
                schema());
        for (const Row row : answer.rows) rules[{text(row[1]), text(row[2])}] = {text(row[3]), text(row[4])};
        const auto usage =
            ask("SELECT TABLE_SCHEMA AS c0, TABLE_NAME AS c1, CONSTRAINT_NAME AS c2, ORDINAL_POSITION AS c3, "
                "COLUMN_NAME AS c4, REFERENCED_TABLE_SCHEMA AS c5, REFERENCED_TABLE_NAME AS c6, "
                "REFERENCED_COLUMN_NAME AS c7 FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = " +
                schema());
        for (const Row row : by_table(usage, by_name_and_number)) {
            const Names name{text(row[1]), text(row[2])};
            if (!row[6]) {
                if (name.second == "PRIMARY")
                    of_column_[CatalogData::more_key(name.first, text(row[4]))].primary = true;
                continue;
            }
            auto& key = keys_[name];
            key.flags = SCHEMAD_FK_IN_SNAPSHOT;
            key.table = name.first, key.name = key.reported_name = name.second;
            key.columns.push_back(text(row[4]));
            key.referenced_columns.push_back(owned(row[7]));
            key.referenced_table = real_name(text(row[6]));
            if (row[5] && *row[5] != database_ && server_.lower_case_table_names == 0)
                key.referenced_schema = owned(row[5]);
            key.on_update = rules[name].first, key.on_delete = rules[name].second;
            auto& first = of_column_[CatalogData::more_key(name.first, text(row[4]))].key; // by name
            if (!first) first = &key;
        }
    }

    void read_indexes() {
        const auto answer =
            ask("SELECT TABLE_SCHEMA AS c0, TABLE_NAME AS c1, INDEX_NAME AS c2, SEQ_IN_INDEX AS c3, NON_UNIQUE "
                "AS c4, COLUMN_NAME AS c5, SUB_PART IS NOT NULL OR INDEX_TYPE <> 'BTREE' OR COLLATION = 'D'"_sql +
                hidden_index() + " AS c6 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = " + schema());
        for (const Row row : by_table(answer, by_name_and_number)) {
            const auto table = text(row[1]), name = text(row[2]);
            const auto column = CatalogData::more_key(table, text(row[5]));
            if (indexes_.empty() || indexes_.back().table != table || indexes_.back().name != name) {
                kit::Index index;
                index.table = table, index.name = name;
                if (number(row[4]) == 0) index.flags |= SCHEMAD_INDEX_UNIQUE;
                if (name == "PRIMARY") index.flags |= SCHEMAD_INDEX_PRIMARY_KEY;
                const auto facts = of_column_.find(column);
                const bool has_key = facts != of_column_.end() && facts->second.key;
                const bool named_so = keys_.contains({table, name}) || (row[5] && name == *row[5]);
                if (has_key && named_so && number(row[4]) != 0) index.flags |= SCHEMAD_INDEX_IMPLICIT;
                indexes_.push_back(std::move(index));
            }
            auto& index = indexes_.back();
            if (!row[5]) index.flags |= SCHEMAD_INDEX_EXPRESSION | SCHEMAD_INDEX_SPECIAL;
            index.columns.push_back(owned(row[5]));
            if (number(row[6]) != 0) index.flags |= SCHEMAD_INDEX_SPECIAL;
            if (number(row[4]) == 0 || index.columns.size() > 1 || !row[5]) continue;
            of_column_[column].indexed = true;
            index.flags |= SCHEMAD_INDEX_MARKS_FIRST;
        }
        for (auto& index : indexes_) // the server says "UNI" of a prefix, too
            if ((index.flags & SCHEMAD_INDEX_UNIQUE) && index.columns.size() == 1)
                index.flags |= SCHEMAD_INDEX_MARKS_FIRST;
    }
    // What else says that an index is not in use, where the server knows of it.
    Words hidden_index() const {
        if (server_.is_mysql() && server_.version >= 80000) return " OR IS_VISIBLE = 'NO'";
        return server_.is_mariadb() && server_.version >= 100600 ? Words(" OR IGNORED = 'YES'") : Words("");
    }

    void read_columns() {
        const bool systems = server_.is_mysql() && server_.version >= 80003;
        const auto answer =
            ask(sql::SqlText("SELECT TABLE_SCHEMA AS c0, TABLE_NAME AS c1, COLUMN_NAME AS c2, ORDINAL_POSITION AS "
                             "c3, COLUMN_DEFAULT AS c4, COLUMN_TYPE AS c5, CHARACTER_MAXIMUM_LENGTH AS c6, "
                             "NUMERIC_PRECISION AS c7, NUMERIC_SCALE AS c8, IS_NULLABLE AS c9, COLUMN_KEY AS "
                             "c10, EXTRA AS c11, COLUMN_COMMENT AS c12, COLLATION_NAME AS c13, ") +
                (server_.has_generated_columns() ? Words("GENERATION_EXPRESSION") : Words("NULL")) + " AS c14, " +
                (systems ? Words("SRS_ID") : Words("NULL")) +
                " AS c15 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = " + schema());
        const auto rows = by_table(answer, [](Row a, Row b) { return number(a[3]) < number(b[3]); });
        catalog_.columns.reserve(rows.size());
        data_->columns.reserve(rows.size());
        // how many columns the primary key of the table at hand has, the last of them
        std::size_t key_columns = 0, key_column = 0;
        const auto end_of_table = [&] {
            if (key_columns == 1) catalog_.columns[key_column].flags |= SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
            key_columns = 0;
        };
        RawColumn raw;
        for (const Row row : rows) {
            if (row[1] != Cell(raw.table)) end_of_table();
            raw.table = text(row[1]), raw.name = text(row[2]), raw.ordinal = number(row[3]);
            raw.column_default = row[4], raw.column_type = text(row[5]), raw.max_length = row[6];
            raw.numeric_precision = row[7], raw.numeric_scale = row[8], raw.nullable = row[9] == "YES";
            raw.key = text(row[10]), raw.extra = text(row[11]), raw.comment = row[12], raw.collation = row[13];
            raw.generation_expression = row[14];
            auto column = column_facts(raw, server_);
            const auto [at, is_new] =
                data_->columns.try_emplace(CatalogData::more_key(raw.table, raw.name), CatalogData::More{});
            if (const auto facts = of_column_.find(at->first); facts != of_column_.end()) {
                if (facts->second.primary) column.flags |= SCHEMAD_COLUMN_PRIMARY_KEY;
                if (facts->second.indexed) column.flags |= SCHEMAD_COLUMN_INDEXED;
                if (const auto* k = facts->second.key) {
                    for (std::size_t i = 0; i < k->columns.size(); ++i)
                        if (sql::same_word(k->columns[i], raw.name))
                            column.foreign_key_column = k->referenced_columns[i];
                    column.foreign_key_table = k->referenced_table;
                }
            }
            auto& more = at->second;
            more.invisible = raw.extra.find("INVISIBLE") != std::string::npos;
            more.generated = (column.flags & SCHEMAD_COLUMN_REALLY_GENERATED) != 0;
            more.srid = text(row[15]);
            more.at = catalog_.columns.size();
            if (raw.key == "PRI") ++key_columns, key_column = more.at;
            catalog_.add(column);
        }
        end_of_table();
    }

    void read_checks() {
        if (!server_.has_check_constraints()) return;
        sql::SqlText sql("SELECT k.CONSTRAINT_SCHEMA AS c0, ");
        if (server_.is_mariadb()) {
            sql += "k.TABLE_NAME AS c1, k.CONSTRAINT_NAME AS c2, k.CHECK_CLAUSE AS c3, ";
            sql += server_.version >= 100510 ? Words("k.LEVEL") : Words("''");
            sql += " AS c4 FROM information_schema.CHECK_CONSTRAINTS AS k WHERE k.CONSTRAINT_SCHEMA = " + schema();
        } else {
            sql += "t.TABLE_NAME AS c1, k.CONSTRAINT_NAME AS c2, k.CHECK_CLAUSE AS c3, 'Table' AS c4 FROM "
                   "information_schema.CHECK_CONSTRAINTS AS k JOIN information_schema.TABLE_CONSTRAINTS AS t ON "
                   "t.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND "
                   "t.CONSTRAINT_TYPE = 'CHECK' WHERE k.CONSTRAINT_SCHEMA = " +
                   schema();
        }
        auto answer = ask(sql);
        std::sort(answer.rows.begin(), answer.rows.end(),
                  [](Row a, Row b) { return std::lexicographical_compare(a, a + 5, b, b + 5); });
        for (const Row row : answer.rows) {
            kit::Check check;
            check.table = text(row[1]), check.name = owned(row[2]);
            if (!tables_.contains(check.table)) continue; // made meanwhile, as in by_table()
            check.expression = server_.is_mysql() ? unescaped_expression(text(row[3])) : text(row[3]);
            // MariaDB names a column's own check as the column; older ones do not say which kind it is
            const auto more = data_->columns.find(CatalogData::more_key(check.table, text(row[2])));
            const bool own = row[4] == "Column" || (text(row[4]).empty() && more != data_->columns.end());
            if (server_.is_mariadb() && own && more != data_->columns.end()) more->second.check = check.expression;
            catalog_.add(check);
        }
    }

    void read_dependents() {
        const bool views = std::any_of(tables_.begin(), tables_.end(),
                                       [](const auto& t) { return t.second.kind == SCHEMAD_TABLE_VIEW; });
        if (views) {
            const auto answer = ask("SELECT TABLE_SCHEMA AS c0, TABLE_NAME AS c1, VIEW_DEFINITION AS c2 FROM "
                                    "information_schema.VIEWS WHERE TABLE_SCHEMA = " +
                                    schema());
            for (const Row row : answer.rows) data_->views.emplace_back(text(row[1]), text(row[2]));
        }
        const auto answer = ask("SELECT EVENT_OBJECT_SCHEMA AS c0, EVENT_OBJECT_TABLE AS c1, TRIGGER_NAME AS c2, "
                                "ACTION_STATEMENT AS c3 FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = " +
                                schema());
        for (const Row row : answer.rows) data_->triggers.push_back({text(row[2]), text(row[1]), text(row[3])});
    }

    Wire& wire_;
    const Server& server_;
    const std::chrono::milliseconds allowed_;
    bool columns_are_granted_ = false; // some, to this user
    std::string database_;
    std::size_t bytes_ = 0;
    kit::Catalog catalog_;
    std::shared_ptr<CatalogData> data_ = std::make_shared<CatalogData>();
    std::map<std::string, kit::Table> tables_;
    std::unordered_map<std::string, std::vector<std::string>> by_lower_name_;
    std::vector<kit::Index> indexes_;
    std::map<Names, kit::ForeignKey> keys_; // by table, then constraint name
    struct OfColumn {
        bool primary = false, indexed = false;
        const kit::ForeignKey* key = nullptr; // the first
    };
    std::unordered_map<std::string, OfColumn> of_column_; // by more_key(); few columns have any of it
    std::unordered_map<std::string, std::size_t> place_;  // of a table among them all
    kit::Arena text_;                                     // what the answers borrow
};

} // namespace

std::string CatalogData::more_key(std::string_view table, std::string_view column) {
    return std::string(table) + '\0' + sql::lower(column);
}

kit::Catalog read_catalog(Wire& wire, const Server& server, std::chrono::milliseconds allowed) {
    return CatalogReader(wire, server, allowed).read();
}

} // namespace schemad::mysql
