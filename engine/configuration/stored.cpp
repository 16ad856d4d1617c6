// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/stored.hpp"

#include <charconv>

#include "engine/configuration/values.hpp"
#include "engine/database/cells.hpp"
#include "engine/plan/undo.hpp"

namespace schemad::configuration {

namespace {

constexpr std::size_t at_once = 500; // keys in one question

// A key as the column's own type: a database that is strict compares numbers with numbers.
plan::Param param_of(const Column& column, const std::string& key) {
    if (column.holds != Holds::integer && column.holds != Holds::big_integer) return key;
    std::int64_t number = 0;
    std::from_chars(key.data(), key.data() + key.size(), number);
    return number;
}

bool can_be_asked(const Column& column, const std::string& key) {
    if (column.holds == Holds::uuid) return is_uuid(key);
    if (column.holds != Holds::integer && column.holds != Holds::big_integer) return true;
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), number);
    const bool fits = column.holds == Holds::big_integer || (number >= INT32_MIN && number <= INT32_MAX);
    return problem == std::errc{} && end == key.data() + key.size() && fits;
}

sql::SqlText marks(std::size_t count) {
    sql::SqlText list("?");
    for (std::size_t i = 1; i < count; ++i) list += ", ?";
    return list;
}

schemad_value borrowed(const plan::Param& param) {
    if (const auto* number = std::get_if<std::int64_t>(&param)) return value_of(*number);
    return value_of(std::string_view{std::get<std::string>(param)});
}

// Of so many values at once what ask(sql, params) does: "column in (?, ?)".
template <class Ask> void in_parts(const sql::SqlText& column, const std::vector<plan::Param>& values, Ask&& ask) {
    for (std::size_t at = 0; at < values.size(); at += at_once) {
        const auto count = std::min(at_once, values.size() - at);
        std::vector<schemad_value> params;
        for (std::size_t i = 0; i < count; ++i) params.push_back(borrowed(values[at + i]));
        ask(column + " in (" + marks(count) + ")", params);
    }
}

} // namespace

const Row* Stored::take(const Table& table, const schemad_value* cells) {
    auto row = std::make_unique<Row>();
    row->table = &table;
    row->cells.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) row->cells.push_back(plan::param_of(cells[i]));
    const auto& key = table.columns[table.key_at];
    row->key = key_text(key, decoded(key, row->key_cell()));
    auto& rows = known_[&table].rows;
    return rows.emplace(row->key, std::move(row)).first->second.get();
}

std::vector<const Row*> Stored::read(const Table& table, std::string_view column, const std::set<std::string>& values) {
    const auto q = [&](std::string_view name) { return connection_.vendor().quoted(name); };
    sql::SqlText columns;
    for (const auto& one : table.columns) {
        if (!columns.empty()) columns += ", ";
        columns += q(one.name);
    }
    const auto select = "select " + columns + " from " + q(table.name);
    const auto order = " order by " + q(table.key);
    std::vector<const Row*> found;
    const auto take_all = [&](const sql::SqlText& sql, const std::vector<schemad_value>& params) {
        const auto rows = connection_.query(sql, params);
        for (const auto row : database::CellRows(*rows, table.columns.size())) found.push_back(take(table, row.data()));
    };
    if (column.empty()) {
        take_all(select + order, {});
        return found;
    }
    std::vector<plan::Param> params;
    const auto* asked = table.column(column);
    for (const auto& value : values)
        if (asked && can_be_asked(*asked, value)) params.push_back(param_of(*asked, value));
    in_parts(q(column), params,
             [&](const sql::SqlText& where, const auto& some) { take_all(select + " where " + where + order, some); });
    return found;
}

void Stored::look_for(const Table& table, const std::set<std::string>& keys) {
    auto& known = known_[&table];
    if (known.whole) return;
    std::set<std::string> open;
    for (const auto& key : keys)
        if (known.asked.insert(key).second && !known.rows.contains(key)) open.insert(key);
    if (!open.empty()) read(table, table.key, open);
}

const Row* Stored::find(const Table& table, const std::string& key) {
    look_for(table, {key});
    const auto& rows = known_[&table].rows;
    const auto found = rows.find(key);
    return found == rows.end() ? nullptr : found->second.get();
}

const std::vector<const Row*>& Stored::all(const Table& table) {
    auto& known = known_[&table];
    if (!known.whole) {
        known.in_order = read(table, {}, {});
        known.whole = true;
    }
    return known.in_order;
}

std::vector<const Row*> Stored::pointing(const Table& table, std::string_view column,
                                         const std::set<std::string>& keys) {
    if (keys.empty()) return {};
    return read(table, column, keys);
}

std::int64_t Stored::count_pointing(std::string_view table, std::string_view column,
                                    const std::set<std::string>& keys) {
    const auto q = [&](std::string_view name) { return connection_.vendor().quoted(name); };
    const std::vector<plan::Param> params(keys.begin(), keys.end());
    std::int64_t count = 0;
    in_parts(q(column), params, [&](const sql::SqlText& where, const auto& some) {
        const auto rows = connection_.query("select count(*) from " + q(table) + " where " + where, some);
        const database::CellRows found(*rows, 1);
        if (!found.empty()) count += database::number_at(found[0][0]);
    });
    return count;
}

} // namespace schemad::configuration
