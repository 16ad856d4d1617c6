// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/rebuild.hpp"

#include <algorithm>
#include <unordered_map>

#include "plugins/sqlite/database.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

namespace {

using sql::CatalogText;
using sql::SqlText;
using sql::Words;

SqlText quote(std::string_view name) { return sql::quote(name, '`'); }
bool has(std::uint32_t flags, std::uint32_t flag) noexcept { return (flags & flag) != 0; }

bool counts_up(const TableDefinition& def) {
    const auto is = [](const Constraint& c) { return c.kind == Constraint::primary_key && c.autoincrement; };
    return std::any_of(def.constraints.begin(), def.constraints.end(), is) ||
           std::any_of(def.columns.begin(), def.columns.end(),
                       [&](const auto& c) { return std::any_of(c.constraints.begin(), c.constraints.end(), is); });
}

// Whether a column is another name of the row id: INTEGER PRIMARY KEY, but for the column constraint with DESC.
bool has_row_id_column(const TableDefinition& def) {
    const auto integer = [&](const ColumnDefinition& c) {
        return sql::same_word(def.tokens.between(c.type.begin, c.type.end), "integer");
    };
    for (const auto& c : def.columns)
        for (const auto& k : c.constraints) {
            if (k.kind != Constraint::primary_key || !integer(c)) continue;
            bool descending = false;
            for (auto i = k.all.begin; i < k.all.end; ++i) descending |= def.tokens.is(i, "DESC");
            if (!descending) return true;
        }
    for (const auto& k : def.constraints)
        if (k.kind == Constraint::primary_key && k.columns.size() == 1)
            if (const auto* c = def.column(k.columns.front())) return integer(*c);
    return false;
}

// A word for the row id that no column has taken.
SqlText row_id_word(const TableDefinition& def) {
    for (const Words word : {Words("rowid"), Words("_rowid_"), Words("oid")})
        if (!def.column(word.view())) return SqlText(word);
    return {};
}

bool generated(const ColumnDefinition& c) {
    return std::any_of(c.constraints.begin(), c.constraints.end(),
                       [](const auto& k) { return k.kind == Constraint::generated; });
}

} // namespace

Rebuild::Rebuild(const schemad_catalog& catalog, const CatalogData& data, const CatalogData::TableParts& rows)
    : catalog_(catalog), data_(data), rows_(rows), table_(kit::view(kit::tables(catalog)[rows.table].name)),
      edit_(table_, kit::view(kit::tables(catalog)[rows.table].sql)) {}

std::string Rebuild::unused_name() const {
    std::string name = std::string(building_prefix) + std::string(table_);
    while (data_.name_taken(catalog_, name)) name += '_';
    return name;
}

SqlText Rebuild::copy_rows(const std::string& building, const TableDefinition& now) const {
    const auto& before = edit_.definition();
    SqlText columns, values;
    const auto add = [&](const SqlText& to, const SqlText& from) {
        if (!columns.empty()) columns += ", ", values += ", ";
        columns += to, values += from;
    };
    if (!before.without_rowid && !has_row_id_column(now)) {
        const auto from = row_id_word(before), to = row_id_word(now);
        if (!from.empty() && !to.empty()) add(to, from);
    }
    for (const auto& c : now.columns) {
        const auto* old = before.column(c.name);
        // a column that was dropped and added again under its name starts empty
        if (!old || edit_.dropped().contains(c.name) || generated(c)) continue;
        add(quote(c.name), quote(old->name));
    }
    // OR ABORT: a constraint with ON CONFLICT IGNORE or REPLACE must not lose rows here
    return "INSERT OR ABORT INTO " + quote(building) + " (" + columns + ") SELECT " + values + " FROM " + quote(table_);
}

// The index text without the columns that go.
SqlText Rebuild::without_dropped(const schemad_index& index) const {
    const auto text = kit::view(index.sql);
    if (edit_.dropped().empty()) return CatalogText::printed(text);
    const auto refuse = [&](std::string_view column) {
        throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                         "the index " + std::string(kit::view(index.name)) + " needs the column " + std::string(column),
                         std::string(table_), std::string(column));
    };
    const auto def = read_index(text);
    if (!def) refuse(*edit_.dropped().begin());
    const auto& t = def->tokens;
    const TokenRange everything{def->items.front().begin, t.size()};
    const auto hit = first_mentioned(t, everything, edit_.dropped());
    bool plain = def->where.empty();
    for (const auto& c : def->columns) plain &= c.has_value();
    if (!plain) {
        if (!hit) return CatalogText::printed(text);
        // it may go when it speaks of nothing that stays
        for (const auto& c : edit_.definition().columns)
            if (!edit_.dropped().contains(c.name) && mentions(t, everything, c.name)) refuse(*hit);
        return {};
    }
    std::size_t kept = 0;
    for (const auto& c : def->columns) kept += !edit_.dropped().contains(*c);
    if (kept == def->columns.size()) return CatalogText::printed(text);
    if (kept == 0 || def->unique) return {}; // what is left of a unique one might not be unique
    SqlText items;
    for (std::size_t i = 0; i < def->items.size(); ++i)
        if (!edit_.dropped().contains(*def->columns[i]))
            items += (items.empty() ? Words("") : Words(", ")) +
                     CatalogText::printed(t.between(def->items[i].begin, def->items[i].end));
    const auto first = t[def->items.front().begin].begin, last = t[def->items.back().end - 1].end;
    return CatalogText::printed(text.substr(0, first)) + items + CatalogText::printed(text.substr(last));
}

