// SPDX-License-Identifier: Apache-2.0
#include "server/api/item_query.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr std::size_t max_names = 1000;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n\v\f\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n\v\f\r") - first + 1);
}

void add_names(std::vector<std::string>& names, std::string_view text) {
    for (;;) {
        const auto one = text.substr(0, text.find(','));
        if (const auto name = trimmed(one); !name.empty()) names.emplace_back(name);
        if (one.size() == text.size()) return;
        text.remove_prefix(one.size() + 1);
    }
}

// "a,b", or a list of such.
std::vector<std::string> names_of(const json::object& query, std::string_view member) {
    std::vector<std::string> names;
    const auto* value = query.if_contains(member);
    if (!value) return names;
    if (const auto* array = value->if_array()) {
        for (const auto& one : *array)
            if (one.is_string()) add_names(names, std::string_view(one.get_string()));
    } else if (value->is_string()) {
        add_names(names, std::string_view(value->get_string()));
    } else {
        throw invalid_query('"' + std::string(member) + "\" must be a string or array");
    }
    if (names.size() > max_names) throw invalid_query('"' + std::string(member) + "\" has too many names");
    return names;
}

// Validated: an integer from -1. nullopt: not stated.
std::optional<double> number_of(const json::object& query, std::string_view member) {
    const auto* value = query.if_contains(member);
    if (!value) return std::nullopt;
    if (const auto* list = value->if_array(); list && list->size() == 1) value = &list->front();
    if (!value->is_string() || value->get_string().empty()) return std::nullopt;
    return js::to_number(std::string_view(value->get_string()));
}

std::size_t size_of(double number) {
    constexpr double most = 9007199254740991.0;
    return static_cast<std::size_t>(std::clamp(number, 0.0, most));
}

void refuse_unknown(const json::object& query) {
    static constexpr std::string_view known[] = {"fields", "sort",   "limit",        "offset", "page",
                                                 "filter", "export", "access_token", "meta"};
    for (const auto& [name, value] : query)
        if (std::find(std::begin(known), std::end(known), std::string_view(name)) == std::end(known))
            throw invalid_query('"' + std::string(name) +
                                "\" is not known here; fields, sort, limit, offset, page, filter, meta and export are");
}

} // namespace

items::Query item_query_of(const json::object& query) {
    refuse_unknown(query);
    items::Query asked;
    asked.fields = names_of(query, "fields");
    asked.sort = names_of(query, "sort");
    if (const auto limit = number_of(query, "limit")) {
        asked.limit.reset();
        if (*limit >= 0) asked.limit = size_of(*limit);
    }
    const auto page = number_of(query, "page").value_or(0);
    asked.offset = size_of(number_of(query, "offset").value_or(0));
    if (page > 0 && !query.contains("offset") && asked.limit)
        asked.offset = size_of((page - 1) * static_cast<double>(*asked.limit));
    if (const auto* filter = query.if_contains("filter")) {
        asked.filter = *filter;
        if (filter->is_string() && filter->get_string().empty()) asked.filter = nullptr;
        if (filter->is_string() && !filter->get_string().empty())
            asked.filter = formats::read_json(std::string_view(filter->get_string()), {}); // validated
    }
    auto meta = names_of(query, "meta");
    const auto wants = [&](std::string_view name) {
        return std::any_of(meta.begin(), meta.end(), [&](const auto& one) { return one == name || one == "*"; });
    };
    asked.total_count = wants("total_count");
    asked.filter_count = wants("filter_count");
    return asked;
}

} // namespace schemad::api
