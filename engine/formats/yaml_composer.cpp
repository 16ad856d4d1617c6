// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_composer.hpp"

#include <utility>

#include "engine/formats/yaml_composer_level.hpp"
#include "engine/formats/yaml_scalars.hpp"
#include "engine/formats/yaml_schema.hpp"

namespace schemad::formats::yaml {

json::value Composer::document() {
    Node node(storage_);
    compose(in_.indent - 1, Context::block_out, false, true, node);
    anchors_.count_value();
    return node.take();
}

bool Composer::compose(int parent_indent, Context context, bool seek, bool compact, Node& node) {
    const bool block = context == Context::block_in || context == Context::block_out;
    Properties properties;
    properties.collections = block;
    if (seek && in_.skip_separation(true)) {
        properties.new_line = true;
        properties.against_parent = against(parent_indent);
    }
    if (properties.against_parent == 1) read_properties(parent_indent, block, properties, node);
    const std::string& anchor = properties.anchor;
    const bool collections = properties.collections && (properties.new_line || compact);

    bool content = false, joinable = false;
    const int column = in_.column();
    const int indent = block ? parent_indent + 1 : parent_indent;
    if (properties.against_parent == 1) {
        content =
            (collections && (block_sequence(column, node, anchor) || block_mapping(column, indent, node, anchor))) ||
            flow_collection(indent, node, anchor);
        if (!content) {
            joinable = in_.peek() != '|' && in_.peek() != '>';
            content = read_scalar(indent, context, node);
            if (content && node.kind == Kind::none && properties.any)
                in_.fail("alias node should not have any properties");
        }
    } else if (properties.against_parent == 0 && context == Context::block_out) {
        content = collections && block_sequence(column, node, anchor); // may stand as far left as its key
    }
    const bool found = content || properties.any;
    finish(node, anchor);

    // "&a key: value": the properties belong to the first key of a mapping that starts with them.
    if (joinable && block && !collections && properties.may_join && in_.line == properties.first.line &&
        is_key_separator()) {
        Node key = std::exchange(node, Node(storage_));
        block_mapping(static_cast<int>(properties.first.at - properties.first.line_start), indent, node, {}, &key);
    }
    return found;
}

void Composer::read_properties(int parent_indent, bool block, Properties& properties, Node& node) {
    for (;;) {
        const char c = in_.peek();
        if (c != '!' && c != '&') return;
        // On a line of its own a second tag or anchor belongs to what follows it there.
        if (properties.new_line && (c == '!' ? node.tag != Tag::none : !properties.anchor.empty())) return;
        if (!std::exchange(properties.any, true)) {
            properties.first = mark();
            properties.may_join = in_.first_tab == Cursor::nowhere;
        }
        if (c == '!') {
            if (node.tag != Tag::none) in_.fail("duplication of a tag property");
            node.tag = tags_.read(in_);
        } else {
            read_anchor(properties.anchor);
        }
        if (in_.skip_separation(true)) {
            properties.new_line = true;
            properties.collections = block;
            properties.against_parent = against(parent_indent);
        } else {
            properties.collections = false;
        }
    }
}

void Composer::read_anchor(std::string& anchor) {
    if (!anchor.empty()) in_.fail("duplication of an anchor property");
    const auto from = ++in_.at;
    while (!in_.at_end() && !is_space(in_.peek()) && !is_flow_indicator(in_.peek())) ++in_.at;
    if (in_.at == from) in_.fail("name of an anchor node must contain at least one character");
    anchor = in_.slice(from, in_.at);
}

bool Composer::read_scalar(int indent, Context context, Node& node) {
    const char c = in_.peek();
    if (c == '*') return read_alias(node);
    const bool block = context == Context::block_in || context == Context::block_out;
    if (c == '\'') {
        read_single_quoted(in_, node.text);
    } else if (c == '"') {
        read_double_quoted(in_, node.text);
    } else if (block && (c == '|' || c == '>')) {
        read_block_scalar(in_, indent, node.text);
    } else if (read_plain(in_, indent, context == Context::flow_in, node.text)) {
        if (node.tag == Tag::none) node.tag = Tag::implicit;
    } else {
        return false;
    }
    node.kind = Kind::scalar;
    node.is_text = true;
    return true;
}

bool Composer::read_alias(Node& node) {
    const auto from = ++in_.at;
    while (!in_.at_end() && !is_space(in_.peek()) && !is_flow_indicator(in_.peek())) ++in_.at;
    if (in_.at == from) in_.fail("name of an alias node must contain at least one character");
    anchors_.expand(in_.slice(from, in_.at), depth_, node);
    in_.skip_separation(true);
    return true;
}

void Composer::finish(Node& node, const std::string& anchor) {
    if (node.tag == Tag::implicit) {
        if (node.is_text)
            resolve_plain(node);
        else if (!node.is_null() && node.kind != Kind::scalar)
            in_.fail("unacceptable node kind for !<?> tag");
    } else if (node.tag != Tag::none && node.tag != Tag::non_specific) {
        if (node.tag == Tag::binary && node.is_text) anchors_.count_values(node.text.view().size());
        if (!apply_tag(node)) in_.fail("cannot resolve a node with its explicit tag");
    }
    if (node.tag != Tag::merge) node.tag = Tag::none;
    if (!anchor.empty() && aliases_) anchors_.set(anchor, node);
}

bool Composer::is_key_separator() const noexcept {
    std::size_t ahead = 0;
    while (is_blank(in_.peek(ahead))) ++ahead;
    return in_.peek(ahead) == ':' && is_space(in_.peek(ahead + 1));
}

void Composer::fail_tab() {
    in_.at = in_.first_tab;
    in_.fail("tab characters must not be used in indentation");
}

} // namespace schemad::formats::yaml
