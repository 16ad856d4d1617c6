// SPDX-License-Identifier: Apache-2.0
#include "engine/items/read_items.hpp"

#include <algorithm>
#include <map>

#include "engine/database/cells.hpp"
#include "engine/database/page.hpp"
#include "engine/error.hpp"
#include "engine/items/condition.hpp"
#include "engine/items/shown_value.hpp"
#include "engine/items/wanted_fields.hpp"

namespace schemad::items {

namespace {

namespace json = boost::json;
using namespace sql::text_literals;

constexpr std::size_t max_bytes = std::size_t{256} << 20; // of one answer of the database
constexpr std::size_t max_items = 500'000;                // placed, those inside others counted where they stand
constexpr std::size_t keys_at_once = 500;

// As one value is looked up by another, whatever type their columns have.
std::string key_text(const schemad_value& cell) {
    if (cell.kind == SCHEMAD_INT64) return std::to_string(cell.as.integer);
    return std::string(cell.kind == SCHEMAD_TEXT ? view(cell.as.text) : std::string_view{});
}

using Groups = std::map<std::string, json::array, std::less<>>;

class Reading {
public:
    explicit Reading(Shapes& shapes) : shapes_(shapes), vendor_(shapes.connection().vendor()) {}

    struct Found {
        json::array items{};
        std::vector<std::string> groups{}; // the text of the column that was asked for beside
    };

    // beside: a column whose text comes along with each item; empty: none.
    Found read(const WantedFields& wanted, const Condition& condition, const sql::SqlText& tail,
               std::string_view beside = {}) {
        const auto columns = columns_of(wanted, beside);
        sql::SqlText names;
        for (const auto column : columns) names += (names.empty() ? ""_sql : ", "_sql) + vendor_.quoted(column);
        const auto rows = shapes_.connection().query(
            "select " + names + " from " + vendor_.quoted(wanted.shape->collection) + condition.where() + tail,
            condition.params(), max_bytes);
        const database::CellRows found(*rows, columns.size());
        const auto related = related_items(wanted, found, columns);
        Found answer;
        for (const auto row : found) {
            count_one();
            answer.items.emplace_back(item_of(wanted, row, columns, related));
            if (!beside.empty()) answer.groups.push_back(key_text(row[place_of(columns, beside)]));
        }
        return answer;
    }

private:
    using Columns = std::vector<std::string_view>;

    void count_one(std::size_t more = 1) {
        items_ += more;
        if (items_ > max_items)
            throw invalid_query("\"fields\": the answer would hold more than " + std::to_string(max_items) + " items");
    }

    static std::size_t place_of(const Columns& columns, std::string_view name) {
        return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    }

    static Columns columns_of(const WantedFields& wanted, std::string_view beside) {
        Columns columns{wanted.shape->key};
        const auto add = [&](std::string_view name) {
            if (!name.empty() && place_of(columns, name) == columns.size()) columns.push_back(name);
        };
        for (const auto& member : wanted.members)
            if (member.field) add(member.field->name);
        add(beside);
        return columns;
    }

    // By member, in their order: the items that rows of it lead to, by the text of what leads there.
    std::vector<Groups> related_items(const WantedFields& wanted, const database::CellRows& rows,
                                      const Columns& columns) {
        std::vector<Groups> related;
        for (const auto& member : wanted.members) {
            auto& groups = related.emplace_back();
            const auto* other = member.list || member.inside ? shapes_.find(member.leads_to()) : nullptr;
            if (!other) continue;
            const auto from = member.list ? 0 : place_of(columns, member.field->name);
            const auto& there = member.list ? member.list->field : other->key;
            std::map<std::string, json::value> keys;
            for (const auto row : rows)
                if (row[from].kind != SCHEMAD_NULL) keys.emplace(key_text(row[from]), shown_value(row[from], "string"));
            const WantedFields key_alone = wanted_fields(*other, {other->key}, shapes_);
            const auto& inside = member.inside ? *member.inside : key_alone;
            const auto& order = member.list ? member.list->sort_field : other->key;
            for (auto at = keys.begin(); at != keys.end();) {
                json::array some;
                for (; at != keys.end() && some.size() < keys_at_once; ++at) some.push_back(at->second);
                Condition condition(shapes_);
                condition.add_one_of(*other->field(there), some);
                const auto tail = " order by "_sql + vendor_.quoted(order.empty() ? other->key : order);
                auto found = read(inside, condition, tail, there);
                for (std::size_t i = 0; i < found.items.size(); ++i) {
                    auto& item = found.items[i];
                    auto& group = groups[found.groups[i]];
                    if (member.inside)
                        group.push_back(std::move(item));
                    else
                        group.push_back(item.get_object().at(other->key));
                }
            }
        }
        return related;
    }

