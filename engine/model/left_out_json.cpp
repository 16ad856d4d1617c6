// SPDX-License-Identifier: Apache-2.0
#include "engine/model/left_out_json.hpp"

namespace schemad {

boost::json::array listed(const LeftOuts& all) {
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
    };
    boost::json::array list;
    for (const auto& one : all)
        list.push_back(boost::json::object{{"collection", one.collection},
                                           {"field", text_or_null(one.field)},
                                           {"property", text_or_null(one.property)},
                                           {"reason", one.reason}});
    return list;
}

} // namespace schemad
