// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/integrity.hpp"

#include "plugins/sqlite/ddl_tokens.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

namespace {

using sql::SqlText;
using sql::Words;

SqlText quote(std::string_view name) { return sql::quote(name, '`'); }

// The event of CREATE TRIGGER name [BEFORE|AFTER|INSTEAD OF] event ...
std::string event_of(std::string_view sql) {
    const Tokens t(sql);
    for (std::size_t i = 0; i < t.size(); ++i)
        for (const char* event : {"INSERT", "UPDATE", "DELETE"})
            if (t.is(i, event)) return event;
    return "";
}

SqlText statement_that_fires(const Database& db, const std::string& event, std::string_view table) {
    if (event == "INSERT") return "INSERT INTO " + quote(table) + " DEFAULT VALUES";
    if (event == "DELETE") return "DELETE FROM " + quote(table);
    SqlText sets; // every column, so that UPDATE OF fires as well
    Statement columns(db.get(), "SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0");
    columns.bind(1, table);
    while (columns.step()) {
        const auto name = quote(columns.text(0));
        sets += (sets.empty() ? Words("") : Words(", ")) + name + " = " + name;
    }
    return "UPDATE " + quote(table) + " SET " + sets;
}

} // namespace

Integrity::Integrity(const Database& db) {
    read_foreign_keys(db);
    read_views(db);
    read_triggers(db);
}

namespace {

// SQLite names the tables alone: foreign key mismatch - "c" referencing "p".
std::string mismatch(const Database& db, const std::string& table, const std::string& why) {
    std::string told;
    Statement keys(db.get(), "SELECT \"table\", group_concat(\"from\", ', '), group_concat(\"to\", ', ') FROM "
                             "pragma_foreign_key_list(?1, 'main') GROUP BY id");
    keys.bind(1, table);
    while (keys.step()) {
        const std::string parent(keys.text(0));
        if (!why.ends_with("\"" + parent + "\"")) continue;
        told += (told.empty() ? "" : " or ") + ("the foreign key of " + table + " (" + std::string(keys.text(1)) +
                                                ") to " + parent + " (" + std::string(keys.text(2)) + ")");
    }
    return told.empty() ? why : told + " would point to columns that are not there, or not unique";
}

} // namespace

void Integrity::read_foreign_keys(const Database& db) {
    // One query over all tables; a key that refers to no unique column fails it as a whole, then it goes table by
    // table.
    const auto read = [&](Statement& s) {
        Statement columns(db.get(), "SELECT \"from\", \"to\" FROM pragma_foreign_key_list(?1, 'main') WHERE id = ?2");
        while (s.step()) {
            Violations v{std::string(s.text(0)), std::string(s.text(1)), {}, s.integer(3)};
            auto key = quote(v.table) + quote(v.parent);
            columns.reset();
            columns.bind(1, v.table);
            sqlite3_bind_int64(columns.get(), 2, s.integer(2));
            while (columns.step()) {
                key += quote(columns.text(0)) + quote(columns.text(1));
                if (v.column.empty()) v.column = columns.text(0);
            }
            auto& all = violations_[key.str()];
            v.rows += all.rows;
            all = std::move(v);
        }
    };
    const Words group(" GROUP BY 1, 2, 3");
    const SqlText select("SELECT \"table\", parent, fkid, count(*) FROM ");
    try {
        Statement s(db.get(), select + "pragma_foreign_key_check" + group);
        read(s);
        return;
    } catch (const kit::Error& e) {
        if (e.status != SCHEMAD_E_FOREIGN_KEY) throw;
        violations_.clear();
    }
    std::vector<std::string> tables;
    Statement list(db.get(), "SELECT DISTINCT m.name FROM main.sqlite_master m CROSS JOIN "
                             "pragma_foreign_key_list(m.name, 'main') f WHERE m.type = 'table' AND m.rootpage > 0");
    while (list.step()) tables.emplace_back(list.text(0));
    for (const auto& table : tables) {
        try {
            Statement s(db.get(), select + "pragma_foreign_key_check(?)" + group);
            s.bind(1, table);
            read(s);
        } catch (const kit::Error& e) {
            if (e.status != SCHEMAD_E_FOREIGN_KEY) throw;
            mismatched_.emplace(table, mismatch(db, table, e.what()));
        }
    }
}

void Integrity::read_views(const Database& db) {
    Statement s(db.get(), "SELECT name FROM main.sqlite_master WHERE type = 'view'");
    while (s.step()) {
        const std::string name(s.text(0));
        if (auto why = db.complaint("SELECT * FROM " + quote(name) + " LIMIT 0")) views_.emplace(name, *why);
    }
}

void Integrity::read_triggers(const Database& db) {
    std::map<std::pair<std::string, std::string>, std::string> fired; // table and event to the names
    Statement s(db.get(), "SELECT tbl_name, name, sql FROM main.sqlite_master WHERE type = 'trigger'");
    while (s.step()) {
        auto& names = fired[{std::string(s.text(0)), event_of(s.text(2))}];
        names += (names.empty() ? "" : ", ") + std::string(s.text(1));
    }
    for (const auto& [place, names] : fired)
        if (auto why = db.complaint(statement_that_fires(db, place.second, place.first)))
            triggers_.emplace(names, *why);
}

void Integrity::check_no_worse(const Database& db) const {
    const Integrity now(db);
    for (const auto& [table, why] : now.mismatched_)
        if (!mismatched_.contains(table)) throw kit::Error(SCHEMAD_E_INVALID, why, table);
    for (const auto& [key, v] : now.violations_) {
        const auto old = violations_.find(key);
        const auto known = old == violations_.end() ? 0 : old->second.rows;
        if (v.rows > known)
            throw kit::Error(SCHEMAD_E_FOREIGN_KEY,
                             std::to_string(v.rows - known) + " rows of " + v.table + " refer to rows missing in " +
                                 v.parent,
                             v.table, v.column);
    }
    for (const auto& [name, why] : now.views_)
        if (!views_.contains(name))
            throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the view " + name + " would no longer work: " + why, name);
    for (const auto& [names, why] : now.triggers_)
        if (!triggers_.contains(names))
            throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the trigger " + names + " would no longer work: " + why);
}

} // namespace schemad::sqlite
