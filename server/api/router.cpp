// SPDX-License-Identifier: Apache-2.0
#include "server/api/router.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "server/api/adopt.hpp"
#include "server/api/history.hpp"
#include "server/api/import.hpp"
#include "server/api/login.hpp"
#include "server/api/me.hpp"
#include "server/api/model_lists.hpp"
#include "server/api/plans.hpp"
#include "server/api/query.hpp"
#include "server/api/schema.hpp"
#include "server/api/server_info.hpp"
#include "server/api/specs.hpp"
#include "server/api/system_items.hpp"
#include "server/api/utils.hpp"
#include "server/api/vendors.hpp"
#include "server/http/text.hpp"

namespace schemad::api {
namespace {

bool cut_prefix(std::string_view& path, std::string_view prefix) {
    if (path.size() < prefix.size() || !http::same_word(path.substr(0, prefix.size()), prefix)) return false;
    path.remove_prefix(prefix.size());
    return true;
}

bool matches(const Endpoint& endpoint, std::string_view path, OpenSegments& open) {
    if (!cut_prefix(path, endpoint.mount)) return false;
    if (path.starts_with("//")) path.remove_prefix(1);
    return matches_pattern(endpoint.path, path, open);
}

void find_endpoint(std::string_view method, std::string_view path, Route& route) {
    auto least_open = std::numeric_limits<std::ptrdiff_t>::max();
    for (const auto resource : endpoints())
        for (const auto& endpoint : resource) {
            OpenSegments open;
            if (!matches(endpoint, path, open)) continue;
            const auto braces = std::count(endpoint.path.begin(), endpoint.path.end(), '{');
            if (braces > least_open) continue;
            if (braces < least_open) route.allow.clear(), route.endpoint = nullptr;
            least_open = braces;
            route.open = std::move(open);
            const bool reads = endpoint.method == "GET";
            const std::string here = reads ? "GET,HEAD" : std::string{endpoint.method};
            route.allow = route.allow.empty() ? here : reads ? here + "," + route.allow : route.allow + "," + here;
            if (method == endpoint.method || (reads && method == "HEAD")) route.endpoint = &endpoint;
        }
}

} // namespace

std::span<const std::span<const Endpoint>> endpoints() {
    static const std::array all{schema_endpoints(), plan_endpoints(),  adopt_endpoints(),      history_endpoints(),
                                server_endpoints(), me_endpoints(),    model_list_endpoints(), system_item_endpoints(),
                                utils_endpoints(),  login_endpoints(), spec_endpoints(),       import_endpoints(),
                                vendor_endpoints()};
    return all;
}

bool matches_pattern(std::string_view pattern, std::string_view path, OpenSegments& open) {
    OpenSegments found;
    auto* next = &found.first;
    for (auto brace = pattern.find('{'); brace != std::string_view::npos; brace = pattern.find('{')) {
        if (!cut_prefix(path, pattern.substr(0, brace))) return false;
        const auto segment = path.substr(0, path.find('/'));
        if (segment.empty()) return false;
        *next = percent_decoded(segment);
        next = &found.second;
        path.remove_prefix(segment.size());
        pattern.remove_prefix(pattern.find('}') + 1);
    }
    if (!cut_prefix(path, pattern) || !(path.empty() || path == "/")) return false;
    open = std::move(found);
    return true;
}

Route route_of(std::string_view method, std::string_view path,
               const std::function<bool(const std::string&)>& is_project, std::string at_root) {
    Route route{std::move(at_root), nullptr, {}};
    find_endpoint(method, path, route);
    if (!route.allow.empty() || !path.starts_with('/')) return route;
    const auto end = std::min(path.find('/', 1), path.size());
    auto name = percent_decoded(path.substr(1, end - 1));
    if (!is_project(name)) return route;
    route.project = std::move(name);
    find_endpoint(method, path.substr(end), route);
    return route;
}

std::string project_at_root(std::string_view host, const std::map<std::string, std::string>& hosts) {
    if (hosts.empty()) return "default";
    std::string name(host);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    if (const auto found = hosts.find(name); found != hosts.end()) return found->second;
    const auto colon = name.rfind(':');
    if (colon != std::string::npos && name.find(']', colon) == std::string::npos) // [::1] has no port
        if (const auto found = hosts.find(name.substr(0, colon)); found != hosts.end()) return found->second;
    return "default";
}

bool is_known_method(std::string_view method) noexcept {
    static constexpr std::string_view known[] = {
        "ACL",    "BIND",     "CHECKOUT",  "CONNECT",    "COPY",       "DELETE", "GET",    "HEAD",       "LINK",
        "LOCK",   "M-SEARCH", "MERGE",     "MKACTIVITY", "MKCALENDAR", "MKCOL",  "MOVE",   "NOTIFY",     "OPTIONS",
        "PATCH",  "POST",     "PROPFIND",  "PROPPATCH",  "PURGE",      "PUT",    "QUERY",  "REBIND",     "REPORT",
        "SEARCH", "SOURCE",   "SUBSCRIBE", "TRACE",      "UNBIND",     "UNLINK", "UNLOCK", "UNSUBSCRIBE"};
    return std::find(std::begin(known), std::end(known), method) != std::end(known);
}

} // namespace schemad::api
