// SPDX-License-Identifier: Apache-2.0
#include "server/api/history.hpp"

#include <charconv>
#include <string>

#include "engine/js/value.hpp"
#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/respond.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr std::size_t default_limit = 100, max_limit = 1000;

// An integer, or none: the query was validated.
std::size_t number_in(const json::object& query, std::string_view name, std::size_t otherwise, std::size_t most) {
    const auto* value = query.if_contains(name);
    if (!value) return otherwise;
    if (const auto* list = value->if_array(); list && list->size() == 1) value = &list->front();
    const auto number = value->is_string() ? js::to_number(std::string_view(value->get_string())) : std::nullopt;
    if (!number || *number < 0 || *number > static_cast<double>(most))
        throw invalid_query('"' + std::string(name) + "\" must be a number from 0 to " + std::to_string(most));
    return static_cast<std::size_t>(js::truncated(*number));
}

// As entries are numbered: digits, no zero in front.
std::int64_t entry_of(const Call& call) {
    std::int64_t id = 0;
    const auto* end = call.id.data() + call.id.size();
    const auto [stop, fault] = std::from_chars(call.id.data(), end, id);
    if (fault != std::errc{} || stop != end || id < 1 || call.id.front() == '0')
        throw route_not_found(call.request.path);
    return id;
}

http::Response get_history(Call& call) {
    const auto limit = number_in(call.query, "limit", default_limit, max_limit);
    const auto offset = number_in(call.query, "offset", 0, 2'000'000'000);
    const auto entries = call.project.history(limit, offset);
    return respond(&entries, call.query, call.options.now());
}

http::Response get_history_entry(Call& call) {
    const auto entry = call.project.history_entry(entry_of(call));
    if (!entry) throw route_not_found(call.request.path);
    return respond(&*entry, call.query, call.options.now());
}

http::Response post_revert(Call& call) {
    const auto way = call.project.revert(entry_of(call));
    if (!way) throw route_not_found(call.request.path);
    return respond(way->is_null() ? nullptr : &*way, call.query, call.options.now());
}

constexpr Endpoint table[] = {
    {"GET", "/schema", "/history", Access::administrators, get_history, true},
    {"GET", "/schema", "/history/{id}", Access::administrators, get_history_entry, true},
    {"POST", "/schema", "/history/{id}/revert", Access::administrators, post_revert, true, config::Right::diff},
};

} // namespace

std::span<const Endpoint> history_endpoints() { return table; }

} // namespace schemad::api
