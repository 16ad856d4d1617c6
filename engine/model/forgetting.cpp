// SPDX-License-Identifier: Apache-2.0
#include "engine/model/forgetting.hpp"

namespace schemad::model {

namespace json = boost::json;

bool is_forgetting(const json::object& change) noexcept {
    const auto* mark = change.if_contains(forget_mark);
    return mark && mark->is_bool() && mark->get_bool();
}

json::object forgetting(const json::object& item) {
    const auto* meta = item.if_contains("meta");
    return {{"kind", "E"},
            {"path", json::array{"meta"}},
            {"lhs", meta ? *meta : json::value(nullptr)},
            {"rhs", nullptr},
            {forget_mark, true}};
}

} // namespace schemad::model
