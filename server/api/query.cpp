// SPDX-License-Identifier: Apache-2.0
#include "server/api/query.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include "engine/js/value.hpp"
#include "server/api/query_tree.hpp"
#include "server/api/utf8.hpp"

namespace schemad::api {
namespace {

std::optional<unsigned char> hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return static_cast<unsigned char>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned char>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned char>(c - 'A' + 10);
    return std::nullopt;
}

std::string decoded_parameter(std::string_view text) {
    std::string spaced{text};
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decoded(spaced);
}

// Brackets count when they are written as %5B and %5D, too.
std::string with_plain_brackets(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const auto code = raw.substr(i, 3);
        if (code == "%5B" || code == "%5b") {
            out += '[';
            i += 2;
        } else if (code == "%5D" || code == "%5d") {
            out += ']';
            i += 2;
        } else {
            out += raw[i];
        }
    }
    return out;
}

// The names an object of JavaScript has from birth; the reference ignores parameters that are called so.
bool is_inherited_name(std::string_view name) {
    static constexpr std::string_view names[] = {
        "__defineGetter__", "__defineSetter__", "__lookupGetter__",     "__lookupSetter__", "__proto__", "constructor",
        "hasOwnProperty",   "isPrototypeOf",    "propertyIsEnumerable", "toLocaleString",   "toString",  "valueOf"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// a[b][] -> "a", "[b]", "[]". nullopt: the whole parameter is ignored.
std::optional<std::vector<std::string>> path_of(std::string_view key, std::size_t max_depth) {
    std::vector<std::string> path;
    // the next [..] without a bracket inside, from `at` on
    const auto next_group = [&](std::size_t at) -> std::optional<std::pair<std::size_t, std::size_t>> {
        std::optional<std::size_t> open;
        for (; at < key.size(); ++at) {
            if (key[at] == '[') open = at;
            if (key[at] == ']' && open) return std::pair{*open, at + 1};
            if (key[at] == ']') open.reset();
        }
        return std::nullopt;
    };
    auto group = next_group(0);
    const auto parent = group ? key.substr(0, group->first) : key;
    if (!parent.empty()) {
        if (is_inherited_name(parent)) return std::nullopt;
        path.emplace_back(parent);
    }
    for (std::size_t depth = 0; group; ++depth) {
        if (depth == max_depth) {
            path.push_back('[' + std::string(key.substr(group->first)) + ']');
            break;
        }
        const auto text = key.substr(group->first, group->second - group->first);
        if (is_inherited_name(text.substr(1, text.size() - 2))) return std::nullopt;
        path.emplace_back(text);
        group = next_group(group->second);
    }
    return path;
}

QueryNode nested(const std::vector<std::string>& path, QueryNode leaf, const QueryLimits& limits) {
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        if (*step == "[]") {
            leaf = QueryNode::list_of(std::move(leaf), limits.list);
            continue;
        }
        const bool bracketed = step->size() >= 2 && step->front() == '[' && step->back() == ']';
        const auto name = bracketed ? step->substr(1, step->size() - 2) : *step;
        const auto index = bracketed ? js::array_index(name) : std::nullopt;
        if (index && *index < limits.list) {
            leaf = QueryNode::list_with(*index, std::move(leaf));
        } else {
            auto outer = QueryNode::object();
            if (name != "__proto__") outer.member(name) = std::move(leaf);
            leaf = std::move(outer);
        }
    }
    return leaf;
}

struct Parameter {
    std::string key;
    QueryNode value;
};

// The parameters with equal keys gathered into lists, in order of first appearance.
std::vector<Parameter> parameters_of(std::string_view raw, const QueryLimits& limits) {
    std::vector<Parameter> parameters;
    std::map<std::string, std::size_t, std::less<>> known;
    const auto text = with_plain_brackets(raw);
    std::string_view rest = text;
    for (std::size_t count = 0; count < limits.parameters && !rest.empty(); ++count) {
        const auto part = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const auto bracket = part.find("]=");
        const auto equals = bracket == std::string_view::npos ? part.find('=') : bracket + 1;
        auto key = decoded_parameter(part.substr(0, equals));
        auto value = equals == std::string_view::npos ? std::string{} : decoded_parameter(part.substr(equals + 1));
        if (key.empty()) continue;
        const auto [at, is_new] = known.emplace(key, parameters.size());
        if (is_new)
            parameters.push_back({std::move(key), QueryNode::text(std::move(value))});
        else
            parameters[at->second].value.append(std::move(value), limits.list);
    }
    return parameters;
}

} // namespace

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto high = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
        if (!high || !low) return std::string{text};
        out += static_cast<char>(*high << 4 | *low);
        i += 2;
    }
    return is_utf8(out) ? out : std::string{text};
}

boost::json::object parse_query(std::string_view raw, const QueryLimits& limits) {
    auto all = QueryNode::object();
    for (auto& parameter : parameters_of(raw, limits))
        if (const auto path = path_of(parameter.key, limits.depth); path && !path->empty())
            all.merge(nested(*path, std::move(parameter.value), limits), limits.list);
    boost::json::value result = all.to_json();
    js::js_order(result);
    return std::move(result.as_object());
}

} // namespace schemad::api
