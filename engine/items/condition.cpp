// SPDX-License-Identifier: Apache-2.0
#include "engine/items/condition.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "engine/error.hpp"
#include "engine/items/query_value.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"

namespace schemad::items {

namespace {

namespace json = boost::json;
using namespace sql::text_literals;

constexpr unsigned max_depth = 10;         // of groups and relations
constexpr std::size_t max_params = 10'000; // of one statement

[[noreturn]] void refuse(const std::string& why) { throw invalid_query("\"filter\": " + why); }

struct Comparison {
    std::string_view name;
    sql::Words word;
};
constexpr Comparison comparisons[] = {{"_eq", " = ?"},   {"_neq", " <> ?"}, {"_lt", " < ?"},
                                      {"_lte", " <= ?"}, {"_gt", " > ?"},   {"_gte", " >= ?"}};

struct Pattern {
    std::string_view name;
    bool before, after; // what may stand around the text
    bool negated;
};
constexpr Pattern patterns[] = {{"_contains", true, true, false},     {"_ncontains", true, true, true},
                                {"_starts_with", false, true, false}, {"_nstarts_with", false, true, true},
                                {"_ends_with", true, false, false},   {"_nends_with", true, false, true}};

template <class Table> auto find_named(const Table& table, std::string_view name) noexcept {
    const auto* found = std::find_if(std::begin(table), std::end(table), [&](auto& one) { return one.name == name; });
    return found == std::end(table) ? nullptr : found;
}

bool is_text(const Field& field) { return field.type == "string" || field.type == "text"; }

std::string as_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    return js::number_text(js::number_of(value));
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !digit) return false;
    }
    return true;
}

std::optional<double> number_in(const json::value& value) {
    if (value.is_number()) return js::number_of(value);
    if (value.is_string() && !value.get_string().empty()) return js::to_number(std::string_view(value.get_string()));
    return std::nullopt;
}

bool truth_of(const json::value& stated, std::string_view op) {
    const auto value = meant(stated);
    if (value.is_null() || (value.is_string() && value.get_string().empty())) return true; // a bare ?..[_null]
    if (!value.is_bool()) refuse('"' + std::string(op) + "\" has to be a boolean");
    return value.get_bool();
}

std::vector<json::value> values_of(const json::value& value) {
    std::vector<json::value> values;
    const auto* array = value.if_array();
    const auto* object = value.if_object(); // a list that a query string wrote as {"0": ..., "1": ...}
    if (array) values.assign(array->begin(), array->end());
    if (object)
        for (const auto& member : *object) values.push_back(member.value());
    if (value.is_string())
        for (std::string_view rest(value.get_string());;) {
            const auto one = rest.substr(0, rest.find(','));
            values.emplace_back(one);
            if (one.size() == rest.size()) break;
            rest.remove_prefix(one.size() + 1);
        }
    if (!array && !object && !value.is_string()) values.push_back(value);
    return values;
}

} // namespace

void Condition::bind(const Field& field, std::string_view op, const json::value& stated) {
    if (params_.size() >= max_params) refuse("more than " + std::to_string(max_params) + " values");
    const auto cannot = [&](const char* wanted) {
        refuse('"' + field.name + "\" is compared with " + wanted + " by \"" + std::string(op) + '"');
    };
    if (stated.is_object() || stated.is_array()) cannot("one value");
    if (stated.is_string() && std::string_view(stated.get_string()).starts_with('$'))
        refuse("variables like \"" + std::string(stated.get_string()) + "\" are not known here");
    if (field.type == "boolean") {
        const auto value = meant(stated);
        const auto number = number_in(value);
        if (!value.is_bool() && !(number && (*number == 0 || *number == 1))) cannot("true or false");
        params_.push_back(value_of_bool(value.is_bool() ? value.get_bool() : *number == 1));
    } else if (field.type == "integer" || field.type == "bigInteger") {
        const auto number = number_in(stated);
        const auto whole = number ? js::whole(*number) : std::nullopt;
        const bool fits = whole && (field.type == "bigInteger" || static_cast<std::int32_t>(*whole) == *whole);
        if (!fits) cannot("an integer that fits");
        params_.push_back(value_of(*whole));
    } else if (field.type == "float" || field.type == "decimal") {
        const auto number = number_in(stated);
        if (!number || !std::isfinite(*number)) cannot("a number");
        params_.push_back(value_of(*number));
    } else if (is_text(field) || field.type == "uuid") {
        if (stated.is_null()) cannot("a text (\"_null\" asks for none)");
        texts_.push_back(as_text(stated));
        const bool storable = texts_.back().find('\0') == std::string::npos && js::is_utf8(texts_.back());
        if (!storable) cannot("a text of whole letters and no zero byte");
        if (field.uuid && !is_uuid(texts_.back())) cannot("a UUID");
        params_.push_back(value_of(std::string_view(texts_.back())));
    } else {
        refuse('"' + field.name + "\" is of type " + field.type + ", of which only \"_null\" and \"_nnull\" are known");
    }
}

