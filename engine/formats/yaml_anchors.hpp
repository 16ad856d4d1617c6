// SPDX-License-Identifier: Apache-2.0
// Anchors, and what their aliases may cost. Internal to engine/formats.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "engine/formats/formats.hpp"
#include "engine/formats/yaml_cursor.hpp"
#include "engine/formats/yaml_node.hpp"

namespace schemad::formats::yaml {

// Counts the values of the result, so that neither a long document nor aliases of aliases outgrow the limits: values
// within max_nodes, anchors and aliases within max_aliases each, the text that aliases repeat within max_bytes, depth
// within max_depth. Aliases are copied: the result is a tree.
class Anchors {
public:
    Anchors(const Cursor& at, const Limits& limits, json::storage_ptr storage) noexcept
        : at_(at), limits_(limits), storage_(std::move(storage)) {}

    void count_value() { count_values(1); }
    void count_values(std::size_t more);

    // A collection that is still being read: an alias to it would be a circle.
    void open(const std::string& name);
    void set(const std::string& name, const Node&);
    // Puts a copy of the anchored node into out. depth: of the collections around the alias.
    void expand(std::string_view name, std::size_t depth, Node& out);

private:
    struct Anchored {
        bool open;
        Node node;
        std::size_t values, bytes, depth;
    };
    const Cursor& at_;
    const Limits& limits_;
    json::storage_ptr storage_; // for what is kept, too: it counts
    std::map<std::string, Anchored, std::less<>> anchored_;
    std::size_t values_ = 0, kept_values_ = 0, repeated_bytes_ = 0, kept_bytes_ = 0, aliases_ = 0;
};

} // namespace schemad::formats::yaml
