// SPDX-License-Identifier: Apache-2.0
// Sequences and mappings in both styles.
#include <optional>
#include <utility>

#include "engine/formats/yaml_composer_level.hpp"
#include "engine/formats/yaml_schema.hpp"

namespace schemad::formats::yaml {

bool Composer::block_sequence(int indent, Node& node, const std::string& anchor) {
    const auto at_item = [this] { return in_.peek() == '-' && is_space(in_.peek(1)); };
    if (in_.first_tab != Cursor::nowhere || !at_item()) return false;
    const Level level(*this);
    open_anchor(anchor);
    json::array items(storage_);
    while (!in_.at_end()) {
        if (in_.first_tab != Cursor::nowhere) fail_tab();
        if (!at_item()) break;
        ++in_.at;
        anchors_.count_value();
        if (in_.skip_separation(true) && in_.indent <= indent) {
            items.emplace_back(nullptr);
            continue;
        }
        const auto line = in_.line;
        Node item(storage_);
        compose(indent, Context::block_in, false, true, item);
        items.push_back(item.take());
        in_.skip_separation(true);
        if ((in_.line == line || in_.indent > indent) && !in_.at_end()) in_.fail("bad indentation of a sequence entry");
        if (in_.indent < indent) break;
    }
    node.kind = Kind::sequence;
    node.set(std::move(items));
    return true;
}

bool Composer::block_mapping(int indent, int key_indent, Node& node, const std::string& anchor, Node* given) {
    if (!given && in_.first_tab != Cursor::nowhere) return false;
    open_anchor(anchor);
    std::optional<Level> level; // from when it is known to be a mapping
    Mapping pairs(in_, storage_);
    Node key(storage_);
    Mark key_mark = mark();
    bool explicit_key = false; // behind "?", before ":"
    const auto store_lone_key = [&] {
        Node nothing(storage_);
        store(pairs, key, nothing, key_mark);
        key = Node(storage_);
    };
    while (!in_.at_end()) {
        if (!given && !explicit_key && in_.first_tab != Cursor::nowhere) fail_tab();
        const auto line = in_.line;
        const char c = in_.peek();
        bool compact = false;
        if (!given && (c == '?' || c == ':') && is_space(in_.peek(1))) {
            if (c == '?') {
                if (explicit_key) store_lone_key();
                if (!level) level.emplace(*this);
                explicit_key = true;
            } else if (explicit_key) {
                explicit_key = false;
            } else {
                in_.fail("incomplete explicit mapping pair; a key node is missed");
            }
            compact = true;
            ++in_.at;
        } else {
            const Mark here = mark();
            Node composed(storage_);
            if (given)
                composed = std::move(*std::exchange(given, nullptr));
            else if (!compose(key_indent, Context::flow_out, false, true, composed))
                break;
            if (in_.line == line) in_.skip_blanks();
            if (in_.line != line || in_.peek() != ':') {
                if (level)
                    in_.fail(in_.line == line ? "can not read an implicit mapping pair; a colon is missed"
                                              : "a multiline key may not be an implicit key");
                const Tag outer = node.tag;
                node = std::move(composed);
                node.tag = outer;
                return true; // what was found, not a mapping
            }
            ++in_.at;
            if (!is_space(in_.peek()))
                in_.fail("a whitespace character is expected after the key-value separator within a block mapping");
            if (explicit_key) store_lone_key();
            if (!level) level.emplace(*this);
            explicit_key = false;
            key = std::move(composed);
            key_mark = here;
        }
        if (explicit_key) key_mark = mark();
        Node value(storage_);
        const bool found = compose(indent, Context::block_out, true, compact, value);
        if (explicit_key) {
            if (found) key = std::move(value);
            key.tag = Tag::none; // "? <<" does not merge
        } else {
            store(pairs, key, value, key_mark);
            key = Node(storage_);
        }
        in_.skip_separation(true);
        if ((in_.line == line || in_.indent > indent) && !in_.at_end()) in_.fail("bad indentation of a mapping entry");
        if (in_.indent < indent) break;
    }
    if (explicit_key) store_lone_key();
    if (!level) return false;
    node.kind = Kind::mapping;
    node.set(pairs.finish(has_index_keys_));
    return true;
}

bool Composer::flow_collection(int indent, Node& node, const std::string& anchor) {
    const char opening = in_.peek();
    if (opening != '[' && opening != '{') return false;
    const bool is_mapping = opening == '{';
    const Level level(*this);
    open_anchor(anchor);
    Mapping pairs(in_, storage_);
    json::array items(storage_);
    ++in_.at;
    for (bool more = true; !in_.at_end();) {
        in_.skip_separation(true);
        const char c = in_.peek();
        if (c == (is_mapping ? '}' : ']')) {
            ++in_.at;
            node.kind = is_mapping ? Kind::mapping : Kind::sequence;
            node.set(is_mapping ? json::value(pairs.finish(has_index_keys_)) : json::value(std::move(items)));
            return true;
        }
        if (!more) in_.fail("missed comma between flow collection entries");
        if (c == ',') in_.fail("expected the node content, but found ','");
        flow_entry(indent, is_mapping ? &pairs : nullptr, &items);
        in_.skip_separation(true);
        more = in_.peek() == ',';
        if (more) ++in_.at;
    }
    in_.fail("unexpected end of the stream within a flow collection");
}

void Composer::flow_entry(int indent, Mapping* mapping, json::array* sequence) {
    const bool is_explicit = in_.peek() == '?' && is_space(in_.peek(1));
    if (is_explicit) {
        ++in_.at;
        in_.skip_separation(true);
    }
    const Mark here = mark();
    Node key(storage_), value(storage_);
    compose(indent, Context::flow_in, false, true, key);
    in_.skip_separation(true);
    const bool is_pair = (is_explicit || in_.line == here.line) && in_.peek() == ':';
    if (!mapping && !is_pair && !is_explicit) {
        anchors_.count_value();
        sequence->push_back(key.take());
        return;
    }
    std::optional<Level> level; // "[a: b]" is [{a: b}]
    if (!mapping) level.emplace(*this);
    if (is_pair) {
        ++in_.at;
        in_.skip_separation(true);
        compose(indent, Context::flow_in, false, true, value);
    }
    if (mapping) {
        store(*mapping, key, value, here);
    } else {
        Mapping single(in_, storage_);
        store(single, key, value, here);
        anchors_.count_value();
        sequence->push_back(single.finish(has_index_keys_));
    }
}

void Composer::store(Mapping& pairs, Node& key, Node& value, const Mark& here) {
    if (key.tag == Tag::merge) {
        if (!value.is_date) pairs.merge(value.take()); // a date is an object without keys
        return;
    }
    std::string_view name;
    if (key.is_text) {
        name = key.text.view();
    } else {
        key_.clear();
        if (!key_text(key, key_)) in_.fail("nested arrays are not supported inside keys");
        name = key_;
    }
    anchors_.count_value();
    pairs.add(name, value.take(), here);
}

} // namespace schemad::formats::yaml
