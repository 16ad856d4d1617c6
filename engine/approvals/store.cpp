// SPDX-License-Identifier: Apache-2.0
#include "engine/approvals/store.hpp"

#include <algorithm>

#include "engine/database/cells.hpp"
#include "engine/formats/ascii_text.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/create_tables.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/store/row_sql.hpp"
#include "engine/text/utc.hpp"

namespace schemad::approvals {

namespace {

constexpr std::int64_t kept_seconds = 30 * 24 * 3600; // after it is over
constexpr std::size_t max_plans = 200;
constexpr std::size_t max_text_bytes = 16u << 20;
constexpr std::string_view payload_kind = "payload", document_kind = "document";

// A row as its table has it; what is somebody's text is kept as ASCII.
struct Cells {
    explicit Cells(const StoredPlan& plan)
        : losses(formats::escaped(plan.losses)), by(formats::escaped(plan.by)), decider(formats::escaped(plan.decider)),
          ender(formats::escaped(plan.ender)), values{value_of(std::string_view{plan.id}),
                                                      value_of(name_of(plan.state)),
                                                      value_of(std::string_view{plan.hash}),
                                                      value_of(plan.steps),
                                                      value_of(std::string_view{plan.stored}),
                                                      value_of(std::string_view{by}),
                                                      value_of(plan.expires),
                                                      value_of(std::string_view{plan.decided}),
                                                      value_of(std::string_view{decider}),
                                                      value_of(std::string_view{plan.ended}),
                                                      value_of(std::string_view{ender}),
                                                      value_of(std::string_view{losses})} {}
    Cells(const Cells&) = delete;
    Cells& operator=(const Cells&) = delete;

    std::string losses, by, decider, ender;
    std::vector<schemad_value> values; // borrow
};

} // namespace

bool exists(const schemad_catalog& catalog) {
    return store::exists(catalog, model::plan_table()) && store::exists(catalog, model::plan_part_table());
}

void require(Connection& connection, const schemad_catalog& catalog) {
    store::require(connection, catalog, model::plan_table());
    store::require(connection, catalog, model::plan_part_table());
}

Store::Store(Connection& connection)
    : connection_(connection), table_(connection.vendor().quoted(model::plan_table().name)),
      parts_(connection, model::plan_part_table()) {}

std::vector<StoredPlan> Store::read(const sql::SqlText& sql, const std::vector<schemad_value>& params) {
    using database::number_at;
    using database::text_at;
    const auto& columns = model::plan_table().columns;
    const auto rows =
        connection_.query("select " + store::column_list(connection_.vendor(), model::plan_table(), columns.size()) +
                              " from " + table_ + sql,
                          params);
    std::vector<StoredPlan> found;
    for (const auto cells : database::CellRows(*rows, columns.size())) {
        StoredPlan one;
        one.id = text_at(cells[0]);
        one.state = state_named(text_at(cells[1]));
        one.hash = text_at(cells[2]);
        one.steps = number_at(cells[3]);
        one.stored = text_at(cells[4]);
        one.by = formats::unescaped(text_at(cells[5]));
        one.expires = number_at(cells[6]);
        one.decided = text_at(cells[7]);
        one.decider = formats::unescaped(text_at(cells[8]));
        one.ended = text_at(cells[9]);
        one.ender = formats::unescaped(text_at(cells[10]));
        one.losses = formats::unescaped(text_at(cells[11]));
        found.push_back(std::move(one));
    }
    return found;
}

std::vector<StoredPlan> Store::all() {
    auto found = read({}, {});
    std::sort(found.begin(), found.end(), [](const StoredPlan& a, const StoredPlan& b) {
        return a.stored != b.stored ? a.stored > b.stored : a.id < b.id;
    });
    return found;
}

std::optional<StoredPlan> Store::find(std::string_view id) {
    auto found = read(" where " + connection_.vendor().quoted(model::plan_table().id) + " = ?", {value_of(id)});
    if (found.empty() || found.front().id != id) return std::nullopt; // a database may not care for case
    return std::move(found.front());
}

Texts Store::texts(std::string_view id) { return {parts_.text(id, payload_kind), parts_.text(id, document_kind)}; }

void Store::put(const StoredPlan& plan, const Texts& texts) {
    drop(plan.id);
    make_room(text::seconds_now());
    const Cells cells(plan);
    store::write_rows(connection_, model::plan_table(),
                      store::insert_into(connection_.vendor(), model::plan_table(), cells.values.size(), 1),
                      cells.values, 1);
    std::vector<store::TextParts::KindOfText> parts;
    std::size_t size = 0;
    const auto add = [&](std::string_view kind, const std::optional<std::string>& text) {
        if (!text || size + text->size() > max_text_bytes) return;
        size += text->size();
        parts.emplace_back(kind, *text);
    };
    add(payload_kind, texts.payload), add(document_kind, texts.document);
    parts_.add(std::string_view{plan.id}, parts);
}

void Store::change(const StoredPlan& plan) {
    const auto& vendor = connection_.vendor();
    const auto& columns = model::plan_table().columns;
    const Cells cells(plan);
    auto sql = "update " + table_ + " set ";
    std::vector<schemad_value> params;
    for (std::size_t i = 1; i < columns.size(); ++i) {
        if (i > 1) sql += ", ";
        sql += vendor.quoted(columns[i].name) + " = ?";
        params.push_back(cells.values[i]);
    }
    sql += " where " + vendor.quoted(columns[0].name) + " = ?";
    params.push_back(cells.values[0]);
    connection_.execute(sql, params);
    const auto now = find(plan.id); // the count of an update means something else on each database
    if (!now || now->state != plan.state || now->expires != plan.expires)
        throw store::OwnTableFault(ErrorCode::conflict, model::plan_table(),
                                   "it did not keep what was written into it");
}

void Store::drop(std::string_view id) {
    parts_.drop(id);
    connection_.execute("delete from " + table_ + " where " + connection_.vendor().quoted(model::plan_table().id) +
                            " = ?",
                        std::vector<schemad_value>{value_of(id)});
}

// Who waits goes before who was approved, and the oldest first.
void Store::make_room(std::int64_t now) {
    auto plans = all();
    std::stable_partition(plans.begin(), plans.end(), [&](const StoredPlan& plan) { return plan.lets_through(now); });
    for (std::size_t i = 0; i < plans.size(); ++i)
        if (i + 1 >= max_plans || plans[i].expires + kept_seconds <= now) drop(plans[i].id);
}

} // namespace schemad::approvals