sql::SqlText Condition::like(const Field& field, std::string_view op, const json::value& value) {
    const auto* pattern = find_named(patterns, op);
    if (!is_text(field) || field.uuid)
        refuse('"' + field.name + "\" is no text, which \"" + std::string(op) + "\" needs");
    bind(field, op, value);
    std::string escaped = pattern->before ? "%" : "";
    for (const char c : texts_.back()) {
        if (c == '!' || c == '%' || c == '_') escaped += '!';
        escaped += c;
    }
    texts_.back() = escaped + (pattern->after ? "%" : "");
    params_.back() = value_of(std::string_view(texts_.back()));
    const auto match = quoted(field.name) + " like ? escape '!'"_sql;
    return pattern->negated ? "not ("_sql + match + ")"_sql : match;
}

sql::SqlText Condition::list(const Field& field, std::string_view op, const json::value& value) {
    const auto values = values_of(value);
    const bool between = op == "_between" || op == "_nbetween", negated = op == "_nin" || op == "_nbetween";
    if (between && values.size() != 2) refuse('"' + std::string(op) + "\" has to be two values");
    if (values.empty()) refuse('"' + std::string(op) + "\" has to be an array of values");
    for (const auto& one : values) bind(field, op, one);
    auto text = quoted(field.name) + (negated ? " not"_sql : ""_sql);
    if (between) return text + " between ? and ?"_sql;
    text += " in (?";
    for (std::size_t i = 1; i < values.size(); ++i) text += ", ?";
    return text + ")"_sql;
}

sql::SqlText Condition::of_operator(const Field& field, std::string_view op, const json::value& value) {
    if (op == "_null" || op == "_nnull") {
        const bool null = truth_of(value, op) == (op == "_null");
        return quoted(field.name) + (null ? " is null"_sql : " is not null"_sql);
    }
    if (field.secret) refuse("what \"" + field.name + "\" holds is not compared");
    if (op == "_empty" || op == "_nempty") {
        if (!is_text(field) || field.uuid)
            refuse('"' + field.name + "\" is no text, which \"" + std::string(op) + "\" needs");
        const bool empty = truth_of(value, op) == (op == "_empty");
        const auto name = quoted(field.name);
        return empty ? "("_sql + name + " is null or "_sql + name + " = '')"_sql
                     : "("_sql + name + " is not null and "_sql + name + " <> '')"_sql;
    }
    if (const auto* comparison = find_named(comparisons, op)) {
        bind(field, op, value);
        return quoted(field.name) + sql::SqlText(comparison->word);
    }
    if (find_named(patterns, op)) return like(field, op, value);
    if (op == "_in" || op == "_nin" || op == "_between" || op == "_nbetween") return list(field, op, value);
    refuse('"' + std::string(op) + "\" is not known here");
}

sql::SqlText Condition::of_field(const Field& field, const json::object& operators) {
    sql::SqlText text;
    for (const auto& [op, value] : operators) {
        if (!text.empty()) text += " and ";
        text += of_operator(field, std::string_view(op), value);
    }
    return text;
}

