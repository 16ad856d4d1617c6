// SPDX-License-Identifier: Apache-2.0
#include "server/api/model_lists.hpp"

#include <utility>

#include <boost/json.hpp>

#include "engine/model/items.hpp"
#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/respond.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;
using model::ItemKind;

// Those of the collection and field that the path names; an empty name is any.
json::array list_of(Call& call, ItemKind kind) {
    auto whole = call.project.model_list(kind);
    if (call.id.empty()) return whole;
    json::array some;
    for (auto& item : whole) {
        const auto& object = item.get_object();
        const bool here = model::text_of(object, "collection") == call.id &&
                          (call.second_id.empty() || model::text_of(object, "field") == call.second_id);
        if (here) some.push_back(std::move(item));
    }
    return some;
}

template <ItemKind kind> http::Response get_list(Call& call) {
    const json::value list(list_of(call, kind));
    return respond(&list, call.query, call.options.now());
}

// One thing: the reference tells nobody whether it is there or only not for them.
template <ItemKind kind> http::Response get_one(Call& call) {
    const auto list = list_of(call, kind);
    if (list.empty()) throw forbidden();
    return respond(&list.front(), call.query, call.options.now());
}

template <ItemKind kind> http::Response get_of_collection(Call& call) {
    const json::value list(list_of(call, kind));
    if (list.get_array().empty() && list_of(call, ItemKind::collection).empty()) throw forbidden();
    return respond(&list, call.query, call.options.now());
}

constexpr Endpoint table[] = {
    {"GET", "/collections", "", Access::administrators, get_list<ItemKind::collection>},
    {"GET", "/collections", "/{collection}", Access::administrators, get_one<ItemKind::collection>},
    {"GET", "/fields", "", Access::administrators, get_list<ItemKind::field>},
    {"GET", "/fields", "/{collection}", Access::administrators, get_of_collection<ItemKind::field>},
    {"GET", "/fields", "/{collection}/{field}", Access::administrators, get_one<ItemKind::field>},
    {"GET", "/relations", "", Access::administrators, get_list<ItemKind::relation>},
    {"GET", "/relations", "/{collection}", Access::administrators, get_of_collection<ItemKind::relation>},
    {"GET", "/relations", "/{collection}/{field}", Access::administrators, get_one<ItemKind::relation>},
};

} // namespace

std::span<const Endpoint> model_list_endpoints() { return table; }

} // namespace schemad::api
