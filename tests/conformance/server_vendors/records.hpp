// SPDX-License-Identifier: Apache-2.0
// A catalog in the words of the recorded vectors: inspector records, snapshot fields, relations. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include <schemad/host.hpp>

namespace schemad::test {

namespace json = boost::json;

// Equal values give equal text: keys sorted, numbers as JavaScript prints them.
std::string canonical(const json::value&);
// The members of `wide` that `like` has.
json::object projected(const json::object& wide, const json::object& like);

// Every key any inspector has.
json::object column_record(const schemad_column&);
std::vector<json::object> foreign_key_records(const schemad_catalog&);
// What a snapshot shows of a column without a meta row: {collection, field, type, schema}.
json::object snapshot_field(const schemad_column&);

// Fails the test case with every record that only one side has; order does not matter.
void compare_sets(const char* what, const std::vector<json::object>& ours, const json::array& recorded);

inline std::string string_or(const json::object& o, std::string_view key, const std::string& otherwise = "") {
    const auto* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->as_string()) : otherwise;
}
inline const json::object& object_or(const json::object& o, std::string_view key) {
    static const json::object none;
    const auto* v = o.if_contains(key);
    return v && v->is_object() ? v->as_object() : none;
}
inline bool truthy(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_bool() && v->as_bool();
}

} // namespace schemad::test
