// SPDX-License-Identifier: Apache-2.0
// What Directus's app gives a collection, a field or an alias that a person makes in it and says no more of: the
// members of meta that are not what an empty row of the meta table has. Source: docs/writing-a-model.md. Pure; any
// thread.
#pragma once

#include <string_view>

#include <boost/json.hpp>

namespace schemad::model {

struct ColumnRole {
    std::string_view type; // of the field, "string"
    bool is_key = false;   // the primary key
    bool counts_up = false;
    std::string_view points_to = {}; // the collection that its foreign key leads to; empty: none
};
// interface, special and what goes with them.
boost::json::object app_meta_of_column(const ColumnRole&);

// kind: a type of field without a column ("o2m", "m2m", "m2a", "files", "translations", "alias"), or "group".
boost::json::object app_meta_of_alias(std::string_view kind);

// junction: it holds no more than which items belong together.
boost::json::object app_meta_of_collection(bool junction);

} // namespace schemad::model
