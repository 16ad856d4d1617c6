// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/items.hpp"

#include <utility>

#include "engine/database/transaction.hpp"
#include "engine/items/model_lists.hpp"
#include "engine/items/read_items.hpp"
#include "engine/model/items.hpp"

namespace schemad::use_cases {

namespace json = boost::json;

std::optional<items::Answer> read_items(Connection& connection, const items::Request& request) {
    database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    const auto catalog = connection.inspect();
    items::Shapes shapes(connection, *catalog);
    std::optional<items::Answer> answer;
    if (const auto* shape = shapes.find(request.collection)) answer = items::read_items(shapes, *shape, request);
    reading.commit();
    return answer;
}

json::array list_model(Connection& connection, const apply::Context& context, model::ItemKind kind) {
    database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    const auto catalog = connection.inspect();
    items::Shapes shapes(connection, *catalog);
    auto whole = items::model_list(shapes, *catalog, context.dialect, kind);
    reading.commit();
    if (context.view.shows_all()) return whole;
    json::array shown;
    for (auto& item : whole) {
        const auto& object = item.get_object();
        const auto collection = model::text_of(object, "collection");
        if (!context.view.hides(collection, {}) &&
            (kind == model::ItemKind::collection || context.view.shows(collection, model::text_of(object, "field"))))
            shown.push_back(std::move(item));
    }
    return shown;
}

} // namespace schemad::use_cases
