// SPDX-License-Identifier: Apache-2.0
// The members of one mapping while it is read. They are kept as they come, and become an object of the right size at
// its end: one that grows leaves each smaller self behind in the document's memory. Internal to engine/formats.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "engine/formats/yaml_cursor.hpp"

namespace schemad::formats::yaml {

namespace json = boost::json;

struct Mark {
    std::size_t at, line, line_start;
};

class Mapping {
public:
    // Both outlive the mapping.
    Mapping(Cursor& in, json::storage_ptr storage) : in_(in), storage_(std::move(storage)) {}

    void add(std::string_view name, json::value&&, const Mark&);
    void merge(json::value&& source); // of "<<": an object, an array, or a list of them, at this place
    // Throws ParseError at the place of a key that was given before. index_keys is set where JavaScript would enumerate
    // a key out of turn.
    json::object finish(bool& index_keys);

private:
    struct Entry {
        std::string_view name;
        json::value value;
        Mark mark;
        bool merges;
    };
    Cursor& in_;
    json::storage_ptr storage_;
    std::deque<Entry> entries_;
    std::deque<std::string> names_; // that do not stand in the document as they are
};

} // namespace schemad::formats::yaml
