// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/scratch.hpp"

#include <algorithm>
#include <charconv>
#include <random>
#include <vector>

#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

namespace {

constexpr std::string_view prefix = "schemad_scratch_";
constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t random_digits = 16;
constexpr std::int64_t old_after_seconds = 3600;

using sql::SqlText;
using sql::Words;

SqlText quoted(std::string_view name) { return sql::quote(name, '`'); }
SqlText literal(std::string_view text) { return sql::text_literal(text, sql::LiteralStyle::mysql); }

using Row = std::vector<std::string>; // of what is never null
std::vector<Row> rows_of(Wire& wire, const SqlText& sql, std::chrono::milliseconds allowed) {
    std::vector<Row> all;
    const Result rows = wire.run(sql, allowed);
    while (MYSQL_ROW row = rows ? wire.next(rows.get()) : nullptr) {
        const unsigned long* sizes = mysql_fetch_lengths(rows.get());
        auto& one = all.emplace_back();
        for (unsigned i = 0; i < mysql_num_fields(rows.get()); ++i)
            one.push_back(row[i] ? std::string(row[i], sizes[i]) : std::string());
    }
    return all;
}

std::int64_t seconds_of(Wire& wire, std::chrono::milliseconds allowed) {
    const auto rows = rows_of(wire, SqlText("SELECT UNIX_TIMESTAMP()"), allowed);
    std::int64_t now = 0;
    if (rows.size() == 1) std::from_chars(rows[0][0].data(), rows[0][0].data() + rows[0][0].size(), now);
    if (now <= 0) throw kit::Error(SCHEMAD_E_INTERNAL, "the server tells no time");
    return now;
}

// Runs it; what fails says what it was about.
template <class F> void making(const std::string& what, F&& run) {
    try {
        run();
    } catch (const kit::Error& e) {
        if (e.status == SCHEMAD_E_CONNECTION || e.status == SCHEMAD_E_CANCELLED) throw;
        const char* needed = e.status == SCHEMAD_E_PERMISSION
                                 ? "; a scratch needs all privileges on databases of its own (GRANT ALL ON "
                                   "`schemad\\_scratch\\_%`.* TO this user)"
                                 : "";
        throw kit::Error(e.status, what + ": " + e.what() + needed);
    }
}

} // namespace

std::int64_t made_at(std::string_view database) noexcept {
    if (!database.starts_with(prefix)) return 0;
    database.remove_prefix(prefix.size());
    std::int64_t seconds = 0;
    const auto* end = database.data() + database.size();
    const auto [at, error] = std::from_chars(database.data(), end, seconds);
    if (error != std::errc{} || seconds <= 0 || end - at != static_cast<std::ptrdiff_t>(random_digits) + 1 ||
        *at != '_')
        return 0;
    const bool ours = std::all_of(at + 1, end, [](char c) { return digits.find(c) != std::string_view::npos; });
    return ours ? seconds : 0;
}

void remove_old_scratches(Wire& wire, std::chrono::milliseconds allowed) {
    const auto found = rows_of(wire,
                               SqlText("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE "
                                       "'schemad\\_scratch\\_%'"),
                               allowed);
    if (found.empty()) return;
    const auto now = seconds_of(wire, allowed);
    for (const auto& row : found) {
        const auto made = made_at(row[0]);
        if (made == 0 || now - made <= old_after_seconds) continue;
        try {
            wire.execute("DROP DATABASE IF EXISTS " + quoted(row[0]), allowed);
        } catch (const kit::Error& e) {
            if (e.status != SCHEMAD_E_PERMISSION) throw; // else it is another user's, who will
        }
    }
}

std::string scratch_name(Wire& wire, std::chrono::milliseconds allowed) {
    std::random_device source;
    auto name = std::string(prefix) + std::to_string(seconds_of(wire, allowed)) + "_";
    for (std::size_t i = 0; i < random_digits; ++i) name += digits[source() & 15u];
    return name;
}

void fill_scratch(Wire& wire, const std::string& database, const std::string& scratch,
                  std::span<const std::string_view> with_rows, std::chrono::milliseconds allowed,
                  const std::function<void()>& keep_awake) {
    const auto run = [&](const SqlText& sql) { wire.execute(sql, allowed); };
    const auto ask = [&](const SqlText& sql) { return rows_of(wire, sql, allowed); };
    const auto defaults = ask(SqlText("SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM "
                                      "information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()"));
    making("the scratch's database", [&] {
        run("CREATE DATABASE " + quoted(scratch) +
            (defaults.empty()
                 ? SqlText()
                 : " CHARACTER SET " + sql::word(defaults[0][0]) + " COLLATE " + sql::word(defaults[0][1])));
        run("USE " + quoted(scratch));
    });
    run(SqlText("SET SESSION foreign_key_checks = 0, sql_quote_show_create = 1"));
    for (const auto& row :
         ask("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + literal(database) +
             " AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1")) {
        keep_awake();
        const auto& table = row[0];
        making("the table " + table, [&] {
            const auto definition = ask("SHOW CREATE TABLE " + quoted(database) + "." + quoted(table));
            if (definition.size() != 1 || definition[0].size() < 2)
                throw kit::Error(SCHEMAD_E_NOT_FOUND, "it has no definition");
            run(sql::CatalogText::printed(definition[0][1]));
            if (std::find(with_rows.begin(), with_rows.end(), table) == with_rows.end()) return;
            SqlText columns;
            for (const auto& column :
                 ask("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = " + literal(database) +
                     " AND TABLE_NAME = " + literal(table) +
                     " AND EXTRA NOT LIKE '%VIRTUAL%' AND EXTRA NOT LIKE '%STORED%' AND EXTRA NOT LIKE '%PERSISTENT%' "
                     "ORDER BY ORDINAL_POSITION"))
                columns += (columns.empty() ? Words("") : Words(", ")) + quoted(column[0]);
            run("INSERT INTO " + quoted(scratch) + "." + quoted(table) + " (" + columns + ") SELECT " + columns +
                " FROM " + quoted(database) + "." + quoted(table));
        });
    }
    run(SqlText("SET SESSION foreign_key_checks = 1"));
}

void drop_scratch(Wire& wire, const Options& options, const std::string& scratch) noexcept {
    const auto sql = "DROP DATABASE IF EXISTS " + quoted(scratch);
    try {
        if (!wire.lost()) {
            wire.execute(sql, std::chrono::milliseconds{0});
            return;
        }
    } catch (...) { // tried again
    }
    try {
        Wire(options).execute(sql, std::chrono::milliseconds{0});
    } catch (...) { // nobody is there: the next scratch finds it, an hour later
    }
}

} // namespace schemad::mysql
