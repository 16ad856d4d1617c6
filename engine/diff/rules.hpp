// SPDX-License-Identifier: Apache-2.0
// The checks that both validators are made of. Each throws RequestError (INVALID_PAYLOAD) with the reference's text and
// the label of the value, as in `"collections[0].schema.name" must be a string`. docs/spec/engine-2-model.md section 5.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace schemad::diff {

namespace json = boost::json;

// Where a value stands. Lives on the stack of the check that walks there; text is made only for an error.
struct Place {
    const Place* parent = nullptr;
    std::string_view key;  // a member,
    std::size_t index = 0; // or an element when key is empty
    Place operator/(std::string_view member) const { return {this, member, 0}; }
    Place operator[](std::size_t element) const { return {this, {}, element}; }
    std::string label() const; // "value" at the root
};

[[noreturn]] void refuse(const Place&, std::string_view what);

// null: the member is missing.
const json::object& object_at(const json::value&, const Place&);
const json::array& array_at(const json::value&, const Place&);
enum class Presence { required, optional };
void check_string(const json::object&, std::string_view key, const Place& parent, Presence);
void check_boolean(const json::object&, std::string_view key, const Place& parent);
// Unknown members, the first in order, are refused.
void check_known(const json::object&, const Place&, std::initializer_list<std::string_view> known);
const json::value& required(const json::object&, std::string_view key, const Place& parent);

} // namespace schemad::diff
