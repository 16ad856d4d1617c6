// SPDX-License-Identifier: Apache-2.0
#include "engine/history/store.hpp"

#include <boost/json.hpp>

#include "engine/database/cells.hpp"
#include "engine/database/page.hpp"
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
      parts_(connection, model::history_part_table()),
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
    return read("where " + key + " > ? order by " + key + database::page_of(connection_.vendor(), count),
                {value_of(above)});
}

std::vector<Entry> Store::newest(std::size_t count, std::size_t offset) {
    return read("order by " + connection_.vendor().quoted("entry") + " desc" +
                    database::page_of(connection_.vendor(), count, offset),
                {});
}

std::optional<Entry> Store::find(std::int64_t id) {
    if (id < 1 || id > last_possible) return std::nullopt;
    auto found = read("where " + connection_.vendor().quoted("entry") + " = ?", {value_of(id)});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<Entry> Store::last() {
    auto found = newest(1, 0);
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
        parts_.drop(entry.id); // a draft's
        parts_.add(entry.id, listed(texts));
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
    store::write_rows(connection_, model::history_table(),
                      store::insert_into(connection_.vendor(), model::history_table(), row.size(), 1), row, 1);
    return entry.id;
}

std::vector<store::TextParts::KindOfText> Store::listed(const Texts& texts) {
    std::vector<store::TextParts::KindOfText> list;
    for (const auto kind : all_text_kinds)
        if (texts[kind]) list.emplace_back(name_of(kind), *texts[kind]);
    return list;
}

Texts Store::texts(std::int64_t id) {
    Texts texts;
    for (const auto kind : all_text_kinds) texts[kind] = parts_.text(id, name_of(kind));
    return texts;
}

void Store::draft(const Entry& entry, const Texts& texts) {
    const auto id = next_id();
    parts_.drop(id);
    const json::array facts{entry.happened, entry.by, entry.hash_before, entry.hash_after, entry.steps};
    const auto draft = formats::ascii_json(json::serialize(facts));
    auto parts = listed(texts);
    parts.emplace_back(draft_kind, draft);
    parts_.add(id, parts);
}

std::optional<StoredEntry> Store::drafted() {
    const auto id = next_id();
    const auto written = parts_.text(id, draft_kind);
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

void Store::drop_draft() { parts_.drop(next_id(), draft_kind); }

} // namespace schemad::history