sql::SqlText Condition::across(std::string_view column, const Shape& other, std::string_view its_column,
                               const json::object& filter, unsigned depth) {
    auto inner = all_of(other, filter, depth + 1);
    auto text = quoted(column) + " in (select "_sql + quoted(its_column) + " from "_sql + quoted(other.collection) +
                " where "_sql + quoted(its_column) + " is not null"_sql;
    if (!inner.empty()) text += " and " + inner;
    return text + ")"_sql;
}

sql::SqlText Condition::of_member(const Shape& shape, std::string_view name, const json::value& value, unsigned depth) {
    if (name == "_and" || name == "_or") return joined(shape, name, value, depth);
    const auto* field = shape.field(name);
    const auto* list = shape.list(name);
    if (!field && !list) refuse("there is no field \"" + std::string(name) + "\" in " + shape.collection);
    const auto* object = value.if_object();
    if (field && !object) return of_operator(*field, "_eq", value);
    if (!object || object->empty()) refuse("\"" + std::string(name) + "\" has no condition");
    const bool operators = object->begin()->key().starts_with('_');
    if (field && operators) return of_field(*field, *object);
    if (list && operators) {
        const auto word = std::string(object->begin()->key());
        const auto* inside = object->size() == 1 ? object->begin()->value().if_object() : nullptr;
        const auto* others = shapes_.find(list->collection);
        if ((word != "_some" && word != "_none") || !inside || !others)
            refuse("of the list \"" + std::string(name) + "\" only \"_some\" and \"_none\" are known");
        auto found = across(shape.key, *others, list->field, *inside, depth);
        return word == "_some" ? found : "not ("_sql + found + ")"_sql;
    }
    const auto* other = shapes_.find(field ? std::string_view(field->related) : std::string_view(list->collection));
    if (!other) refuse("what \"" + std::string(name) + "\" leads to is none of Directus's own collections");
    return field ? across(field->name, *other, other->key, *object, depth)
                 : across(shape.key, *other, list->field, *object, depth);
}

sql::SqlText Condition::joined(const Shape& shape, std::string_view word, const json::value& parts, unsigned depth) {
    sql::SqlText text;
    const auto* array = parts.if_array();
    const json::array alone{parts};
    for (const auto& part : array ? *array : alone) {
        const auto* object = part.if_object();
        if (!object) refuse('"' + std::string(word) + "\" has to be an array of filters");
        auto one = all_of(shape, *object, depth + 1);
        if (one.empty()) continue; // an empty filter says nothing
        if (!text.empty()) text += word == "_and" ? " and "_sql : " or "_sql;
        text += "(" + one + ")"_sql;
    }
    return text.empty() ? text : "("_sql + text + ")"_sql;
}

sql::SqlText Condition::all_of(const Shape& shape, const json::object& filter, unsigned depth) {
    if (depth > max_depth) refuse("deeper than " + std::to_string(max_depth));
    sql::SqlText text;
    for (const auto& [name, value] : filter) {
        auto one = of_member(shape, std::string_view(name), value, depth);
        if (one.empty()) continue;
        if (!text.empty()) text += " and ";
        text += one;
    }
    return text;
}

void Condition::add(const Shape& shape, const json::value& filter) {
    if (filter.is_null()) return;
    const auto* object = filter.if_object();
    if (!object) refuse("must be of type object");
    auto text = all_of(shape, *object, 0);
    if (text.empty()) return;
    text_ = text_.empty() ? std::move(text) : "("_sql + text_ + ") and ("_sql + text + ")"_sql;
}

void Condition::add_one_of(const Field& field, const json::array& values) {
    auto text = values.empty() ? "1 = 0"_sql : list(field, "_in", values);
    text_ = text_.empty() ? std::move(text) : "("_sql + text_ + ") and "_sql + text;
}

sql::SqlText Condition::where() const { return text_.empty() ? text_ : " where "_sql + text_; }

} // namespace schemad::items
