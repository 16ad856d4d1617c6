// SPDX-License-Identifier: Apache-2.0
// From the characters of one YAML document to its value, in one pass and with bounded recursion. The rules are those of
// js-yaml 4.3's loader, where they differ from the YAML specification too. docs/spec/engine-1-http.md section 1.8.
// Internal to engine/formats.
#pragma once

#include <string>

#include "engine/formats/yaml_anchors.hpp"
#include "engine/formats/yaml_mapping.hpp"
#include "engine/formats/yaml_tags.hpp"

namespace schemad::formats::yaml {

class Composer {
public:
    // Everything is referred to and must outlive the composer; the result lives in `storage`.
    // aliases: the document may hold some, so anchored values are to be kept.
    Composer(Cursor& in, const Tags& tags, const Limits& limits, bool aliases, json::storage_ptr storage)
        : in_(in), tags_(tags), limits_(limits), storage_(std::move(storage)), anchors_(in, limits, storage_),
          aliases_(aliases) {}

    // The node at the cursor. Throws ParseError.
    json::value document();
    // A key that JavaScript would enumerate out of turn was stored somewhere.
    bool has_index_keys() const noexcept { return has_index_keys_; }

private:
    enum class Context { flow_in, flow_out, block_in, block_out };
    struct Properties { // tag and anchor before a node
        std::string anchor;
        bool any = false;
        bool may_join = false; // the first one stands where a block mapping could start
        Mark first{};
        bool new_line = false;    // the content starts on a line of its own
        int against_parent = 1;   // sign of the content's indentation less the parent's
        bool collections = false; // a block collection may start behind them
    };
    class Level;

    bool compose(int parent_indent, Context, bool seek, bool compact, Node&);
    void read_properties(int parent_indent, bool block, Properties&, Node&);
    void read_anchor(std::string& anchor);
    bool read_scalar(int indent, Context, Node&); // false: an empty node
    bool read_alias(Node&);
    void finish(Node&, const std::string& anchor);

    bool block_sequence(int indent, Node&, const std::string& anchor);
    // given: the first key, composed already because properties stood before it. False: no mapping starts here; the
    // node may hold what was found instead (kind is not none, or is a value).
    bool block_mapping(int indent, int key_indent, Node&, const std::string& anchor, Node* given = nullptr);
    bool flow_collection(int indent, Node&, const std::string& anchor);
    void flow_entry(int indent, Mapping* mapping, json::array* sequence);

    void store(Mapping&, Node& key, Node& value, const Mark&);
    bool is_key_separator() const noexcept;
    int against(int indent) const noexcept { return (in_.indent > indent) - (in_.indent < indent); }
    Mark mark() const noexcept { return {in_.at, in_.line, in_.line_start}; }
    void open_anchor(const std::string& anchor) {
        if (!anchor.empty() && aliases_) anchors_.open(anchor);
    }
    [[noreturn]] void fail_tab();

    Cursor& in_;
    const Tags& tags_;
    const Limits& limits_;
    json::storage_ptr storage_;
    Anchors anchors_;
    bool aliases_;
    bool has_index_keys_ = false;
    std::size_t depth_ = 0;
    std::string key_; // scratch
};

} // namespace schemad::formats::yaml