    json::value item_of(const WantedFields& wanted, database::Row row, const Columns& columns,
                        const std::vector<Groups>& related) {
        json::object item;
        for (std::size_t i = 0; i < wanted.members.size(); ++i) {
            const auto& member = wanted.members[i];
            const auto& cell = row[member.list ? 0 : place_of(columns, member.field->name)];
            const auto group = related[i].find(key_text(cell));
            const bool leads = group != related[i].end();
            if (leads && member.inside) count_one(group->second.size());
            if (member.list)
                item.emplace(member.list->name, leads ? group->second : json::array{});
            else if (member.inside)
                item.emplace(member.field->name, leads ? group->second.front() : json::value(nullptr));
            else if (member.field->secret)
                item.emplace(member.field->name,
                             cell.kind == SCHEMAD_NULL ? json::value(nullptr) : json::value("**********"));
            else
                item.emplace(member.field->name, shown_value(cell, member.field->type));
        }
        return item;
    }

    Shapes& shapes_;
    const Vendor& vendor_;
    std::size_t items_ = 0;
};

// What can be put in an order: neither what is kept back, which the order would tell, nor documents.
sql::SqlText order_of(const Shape& shape, const std::vector<std::string>& sort, const Vendor& vendor) {
    sql::SqlText text;
    bool by_key = false;
    for (std::string_view name : sort) {
        const bool down = name.starts_with('-');
        if (down) name.remove_prefix(1);
        const auto* field = shape.field(name);
        if (!field)
            throw invalid_query("\"sort\": there is no field \"" + std::string(name) + "\" in " + shape.collection);
        if (field->secret || field->type == "json")
            throw invalid_query("\"sort\": by \"" + std::string(name) + "\" nothing can be put in an order");
        by_key = by_key || name == shape.key;
        text += (text.empty() ? " order by "_sql : ", "_sql) + vendor.quoted(name) + (down ? " desc"_sql : ""_sql);
    }
    if (!by_key)
        text += (text.empty() ? " order by "_sql : ", "_sql) + vendor.quoted(shape.key); // pages need one order
    return text;
}

std::int64_t count_of(Shapes& shapes, const Shape& shape, const Condition& condition) {
    auto& connection = shapes.connection();
    const auto rows = connection.query(
        "select count(*) from " + connection.vendor().quoted(shape.collection) + condition.where(), condition.params());
    const database::CellRows found(*rows, 1);
    return found.empty() ? 0 : database::number_at(found[0][0]);
}

} // namespace

Answer read_items(Shapes& shapes, const Shape& shape, const Request& request) {
    const auto& query = request.query;
    const auto wanted = wanted_fields(shape, query.fields, shapes);
    Condition condition(shapes);
    condition.add(shape, query.filter);
    if (request.key) try {
            condition.add(shape, json::object{{shape.key, json::object{{"_eq", *request.key}}}});
        } catch (const RequestError&) { return {}; } // what cannot be a key is none
    const auto tail = order_of(shape, query.sort, shapes.connection().vendor()) +
                      database::page_of(shapes.connection().vendor(), query.limit, query.offset);
    Answer answer;
    answer.rows = Reading(shapes).read(wanted, condition, tail).items;
    if (query.total_count) answer.total_count = count_of(shapes, shape, Condition(shapes));
    if (query.filter_count) answer.filter_count = count_of(shapes, shape, condition);
    return answer;
}

} // namespace schemad::items
