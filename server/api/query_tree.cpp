// SPDX-License-Identifier: Apache-2.0
#include "server/api/query_tree.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace schemad::api {

QueryNode QueryNode::text(std::string value) {
    QueryNode node;
    node.text_ = std::move(value);
    return node;
}

QueryNode QueryNode::object() {
    QueryNode node;
    node.kind_ = Kind::object;
    return node;
}

QueryNode QueryNode::list_with(std::size_t index, QueryNode element) {
    QueryNode node;
    node.kind_ = Kind::list;
    node.elements_.emplace(index, std::move(element));
    return node;
}

QueryNode QueryNode::list_of(QueryNode element, std::size_t limit) {
    if (element.kind_ != Kind::list) return list_with(0, std::move(element));
    element.keep_within(limit);
    return element;
}

QueryNode* QueryNode::find(std::string_view name) noexcept {
    for (auto& [key, value] : members_)
        if (key == name) return &value;
    return nullptr;
}

QueryNode& QueryNode::member(std::string_view name) {
    if (auto* known = find(name)) return *known;
    return members_.emplace_back(std::string(name), QueryNode{}).second;
}

void QueryNode::push(QueryNode element) { elements_.emplace(length(), std::move(element)); }

void QueryNode::list_to_object() {
    for (auto& [index, element] : elements_) members_.emplace_back(std::to_string(index), std::move(element));
    elements_.clear();
    kind_ = Kind::object;
}

void QueryNode::keep_within(std::size_t limit) {
    if (kind_ == Kind::list && length() > limit) list_to_object();
}

void QueryNode::append(std::string value, std::size_t limit) {
    if (kind_ == Kind::object) { // a list that has grown beyond the limit
        member(std::to_string(members_.size())) = text(std::move(value));
        return;
    }
    if (kind_ == Kind::text) *this = list_with(0, text(std::move(text_)));
    push(text(std::move(value)));
    keep_within(limit);
}

void QueryNode::merge(QueryNode source, std::size_t limit) {
    if (source.kind_ == Kind::text) {
        if (source.text_.empty()) return;
        if (kind_ == Kind::list) {
            push(std::move(source));
        } else if (kind_ == Kind::object) {
            member(source.text_) = text("true"); // a=1 after a[b]=2 names a member
        } else {
            *this = list_with(0, std::move(*this));
            push(std::move(source));
        }
        return keep_within(limit);
    }
    if (kind_ == Kind::text) {
        auto own = std::move(*this);
        *this = list_with(0, std::move(own));
        if (source.kind_ == Kind::object)
            push(std::move(source));
        else
            for (auto& [index, element] : source.elements_) push(std::move(element));
        return keep_within(limit);
    }
    if (kind_ == Kind::list && source.kind_ == Kind::list) {
        for (auto& [index, element] : source.elements_) {
            const auto own = elements_.find(index);
            if (own == elements_.end())
                elements_.emplace(index, std::move(element));
            else if (own->second.kind_ != Kind::text && element.kind_ != Kind::text)
                own->second.merge(std::move(element), limit);
            else
                push(std::move(element));
        }
        return keep_within(limit);
    }
    if (kind_ == Kind::list) list_to_object();
    if (source.kind_ == Kind::list) source.list_to_object();
    for (auto& [name, value] : source.members_) {
        if (auto* own = find(name))
            own->merge(std::move(value), limit);
        else
            members_.emplace_back(std::move(name), std::move(value));
    }
}

boost::json::value QueryNode::to_json() const {
    if (kind_ == Kind::text) return boost::json::value(text_);
    if (kind_ == Kind::list) {
        boost::json::array array;
        for (const auto& [index, element] : elements_) array.push_back(element.to_json());
        return array;
    }
    boost::json::object object;
    for (const auto& [name, value] : members_) object[name] = value.to_json();
    return object;
}

} // namespace schemad::api
