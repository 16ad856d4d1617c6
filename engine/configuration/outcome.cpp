// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/configuration/merge.hpp"

namespace schemad::configuration {

namespace {

using Does = Change::Does;

json::value key_value(const Change& change) {
    const auto& key = change.table->columns[change.table->key_at];
    if (change.row) return decoded(key, change.row->key_cell());
    if (const auto* stated = change.cell(key.name)) return stated->value;
    if (key.holds == Holds::integer || key.holds == Holds::big_integer) {
        if (change.key.empty()) return nullptr;
        return static_cast<std::int64_t>(std::stoll(change.key));
    }
    return json::value(change.key);
}

const plan::Param& cell_of(const Row& row, const Column& column) {
    return row.cells[static_cast<std::size_t>(&column - row.table->columns.data())];
}

bool is_as_stated(const Change& change, const Row& row) {
    return std::all_of(change.cells.begin(), change.cells.end(),
                       [&](const Cell& cell) { return same(*cell.column, cell_of(row, *cell.column), cell.value); });
}

// What leads back to exactly that: a number that JSON's readers would round goes as its digits.
json::value kept_value(const Column& column, const plan::Param& stored) {
    constexpr std::int64_t most = std::int64_t{1} << 53;
    const auto* whole = std::get_if<std::int64_t>(&stored);
    if (whole && column.holds == Holds::boolean && *whole != 0 && *whole != 1) return *whole; // of several bits
    const auto* text = std::get_if<std::string>(&stored);
    const bool bits = text && column.holds == Holds::boolean && text->find_first_not_of("0123456789") == text->npos &&
                      *text != "0" && *text != "1"; // nothing takes them back: refused, not another value
    if (bits || (text && column.holds == Holds::decimal)) return json::value(*text);
    if (const auto* real = std::get_if<double>(&stored); real && !std::isfinite(*real))
        return json::value(std::isnan(*real) ? "NaN" : *real > 0 ? "Infinity" : "-Infinity");
    auto value = decoded(column, stored);
    if (value.is_int64() && (value.get_int64() > most || value.get_int64() < -most))
        return json::value(std::to_string(value.get_int64()));
    return value;
}

[[noreturn]] void refuse(const Change& change, std::string_view field, const char* how) {
    throw fault(change.where(), field,
                std::string{how} + " afterwards: a diff of the same apply, or the database itself, changes it as well");
}

// The rows that were not there before, in the order of their numbers, which is that of their making.
void find_new_keys(Changes& changes, Stored& before, Stored& now) {
    std::map<const Table*, std::vector<const Row*>> fresh;
    for (auto& change : changes.all) {
        if (change.does != Does::create || !change.key.empty()) continue;
        auto [at, first] = fresh.emplace(change.table, std::vector<const Row*>{});
        if (first) {
            std::set<std::string> known;
            for (const auto* row : before.all(*change.table)) known.insert(row->key);
            for (const auto* row : now.all(*change.table))
                if (!known.contains(row->key) && !changes.find(*change.table, row->key)) at->second.push_back(row);
        }
        auto& rows = at->second;
        const auto found =
            std::find_if(rows.begin(), rows.end(), [&](const Row* row) { return is_as_stated(change, *row); });
        if (found == rows.end()) refuse(change, {}, "is not there as it was stated");
        change.key = (*found)->key;
        rows.erase(found);
    }
}

json::array keys_of(const std::vector<const Change*>& list) {
    json::array keys;
    for (const auto* change : list) keys.push_back(key_value(*change));
    return keys;
}

} // namespace

void look_at(Changes& changes, Stored& before, Connection& connection, bool before_losses) {
    Stored now(connection);
    std::map<const Table*, std::set<std::string>> asked;
    for (const auto& change : changes.all)
        if (change.does != Does::nothing && !change.key.empty()) asked[change.table].insert(change.key);
    for (const auto& [table, keys] : asked) now.look_for(*table, keys);
    for (const auto& change : changes.all) {
        if (change.does == Does::nothing || change.key.empty()) continue;
        const auto* row = now.find(*change.table, change.key);
        if (change.does == Does::remove) {
            if (row && !before_losses) refuse(change, {}, "is still there");
            continue;
        }
        if (!row) refuse(change, {}, "is not there");
        for (const auto& cell : change.cells)
            if (!same(*cell.column, cell_of(*row, *cell.column), cell.value))
                refuse(change, cell.column->name, "is not as it was stated");
    }
    find_new_keys(changes, before, now);
}

json::object answer_of(const Changes& changes, bool applied) {
    json::object collections;
    for (const auto& part : changes.parts) {
        json::object mapped;
        for (const auto& [key, change] : part.mapped) mapped[key] = key_value(*change);
        collections[part.collection] = json::object{{"existing", keys_of(part.existing)},
                                                    {"new", keys_of(part.fresh)},
                                                    {"deleted", keys_of(part.deleted)},
                                                    {"mapped", std::move(mapped)}};
    }
    return {{"applied", applied}, {"mode", name_of(changes.mode)}, {"collections", std::move(collections)}};
}

json::object told_of(const Changes& changes) {
    json::object collections;
    const auto of = [&](const Change& change) -> json::object& {
        auto& one = collections[change.table->name];
        if (!one.is_object())
            one = json::object{{"created", json::array{}}, {"updated", json::object{}}, {"deleted", json::array{}}};
        return one.get_object();
    };
    for (const auto& change : changes.all) {
        if (change.does == Does::nothing) continue;
        // the keys of other tables than those of configuration may be secrets, as those of sessions are
        const auto key = change.table->facts ? key_value(change) : json::value(nullptr);
        if (change.does == Does::create) of(change).at("created").get_array().push_back(key);
        if (change.does == Does::remove) of(change).at("deleted").get_array().push_back(key);
        if (change.does != Does::update) continue;
        json::array fields;
        for (const auto& cell : change.cells) fields.emplace_back(cell.column->name);
        of(change).at("updated").get_object()[change.table->facts ? change.key : "*"] = std::move(fields);
    }
    return {{"mode", name_of(changes.mode)}, {"collections", std::move(collections)}};
}

json::array let_go_of(const Changes& changes) {
    std::map<std::string, std::int64_t> fields;
    for (const auto& change : changes.all)
        if (change.does == Does::update && !change.table->facts)
            for (const auto& cell : change.cells) ++fields[change.table->name + '.' + cell.column->name];
    json::array all;
    for (const auto& [entity, count] : fields)
        all.push_back(json::object{{"entity", entity}, {"action", "update row"}, {"what", "values"}, {"count", count}});
    return all;
}

json::object way_back_of(const Changes& changes) {
    struct Back {
        json::array items, gone;
    };
    std::map<std::string, Back> parts;
    for (const auto& change : changes.all) {
        if (change.does == Does::nothing || !change.table->facts) continue;
        auto& part = parts[change.table->name];
        if (change.does == Does::create) {
            part.gone.push_back(key_value(change));
            continue;
        }
        json::object record{{change.table->key, key_value(change)}};
        const auto put = [&](const Column& column) {
            if (column.generated || column.secrecy != model::Secrecy::none || column.name == change.table->key) return;
            record[column.name] = kept_value(column, cell_of(*change.row, column));
        };
        if (change.does == Does::update)
            for (const auto& cell : change.cells) put(*cell.column);
        else
            for (const auto& column : change.table->columns) put(column);
        part.items.emplace_back(std::move(record));
    }
    json::array collections;
    for (auto& [name, part] : parts) {
        json::object one{{"collection", name}};
        if (!part.items.empty()) one["items"] = std::move(part.items);
        if (!part.gone.empty()) one["delete"] = std::move(part.gone);
        collections.emplace_back(std::move(one));
    }
    return {{"mode", name_of(Mode::restore)}, {"collections", std::move(collections)}};
}

} // namespace schemad::configuration
