// SPDX-License-Identifier: Apache-2.0
#include "server/api/query_validation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "server/api/filter_validation.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr std::size_t max_relational_depth = 10;
constexpr double max_safe_integer = 9007199254740991.0;

[[noreturn]] void refuse(std::string reason) { throw invalid_query(std::move(reason)); }
std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

// Present and, as JavaScript sees it, true: only the empty text is not.
const json::value* stated(const json::object& query, std::string_view name) {
    const auto* value = query.if_contains(name);
    return value && !(value->is_string() && value->get_string().empty()) ? value : nullptr;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

// A text that holds JSON stands for it. nullopt: it does not.
std::optional<json::value> json_in(const json::value& value) {
    if (!value.is_string()) return value;
    try {
        return formats::read_json(std::string_view(value.get_string()), {});
    } catch (const formats::ParseError&) { return std::nullopt; }
}

// a,b or several values; each may hold commas again.
std::vector<std::string_view> names_in(const json::value& value, std::string_view label) {
    std::vector<std::string_view> names;
    const auto take = [&](const json::value& element) {
        if (!element.is_string()) refuse(quoted(label) + " must be a string or array");
        for (const auto part : split(std::string_view(element.get_string()))) names.push_back(trimmed(part));
    };
    if (const auto* array = value.if_array())
        for (const auto& element : *array) take(element);
    else
        take(value);
    return names;
}

void check_paths(const std::vector<std::string_view>& paths) {
    for (const auto path : paths)
        if (static_cast<std::size_t>(std::count(path.begin(), path.end(), '.')) >= max_relational_depth)
            refuse("Max relational depth exceeded");
}
void check_not_empty(const std::vector<std::string_view>& names, std::string_view label) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].empty())
            refuse('"' + std::string(label) + '[' + std::to_string(i) + "]\" is not allowed to be empty");
}

void check_number(const json::object& query, std::string_view name, int least, bool empty_is_absent) {
    const auto* value = empty_is_absent ? stated(query, name) : query.if_contains(name);
    if (!value) return;
    // Number([x]) is Number(x)
    if (const auto* array = value->if_array(); array && array->size() == 1) value = &array->front();
    const auto number =
        value->is_string() ? js::to_number(std::string_view(value->get_string())) : std::optional<double>{};
    if (!number || std::isnan(*number)) refuse(quoted(name) + " must be a number");
    if (std::isinf(*number)) refuse(quoted(name) + " cannot be infinity");
    if (std::fabs(*number) > max_safe_integer) refuse(quoted(name) + " must be a safe number");
    if (std::trunc(*number) != *number) refuse(quoted(name) + " must be an integer");
    if (*number < least) refuse(quoted(name) + " must be greater than or equal to " + std::to_string(least));
}

void check_meta(const json::object& query) {
    const auto* value = stated(query, "meta");
    if (!value) return;
    std::vector<std::string_view> names{""};
    if (value->is_string()) {
        if (value->get_string() == "*") return;
        names = split(std::string_view(value->get_string()));
    } else if (const auto* array = value->if_array()) {
        names.clear();
        for (const auto& element : *array)
            names.push_back(element.is_string() ? std::string_view(element.get_string()) : std::string_view{});
    }
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] != "total_count" && names[i] != "filter_count")
            refuse("\"meta[" + std::to_string(i) + "]\" must be one of [total_count, filter_count]");
}

void check_alias(const json::value& alias) {
    const auto* object = alias.if_object();
    if (!object) refuse("\"alias\" has to be an object");
    for (const auto& [name, value] : *object) {
        if (!value.is_string())
            refuse(std::string("\"alias\" value has to be a string. \"") +
                   (value.is_number() ? "number"
                    : value.is_bool() ? "boolean"
                                      : "object") +
                   "\" given");
        if (name.find('.') != json::string_view::npos || value.get_string().find('.') != json::string::npos)
            refuse("\"alias\" key/value can't contain a period character `.`");
    }
}

