// SPDX-License-Identifier: Apache-2.0
// What the YAML reader holds while it composes a document. docs/spec/engine-1-http.md section 1.8. Internal to
// engine/formats.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/value.hpp>

namespace schemad::formats::yaml {

namespace json = boost::json;

enum class Kind : std::uint8_t { none, scalar, sequence, mapping };

// The tags that the default schema knows; another one is an error where it stands.
enum class Tag : std::uint8_t {
    none,
    implicit,     // a plain scalar, or !<?>
    non_specific, // "!"
    str,
    seq,
    map,
    null,
    boolean,
    integer,
    floating,
    timestamp,
    merge,
    binary,
    omap,
    pairs,
    set
};

// A scalar's text: a view of the document while that is enough, its own string after folding or an escape.
// A view is good only as long as the document.
class Text {
public:
    std::string_view view() const noexcept { return owned_ ? std::string_view(own_) : seen_; }
    bool empty() const noexcept { return view().empty(); }
    void append(std::string_view part) {
        if (part.empty()) return;
        if (!owned_ && seen_.empty())
            seen_ = part;
        else
            own().append(part);
    }
    void append(std::size_t count, char c) {
        if (count) own().append(count, c);
    }
    std::string& own() {
        if (!owned_) own_.assign(seen_);
        owned_ = true;
        return own_;
    }

private:
    std::string_view seen_ = ""; // never null: boost::json copies from it even when empty
    std::string own_;
    bool owned_ = false;
};

// One composed node. Its value lives in the storage it was made with.
struct Node {
    explicit Node(json::storage_ptr storage) : value(std::move(storage)) {}

    Kind kind = Kind::none;
    Tag tag = Tag::none;
    bool is_text = false; // `text` holds the content, not yet `value`
    bool is_date = false; // `value` is the ISO text of `date`; only String(key) can tell
    bool is_bytes = false;
    std::int64_t date = 0; // milliseconds of the epoch
    Text text;
    json::value value;

    void set(json::value&& v) {
        is_text = false;
        value = std::move(v);
    }
    bool is_null() const noexcept { return !is_text && value.is_null(); }
    json::value take() { // in the storage of `value`
        if (is_text) return json::value(json::string(text.view(), value.storage()));
        return std::move(value);
    }
};

} // namespace schemad::formats::yaml
