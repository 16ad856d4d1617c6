// SPDX-License-Identifier: Apache-2.0
#include "engine/history/store.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "engine/database/cells.hpp"
#include "engine/database/joined_rows.hpp"
#include "engine/database/trusted_sql.hpp"
#include "engine/error.hpp"
#include "engine/formats/ascii_text.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/create_tables.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/store/row_sql.hpp"

namespace schemad::history {

namespace json = boost::json;

namespace {

using database::CellRows;
using database::number_at;
using database::text_at;

constexpr std::size_t part_bytes = 60'000; // a text column of MySQL holds 65,535
constexpr std::size_t parts_at_once = 16;
constexpr std::int64_t last_possible = 2147483647; // of an integer column
constexpr std::string_view draft_kind = "draft";

// The number behind this entry's.
std::int64_t after(const std::optional<Entry>& newest) {
    if (!newest) return 1;
    if (newest->id < 1 || newest->id >= last_possible)
        throw RequestError(ErrorCode::conflict, "The history cannot be continued: its last entry has the number " +
                                                    std::to_string(newest->id) + ".");
    return newest->id + 1;
}

} // namespace

bool exists(const schemad_catalog& catalog) {
    return store::exists(catalog, model::history_table()) && store::exists(catalog, model::history_part_table());
}

bool exists(Connection& connection) { return exists(*connection.inspect()); }

void require(Connection& connection, const schemad_catalog& catalog) {
    store::require(connection, catalog, model::history_table());
    store::require(connection, catalog, model::history_part_table());
}

Store::Store(Connection& connection)
    : connection_(connection), table_(connection.vendor().quoted(model::history_table().name)),
      parts_(connection.vendor().quoted(model::history_part_table().name)),
      columns_(store::column_list(connection.vendor(), model::history_table(), model::history_table().columns.size())) {
}

std::vector<Entry> Store::read(const sql::SqlText& sql, const std::vector<schemad_value>& params) {
    const auto rows = connection_.query("select " + columns_ + " from " + table_ + " " + sql, params);
    std::vector<Entry> found;
    for (const auto cells : CellRows(*rows, 10)) {
        Entry one;
        one.id = number_at(cells[0]);
        one.happened = text_at(cells[1]);
        one.by = formats::unescaped(text_at(cells[2]));
        one.outcome = formats::unescaped(text_at(cells[3]));
        one.hash_before = text_at(cells[4]);
        one.hash_after = text_at(cells[5]);
        one.steps = number_at(cells[6]);
        one.digest = text_at(cells[7]);
        one.previous = text_at(cells[8]);
        one.seal = text_at(cells[9]);
        found.push_back(std::move(one));
    }
    return found;
}

std::vector<Entry> Store::page(std::int64_t above, std::size_t count) {
    const auto key = connection_.vendor().quoted("entry");
    return read("where " + key + " > ? order by " + key + " limit " +
                    database::TrustedSql::number(static_cast<std::int64_t>(count)),
                {value_of(above)});
}

std::vector<Entry> Store::newest(std::size_t count, std::size_t offset) {
    return read("order by " + connection_.vendor().quoted("entry") + " desc limit " +
                    database::TrustedSql::number(static_cast<std::int64_t>(count)) + " offset " +
                    database::TrustedSql::number(static_cast<std::int64_t>(offset)),
                {});
}

std::optional<Entry> Store::find(std::int64_t id) {
    if (id < 1 || id > last_possible) return std::nullopt;
    auto found = read("where " + connection_.vendor().quoted("entry") + " = ?", {value_of(id)});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<Entry> Store::last() {
    auto found = read("order by " + connection_.vendor().quoted("entry") + " desc limit 1", {});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::int64_t Store::next_id() { return after(last()); }

std::int64_t Store::append(Entry entry, const Texts& texts, bool texts_are_there) {
    const auto newest = last();
    entry.id = after(newest);
    entry.previous = newest ? newest->seal : std::string{};
    entry.digest = digest_of(texts);
    entry.seal = seal_of(entry);
    if (!texts_are_there) {
        drop_parts(entry.id); // a draft's
        add_parts(entry.id, listed(texts));
    }
    const auto by = formats::escaped(entry.by), outcome = formats::escaped(entry.outcome);
    const std::vector<schemad_value> row{value_of(entry.id),
                                         value_of(std::string_view{entry.happened}),
                                         value_of(std::string_view{by}),
                                         value_of(std::string_view{outcome}),
                                         value_of(std::string_view{entry.hash_before}),
                                         value_of(std::string_view{entry.hash_after}),
                                         value_of(entry.steps),
                                         value_of(std::string_view{entry.digest}),
                                         value_of(std::string_view{entry.previous}),
                                         value_of(std::string_view{entry.seal})};
    write(store::insert_into(connection_.vendor(), model::history_table(), row.size(), 1), row, 1);
    return entry.id;
}

// Of all of them together as few statements as there may be.
void Store::add_parts(std::int64_t id, const std::vector<KindOfText>& texts) {
    constexpr std::size_t columns = 5;
    struct Part {
        std::string key;
        std::string_view kind, content;
        std::int64_t number;
    };
    std::vector<Part> parts;
    for (const auto& [kind, text] : texts)
        for (std::size_t at = 0, number = 0; at < text.size(); at += part_bytes, ++number)
            parts.push_back({std::to_string(id) + ':' + std::string{kind} + ':' + std::to_string(number), kind,
                             text.substr(at, part_bytes), static_cast<std::int64_t>(number)});
    const auto at_once = std::clamp<std::size_t>(database::joined_bytes(connection_) / part_bytes, 1, parts_at_once);
    for (std::size_t first = 0; first < parts.size(); first += at_once) {
        const auto rows = std::min(at_once, parts.size() - first);
        std::vector<schemad_value> params;
        for (const auto& part : std::span(parts).subspan(first, rows))
            params.insert(params.end(), {value_of(std::string_view{part.key}), value_of(id), value_of(part.kind),
                                         value_of(part.number), value_of(part.content)});
        write(store::insert_into(connection_.vendor(), model::history_part_table(), columns, rows), params, rows);
    }
}

std::vector<Store::KindOfText> Store::listed(const Texts& texts) {
    std::vector<KindOfText> list;
    for (const auto kind : all_text_kinds)
        if (texts[kind]) list.emplace_back(name_of(kind), *texts[kind]);
    return list;
}

// A trigger or rule of somebody's may swallow a row without an error.
void Store::write(const sql::SqlText& sql, const std::vector<schemad_value>& params, std::size_t rows) {
    const auto written = connection_.execute(sql, params);
    if (written >= 0 && static_cast<std::size_t>(written) != rows)
        throw store::OwnTableFault(ErrorCode::conflict, model::history_table(),
                                   "it or its parts did not keep what was written into them");
}

void Store::drop_parts(std::int64_t id, std::string_view kind) {
    const auto& vendor = connection_.vendor();
    auto sql = "delete from " + parts_ + " where " + vendor.quoted("entry") + " = ?";
    std::vector<schemad_value> params{value_of(id)};
    if (!kind.empty()) {
        sql += " and " + vendor.quoted("kind") + " = ?";
        params.push_back(value_of(kind));
    }
    connection_.execute(sql, params);
}

std::optional<std::string> Store::text(std::int64_t id, std::string_view kind) {
    const auto& vendor = connection_.vendor();
    const auto rows = connection_.query("select " + vendor.quoted("content") + " from " + parts_ + " where " +
                                            vendor.quoted("entry") + " = ? and " + vendor.quoted("kind") +
                                            " = ? order by " + vendor.quoted("part"),
                                        std::vector<schemad_value>{value_of(id), value_of(kind)});
    if (rows->row_count == 0) return std::nullopt;
    std::string all;
    for (const auto cells : CellRows(*rows, 1)) all += text_at(cells[0]);
    return all;
}

Texts Store::texts(std::int64_t id) {
    Texts texts;
    for (const auto kind : all_text_kinds) texts[kind] = text(id, name_of(kind));
    return texts;
}

void Store::draft(const Entry& entry, const Texts& texts) {
    const auto id = next_id();
    drop_parts(id);
    const json::array facts{entry.happened, entry.by, entry.hash_before, entry.hash_after, entry.steps};
    const auto draft = formats::ascii_json(json::serialize(facts));
    auto parts = listed(texts);
    parts.emplace_back(draft_kind, draft);
    add_parts(id, parts);
}

std::optional<StoredEntry> Store::drafted() {
    const auto id = next_id();
    const auto written = text(id, draft_kind);
    if (!written) return std::nullopt;
    boost::system::error_code failed;
    const auto value = json::parse(*written, failed);
    const auto* facts = failed ? nullptr : value.if_array();
    if (!facts || facts->size() != 5 || !(*facts)[4].is_int64())
        throw store::OwnTableFault(ErrorCode::conflict, model::history_part_table(),
                                   "the draft of an entry cannot be read");
    for (std::size_t i = 0; i < 4; ++i)
        if (!(*facts)[i].is_string())
            throw store::OwnTableFault(ErrorCode::conflict, model::history_part_table(),
                                       "the draft of an entry cannot be read");
    const auto fact = [&](std::size_t i) { return std::string{std::string_view{(*facts)[i].get_string()}}; };
    StoredEntry found;
    found.entry.id = id;
    found.entry.happened = fact(0);
    found.entry.by = fact(1);
    found.entry.hash_before = fact(2);
    found.entry.hash_after = fact(3);
    found.entry.steps = (*facts)[4].get_int64();
    found.texts = texts(id);
    return found;
}

void Store::drop_draft() { drop_parts(next_id(), draft_kind); }

} // namespace schemad::history
