// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot/meta_rows.hpp"

#include <algorithm>
#include <charconv>

#include "engine/database/cells.hpp"
#include "engine/database/table_there.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "engine/model/field_types.hpp"
#include "engine/snapshot/clean_text.hpp"

namespace schemad::snapshot {

namespace {

namespace json = boost::json;
using model::Cast;

enum class Sorting { objects, objects_and_lists, none };

json::value parsed(std::string_view text, Sorting sorting, const json::storage_ptr& storage) {
    try {
        auto value = formats::read_json(text, formats::Limits{}, false, storage);
        if (sorting == Sorting::objects) js::sort_deep(value);
        if (sorting == Sorting::objects_and_lists) js::sort_with_lists(value);
        return value;
    } catch (const formats::ParseError&) { return json::value(text, storage); } // text that is no JSON stays text
}

json::value list_of(std::string_view text, Sorting sorting, const json::storage_ptr& storage) {
    json::array list(storage);
    for (std::size_t at = 0; !text.empty() && at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        list.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    json::value value(std::move(list));
    if (sorting == Sorting::objects_and_lists) js::sort_with_lists(value);
    return value;
}

json::value boolean_of(const schemad_value& cell) {
    switch (cell.kind) {
    case SCHEMAD_INT64:
    case SCHEMAD_BOOL: return cell.as.integer != 0;
    case SCHEMAD_DOUBLE: return cell.as.real != 0;
    case SCHEMAD_TEXT: {
        const auto text = view(cell.as.text);
        if (text.empty()) return nullptr;
        return text == "1" || text == "true" || text == "t";
    }
    default: return nullptr;
    }
}

json::value value_of_cell(const schemad_value& cell, Cast cast, Sorting sorting, const json::storage_ptr& storage) {
    if (cell.kind == SCHEMAD_NULL) return json::value(nullptr, storage);
    if (cast == Cast::boolean) return boolean_of(cell);
    switch (cell.kind) {
    case SCHEMAD_INT64: return cell.as.integer;
    case SCHEMAD_DOUBLE: return cell.as.real;
    case SCHEMAD_BOOL: return cell.as.integer != 0;
    default: {
        const CleanText clean(view(cell.as.text));
        const std::string_view text = clean;
        if (cast == Cast::json) return parsed(text, sorting, storage);
        if (cast == Cast::csv) return list_of(text, sorting, storage);
        return json::value(text, storage);
    }
    }
}

struct Layout {
    struct Column {
        std::string_view name;
        std::size_t index;
        Cast cast;
    };
    std::vector<Column> sorted, as_stored; // without id
    std::size_t collection = SIZE_MAX, field = SIZE_MAX, id = SIZE_MAX, special = SIZE_MAX;
};

Layout layout_of(const schemad_rows& rows, const model::MetaTable& table) {
    Layout layout;
    for (std::size_t i = 0; i < rows.column_count; ++i) {
        const auto name = view(rows.column_names[i]);
        if (name == "collection" || name == "many_collection") layout.collection = i;
        if (name == "field" || name == "many_field") layout.field = i;
        if (name == "special") layout.special = i;
        if (name == "id") layout.id = i;
        if (name != "id" || table.id != "id") layout.sorted.push_back({name, i, model::cast_of(table, name)});
    }
    for (const auto& column : layout.sorted)
        if (std::none_of(layout.as_stored.begin(), layout.as_stored.end(),
                         [&](const auto& one) { return one.name == column.name; }))
            layout.as_stored.push_back(column);
    std::sort(layout.sorted.begin(), layout.sorted.end(),
              [](const auto& a, const auto& b) { return js::compare(a.name, b.name) < 0; });
    const auto again = std::unique(layout.sorted.begin(), layout.sorted.end(),
                                   [](const auto& a, const auto& b) { return a.name == b.name; });
    layout.sorted.erase(again, layout.sorted.end()); // a member has one value, whatever a plugin answers
    return layout;
}

std::string_view text_at(const schemad_value* row, std::size_t index) {
    return index != SIZE_MAX && row[index].kind == SCHEMAD_TEXT ? view(row[index].as.text) : std::string_view{};
}

std::int64_t integer_at(const schemad_value* row, std::size_t index) {
    if (index == SIZE_MAX) return 0;
    if (row[index].kind == SCHEMAD_INT64) return row[index].as.integer;
    std::int64_t number = 0;
    const auto text = text_at(row, index);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

bool is_alias(const MetaRow& row) {
    return row.special && std::any_of(row.special->begin(), row.special->end(), model::is_alias_type);
}

MetaRows read_meta_rows(Connection& connection, const model::MetaTable& table, const model::Dialect& dialect,
                        json::storage_ptr storage) {
    MetaRows result;
    try {
        result.rows = connection.query("select * from " + connection.vendor().quoted(table.name));
    } catch (const VendorError& error) {
        if (error.status == SCHEMAD_E_PERMISSION && error.table.empty()) { // its words are not for everybody
            auto of_table = error;
            of_table.table = table.name;
            throw of_table;
        }
        // a view that is there can still ask for a table that is not
        if (!database::are_missing(connection, error, {table.name})) throw;
        const auto reason = "The database has no table " + std::string{table.name} + "; run \"schemad init\"";
        throw RequestError(ErrorCode::service_unavailable, "Service \"project\" is unavailable. " + reason + ".",
                           {{"service", "project"}, {"reason", reason}});
    }
    const auto& rows = *result.rows;
    const auto layout = layout_of(rows, table);
    for (std::size_t i = 0; i < rows.column_count; ++i) result.columns.emplace_back(view(rows.column_names[i]));
    const database::CellRows found(rows, 1);
    const auto sorting = dialect->sorts_lists ? Sorting::objects_and_lists : Sorting::objects;
    const auto blank_of = [&](const std::vector<Layout::Column>& columns) {
        json::object blank(storage); // a copy has its keys without another look at each
        for (const auto& column : columns) blank.emplace(column.name, nullptr);
        return blank;
    };
    const auto blank = blank_of(layout.sorted), raw_blank = blank_of(layout.as_stored);
    result.list.reserve(rows.row_count);
    for (std::size_t r = 0; r < rows.row_count; ++r) {
        const auto* row = found[r].data();
        MetaRow meta{text_at(row, layout.collection), text_at(row, layout.field),
                     integer_at(row, layout.id),      {},
                     json::object(storage),           row};
        if (layout.special != SIZE_MAX && row[layout.special].kind == SCHEMAD_TEXT) {
            auto& special = meta.special.emplace();
            for (std::string_view rest = text_at(row, layout.special); !rest.empty();) {
                const auto end = std::min(rest.find(','), rest.size());
                special.emplace_back(rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        const bool raw = dialect.raw_alias_meta() && is_alias(meta);
        meta.meta = raw ? raw_blank : blank;
        auto member = meta.meta.begin();
        for (const auto& column : raw ? layout.as_stored : layout.sorted)
            (member++)->value() = value_of_cell(row[column.index], column.cast, raw ? Sorting::none : sorting, storage);
        result.list.push_back(std::move(meta));
    }
    return result;
}

} // namespace schemad::snapshot
