// SPDX-License-Identifier: Apache-2.0
#include "server/api/me.hpp"

#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/item_query.hpp"
#include "server/api/respond.hpp"
#include "server/api/system_items.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr std::string_view token_prefix = "token:";

bool is_of_configuration(const Accountability& who) { return who.user.starts_with(token_prefix); }

// A token of the configuration is no row of a project; it is told by its name, so that people see which they use.
json::object token_as_user(const Accountability& who, const items::Query& query) {
    json::object user{{"id", nullptr},        {"first_name", who.user.substr(token_prefix.size())},
                      {"last_name", nullptr}, {"email", nullptr},
                      {"status", "active"},   {"role", nullptr}};
    if (query.fields.empty()) return user;
    json::object asked;
    for (const auto& path : query.fields) {
        const auto head = path.substr(0, path.find('.'));
        if (head == "*") return user;
        const auto* value = user.if_contains(head);
        asked[head] = value ? *value : json::value(nullptr);
    }
    return asked;
}

http::Response get_me(Call& call) {
    auto query = item_query_of(call.query);
    json::value me;
    if (is_of_configuration(call.who)) {
        me = token_as_user(call.who, query);
    } else if (!call.who.admin) {
        me = json::object{{"id", call.who.user}}; // what everybody may know of themselves
    } else {
        const auto answer = call.project.items({"directus_users", std::move(query), call.who.user});
        if (!answer) refuse_missing_table(call.request.path, "directus_users");
        if (answer->rows.empty()) throw forbidden();
        me = answer->rows.front();
    }
    return respond(&me, call.query, call.options.now());
}

http::Response get_globals(Call& call) {
    if (call.traits.role_is_admin) throw route_not_found(call.request.path); // there are no policies up to 10
    Rights rights{call.who.admin, call.who.admin, false};
    if (!is_of_configuration(call.who)) rights = call.project.rights_of_user(call.who.user, call.request.remote_ip);
    const json::value globals{
        {"app_access", rights.app}, {"admin_access", rights.admin}, {"enforce_tfa", rights.enforce_tfa}};
    return respond(&globals, call.query, call.options.now());
}

constexpr Endpoint table[] = {
    {"GET", "/users", "/me", Access::users, get_me},
    {"GET", "/policies", "/me/globals", Access::users, get_globals},
};

} // namespace

std::span<const Endpoint> me_endpoints() { return table; }

} // namespace schemad::api
