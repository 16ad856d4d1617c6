// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_anchors.hpp"

#include <algorithm>
#include <utility>

namespace schemad::formats::yaml {
namespace {

struct Size {
    std::size_t values = 0, bytes = 0, depth = 0;
    void add(const json::value& value, std::size_t level) { // no deeper than the reader's max_depth
        ++values;
        if (value.is_string()) {
            bytes += value.get_string().size();
        } else if (value.is_array()) {
            depth = std::max(depth, level + 1);
            for (const auto& item : value.get_array()) add(item, level + 1);
        } else if (value.is_object()) {
            depth = std::max(depth, level + 1);
            for (const auto& member : value.get_object()) {
                bytes += member.key().size();
                add(member.value(), level + 1);
            }
        }
    }
};

// A copy in a storage of its own.
Node copy_of(const Node& node, const json::storage_ptr& storage) {
    Node copy(storage);
    copy.kind = node.kind;
    copy.is_text = node.is_text;
    copy.is_date = node.is_date, copy.date = node.date;
    copy.is_bytes = node.is_bytes;
    copy.text = node.text;
    copy.value = node.value;
    return copy;
}

} // namespace

void Anchors::count_values(std::size_t more) {
    if (more > limits_.max_nodes - std::min(values_, limits_.max_nodes)) at_.fail("too many values");
    values_ += more;
}

void Anchors::open(const std::string& name) {
    if (anchored_.size() > limits_.max_aliases) at_.fail("too many anchors");
    anchored_.insert_or_assign(name, Anchored{true, Node(storage_), 0, 0, 0});
}

void Anchors::set(const std::string& name, const Node& node) {
    if (anchored_.size() > limits_.max_aliases) at_.fail("too many anchors");
    Size size;
    if (node.is_text) {
        size.values = 1, size.bytes = node.text.view().size();
    } else {
        size.add(node.value, 0);
    }
    // Every anchor keeps a copy; nested anchors must not multiply the document.
    kept_values_ += size.values, kept_bytes_ += size.bytes;
    if (kept_values_ > limits_.max_nodes || kept_bytes_ > limits_.max_bytes) at_.fail("too much below anchors");
    anchored_.insert_or_assign(name, Anchored{false, copy_of(node, storage_), size.values, size.bytes, size.depth});
}

void Anchors::expand(std::string_view name, std::size_t depth, Node& out) {
    const auto found = anchored_.find(name);
    if (found == anchored_.end()) at_.fail("unidentified alias");
    const auto& anchored = found->second;
    if (anchored.open) at_.fail("an alias within the value of its own anchor");
    if (++aliases_ > limits_.max_aliases) at_.fail("too many aliases");
    if (depth + anchored.depth > limits_.max_depth) at_.fail("nested too deeply");
    count_values(anchored.values - 1); // whoever takes the node counts it
    repeated_bytes_ += anchored.bytes;
    if (repeated_bytes_ > limits_.max_bytes) at_.fail("aliases repeat too much text");
    const Tag tag = out.tag;
    const auto storage = out.value.storage();
    out = copy_of(anchored.node, storage);
    out.tag = tag;
    out.kind = Kind::none; // js-yaml does not know what an alias stands for
}

} // namespace schemad::formats::yaml
