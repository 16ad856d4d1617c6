// SPDX-License-Identifier: Apache-2.0
// The model as descriptions of an API need it: collections with their fields, and where fields lead. Made of the three
// lists of a project (model_lists.hpp); owns what it holds. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace schemad::api {

struct FieldFacts {
    std::string name, type; // of docs/spec/engine-2-model.md 2.6; "alias" of one without a column
    bool nullable = true, has_value_by_itself = false, is_key = false, secret = false;
    bool leads_to_many = false;          // a list of rows of `leads_to`
    std::vector<std::string> leads_to{}; // collections; several: any of them
};

struct CollectionFacts {
    std::string name, note;
    bool system = false, singleton = false;
    std::vector<FieldFacts> fields{};
    const FieldFacts* key() const noexcept; // null: none that is known
};

// Folders and collections without a field are none.
std::vector<CollectionFacts> model_facts(const boost::json::array& collections, const boost::json::array& fields,
                                         const boost::json::array& relations);

} // namespace schemad::api
