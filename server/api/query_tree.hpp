// SPDX-License-Identifier: Apache-2.0
// What a query string builds while it is read: texts, lists with holes, objects. Lists are kept sparse, so that
// ?a[499]=1 costs one entry and not five hundred. Used by query.cpp only. docs/spec/engine-1-http.md 1.5.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

namespace schemad::api {

class QueryNode {
public:
    static QueryNode text(std::string value);
    static QueryNode object();
    static QueryNode list_with(std::size_t index, QueryNode element);
    // A list of one element; a list stays what it is.
    static QueryNode list_of(QueryNode element, std::size_t limit);

    // Requires an object. Adds the member when it is missing.
    QueryNode& member(std::string_view name);
    // A repeated key: the value becomes a list and grows.
    void append(std::string value, std::size_t limit);
    // Two parameters that meet: lists and objects are united, a text beside them becomes an element or a member.
    void merge(QueryNode source, std::size_t limit);
    // Holes close up.
    boost::json::value to_json() const;

private:
    enum class Kind { text, list, object };
    QueryNode* find(std::string_view name) noexcept;
    void push(QueryNode element);
    void list_to_object();
    void keep_within(std::size_t limit);
    std::size_t length() const noexcept { return elements_.empty() ? 0 : elements_.rbegin()->first + 1; }

    Kind kind_ = Kind::text;
    std::string text_;
    std::map<std::size_t, QueryNode> elements_;
    std::vector<std::pair<std::string, QueryNode>> members_;
};

} // namespace schemad::api
