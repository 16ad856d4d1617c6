// SPDX-License-Identifier: Apache-2.0
#include "engine/store/text_parts.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "engine/database/cells.hpp"
#include "engine/database/joined_rows.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/store/row_sql.hpp"

namespace schemad::store {

namespace {

constexpr std::size_t part_bytes = 60'000; // a text column of MySQL holds 65,535
constexpr std::size_t parts_at_once = 16;

schemad_value parameter(const TextParts::Owner& owner) {
    return std::visit([](const auto& value) { return value_of(value); }, owner);
}

std::string in_key(const TextParts::Owner& owner) {
    if (const auto* number = std::get_if<std::int64_t>(&owner)) return std::to_string(*number);
    return std::string{std::get<std::string_view>(owner)};
}

} // namespace

TextParts::TextParts(Connection& connection, const model::MetaTable& table)
    : connection_(connection), table_(table), name_(connection.vendor().quoted(table.name)),
      owner_(connection.vendor().quoted(table.columns[1].name)) {}

void TextParts::add(Owner owner, const std::vector<KindOfText>& texts) {
    struct Part {
        std::string key;
        std::string_view kind, content;
        std::int64_t number;
    };
    std::vector<Part> parts;
    for (const auto& [kind, text] : texts)
        for (std::size_t at = 0, number = 0; at < text.size(); at += part_bytes, ++number)
            parts.push_back({in_key(owner) + ':' + std::string{kind} + ':' + std::to_string(number), kind,
                             text.substr(at, part_bytes), static_cast<std::int64_t>(number)});
    const auto at_once = database::joined_rows(
        connection_.vendor(),
        std::clamp<std::size_t>(database::joined_bytes(connection_) / part_bytes, 1, parts_at_once));
    for (std::size_t first = 0; first < parts.size(); first += at_once) {
        const auto rows = std::min(at_once, parts.size() - first);
        std::vector<schemad_value> params;
        for (const auto& part : std::span(parts).subspan(first, rows))
            params.insert(params.end(), {value_of(std::string_view{part.key}), parameter(owner), value_of(part.kind),
                                         value_of(part.number), value_of(part.content)});
        write_rows(connection_, table_, insert_into(connection_.vendor(), table_, table_.columns.size(), rows), params,
                   rows);
    }
}

std::optional<std::string> TextParts::text(Owner owner, std::string_view kind) {
    const auto& vendor = connection_.vendor();
    const auto rows =
        connection_.query("select " + vendor.quoted("content") + " from " + name_ + " where " + owner_ + " = ? and " +
                              vendor.quoted("kind") + " = ? order by " + vendor.quoted("part"),
                          std::vector<schemad_value>{parameter(owner), value_of(kind)});
    if (rows->row_count == 0) return std::nullopt;
    std::string all;
    for (const auto cells : database::CellRows(*rows, 1)) all += database::text_at(cells[0]);
    return all;
}

void TextParts::drop(Owner owner, std::string_view kind) {
    const auto& vendor = connection_.vendor();
    auto sql = "delete from " + name_ + " where " + owner_ + " = ?";
    std::vector<schemad_value> params{parameter(owner)};
    if (!kind.empty()) {
        sql += " and " + vendor.quoted("kind") + " = ?";
        params.push_back(value_of(kind));
    }
    connection_.execute(sql, params);
}

void write_rows(Connection& connection, const model::MetaTable& table, const sql::SqlText& sql,
                const std::vector<schemad_value>& params, std::size_t rows) {
    const auto written = connection.execute(sql, params);
    if (written >= 0 && static_cast<std::size_t>(written) != rows)
        throw OwnTableFault(ErrorCode::conflict, table, "it did not keep what was written into it");
}

} // namespace schemad::store