void check_export(const json::object& query, const model::VersionTraits& traits) {
    const auto* value = stated(query, "export");
    if (!value) return;
    static constexpr std::string_view kinds[] = {"csv", "json", "xml", "yaml"};
    const auto* kind = value->if_string();
    if (kind && *kind == "report" && query.contains("as")) return; // ours: of a snapshot in another dialect
    if (kind && (std::find(std::begin(kinds), std::end(kinds), std::string_view(*kind)) != std::end(kinds) ||
                 (traits.exports_csv_utf8 && *kind == "csv_utf8")))
        return;
    refuse(traits.exports_csv_utf8 ? "\"export\" must be one of [csv, csv_utf8, json, xml, yaml]"
                                   : "\"export\" must be one of [csv, json, xml, yaml]");
}

// `deep` holds queries of its own, their keys with an underscore in front: what of them cannot be read is told as it
// is at the top.
void check_readable(const json::object& query, std::string_view prefix);

void check_deep(const json::value& level, std::size_t depth = 0) {
    const auto* object = level.if_object();
    if (!object || depth > 100) return;
    check_readable(*object, "_");
    for (const auto& [name, nested] : *object)
        if (!name.starts_with('_')) check_deep(nested, depth + 1);
}

void check_readable(const json::object& query, std::string_view prefix) {
    const auto named = [&](std::string_view name) { return stated(query, std::string(prefix).append(name)); };
    if (const auto* value = named("fields")) names_in(*value, "fields");
    if (const auto* value = named("groupBy")) names_in(*value, "fields");
    if (const auto* value = named("sort"); value && !value->is_object()) names_in(*value, "sort");
    if (const auto* value = named("filter"); value && !json_in(*value)) refuse("Invalid JSON for filter object");
    if (const auto* value = named("deep"))
        if (const auto deep = json_in(*value)) check_deep(*deep);
}

bool is_falsy(const json::value& value) {
    return value.is_null() || (value.is_bool() && !value.get_bool()) ||
           (value.is_number() && (js::number_of(value) == 0 || std::isnan(js::number_of(value)))) ||
           (value.is_string() && value.get_string().empty());
}

} // namespace

// The order is the reference's: what cannot be read, then the filter, the alias, the depth, then the types.
void validate_item_query(const json::object& query, const model::VersionTraits& traits) {
    check_readable(query, "");
    std::vector<std::string_view> fields, groups, sort;
    if (const auto* value = stated(query, "fields")) fields = names_in(*value, "fields");
    if (const auto* value = stated(query, "groupBy")) groups = names_in(*value, "fields");
    if (const auto* value = stated(query, "sort"); value && !value->is_object()) sort = names_in(*value, "sort");
    std::optional<json::value> filter, deep, alias, aggregate;
    if (const auto* value = stated(query, "filter")) filter = json_in(*value);
    if (const auto* value = stated(query, "deep")) deep = json_in(*value);
    if (const auto* value = stated(query, "alias")) alias = json_in(*value).value_or(*value);
    if (const auto* value = stated(query, "aggregate")) aggregate = json_in(*value).value_or(*value);

    if (filter) validate_filter(*filter);
    if (alias && !is_falsy(*alias)) check_alias(*alias);
    check_paths(fields);
    check_paths(groups);
    if ((filter && relational_depth(*filter, Walk::filter) > max_relational_depth) ||
        (deep && relational_depth(*deep, Walk::deep) > max_relational_depth))
        refuse("Max relational depth exceeded");
    check_paths(sort);

    check_not_empty(fields, "fields");
    check_not_empty(groups, "group");
    check_not_empty(sort, "sort");
    if (filter && filter->is_null()) refuse("\"filter\" must be of type object");
    check_number(query, "limit", -1, false);
    check_number(query, "offset", 0, false);
    check_number(query, "page", 0, true);
    check_meta(query);
    check_export(query, traits);
    if (const auto* value = stated(query, "version"); value && !value->is_string())
        refuse("\"version\" must be a string");
    if (aggregate && !aggregate->is_object()) refuse("\"aggregate\" must be of type object");
    if (alias && !alias->is_object()) refuse("\"alias\" must be of type object");
}

} // namespace schemad::api