// Columns that stay have a part in it.
bool Rebuild::is_shared(const schemad_index& index) const {
    return std::any_of(index.columns, index.columns + index.column_count,
                       [&](const auto& c) { return kit::stated(c) && !edit_.dropped().contains(kit::view(c)); });
}

std::vector<SqlText> Rebuild::kept_indexes(std::vector<std::string>& along) const {
    std::unordered_map<std::string_view, SqlText> texts;
    for (std::size_t i = 0; i < rows_.indexes; ++i) {
        const auto& index = kit::indexes(catalog_)[rows_.index + i];
        const auto name = kit::view(index.name);
        if (has(index.flags, SCHEMAD_INDEX_IMPLICIT) || dropped_indexes_.contains(name)) continue;
        if (!kit::stated(index.sql))
            throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the index " + std::string(name) + " has no definition",
                             std::string(table_));
        auto text = without_dropped(index);
        if (text != kit::view(index.sql) && is_shared(index))
            along.push_back((text.empty() ? "index " : "its part of index ") + std::string(name));
        if (!text.empty()) texts.emplace(name, std::move(text));
    }
    // the pragma lists the newest first; made again in the order they were made, they are listed as before
    std::vector<SqlText> out;
    for (std::size_t i = rows_.indexes; i-- > 0;) {
        const auto it = texts.find(kit::view(kit::indexes(catalog_)[rows_.index + i].name));
        if (it != texts.end()) out.push_back(std::move(it->second));
    }
    return out;
}

// UPDATE OF names columns without SQLite ever complaining of one that is gone.
void Rebuild::check_triggers() const {
    for (const auto& trigger : data_.triggers) {
        if (!sql::same_word(trigger.table, table_)) continue;
        const Tokens t(trigger.sql);
        std::size_t at = 0;
        while (at < t.size() && !t.is(at, "UPDATE") && !t.is(at, "BEGIN")) ++at;
        if (!t.is(at, "UPDATE") || !t.is(at + 1, "OF")) continue;
        for (at += 2; at < t.size() && !t.is(at, "ON"); ++at)
            if (t.names(at) && edit_.dropped().contains(t.name(at)))
                throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                                 "the trigger " + std::string(trigger.name) + " needs the column " + t.name(at),
                                 std::string(table_), t.name(at));
    }
}

void Rebuild::render(kit::Script& script) {
    const auto run = [&](SqlText sql) { script.push_back({std::move(sql), SCHEMAD_RUN, SCHEMAD_OK, {}, {}}); };
    const auto building = unused_name();
    std::vector<std::string> along;
    const auto indexes = kept_indexes(along);
    check_triggers();
    auto text = edit_.finish(building);
    for (const auto& constraint : edit_.gone_along()) along.push_back(constraint);
    const auto now = read_table(text.view());
    if (!now) throw kit::Error(SCHEMAD_E_INTERNAL, "the edited definition cannot be read", std::string(table_));
    auto copy = copy_rows(building, *now);
    const bool counter = counts_up(*now);

    run(std::move(text));
    run(std::move(copy));
    if (counter) { // the highest id ever given, not the highest there is
        const auto to = sql::text_literal(building), from = sql::text_literal(table_);
        run("DELETE FROM sqlite_sequence WHERE name = " + to);
        run("INSERT INTO sqlite_sequence (name, seq) SELECT " + to + ", seq FROM sqlite_sequence WHERE name = " + from);
    }
    run("DROP TABLE " + quote(table_));
    for (const auto& what : along) script.back().reason += (script.back().reason.empty() ? "" : "; ") + what;
    run("ALTER TABLE " + quote(building) + " RENAME TO " + quote(table_));
    for (const auto& index : indexes) run(index);
    for (const auto& index : new_indexes_) run(index);
    for (const auto& trigger : data_.triggers)
        if (sql::same_word(trigger.table, table_)) run(CatalogText::printed(trigger.sql));
}

} // namespace schemad::sqlite
