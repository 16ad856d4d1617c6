// SPDX-License-Identifier: Apache-2.0
// read_yaml: one document out of bytes. docs/spec/engine-1-http.md section 1.8.
#include "engine/formats/document_memory.hpp"
#include "engine/formats/formats.hpp"
#include "engine/formats/yaml_composer.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats {
namespace {

using yaml::Cursor;

std::string document_text(std::string_view bytes) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::string text;
    text.reserve(bytes.size() + 1);
    if (bytes.substr(0, byte_order_mark.size()) == byte_order_mark) {
        bytes.remove_prefix(byte_order_mark.size());
        if (bytes.empty()) text += '\n';
    }
    js::append_repaired(text, bytes);
    if (!text.empty() && !yaml::is_break(text.back())) text += '\n';
    return text;
}

void read_prologue(Cursor& in, yaml::Tags& tags) {
    bool directives = false;
    for (;;) {
        in.skip_separation(true);
        if (in.indent > 0 || in.peek() != '%') break;
        tags.read_directive(in);
        directives = true;
    }
    if (in.indent == 0 && in.peek() == '-' && in.peek(1) == '-' && in.peek(2) == '-') {
        in.at += 3;
        in.skip_separation(true);
    } else if (directives) {
        in.fail("directives end mark is expected");
    }
}

void read_epilogue(Cursor& in) {
    in.skip_separation(true);
    if (in.at_marker_line()) {
        if (in.peek() == '.') {
            in.at += 3;
            in.skip_separation(true);
        }
        if (in.at + 1 < in.size()) in.fail("expected a single document in the stream, but found more");
    } else if (in.at + 1 < in.size()) {
        in.fail("end of the stream or a document separator is expected");
    }
}

} // namespace

std::optional<boost::json::value> read_yaml(std::string_view bytes, const Limits& limits,
                                            boost::json::storage_ptr storage) {
    if (bytes.size() > limits.max_bytes) throw ParseError("the document is too large");
    const std::string text = document_text(bytes);
    Cursor in(text);
    if (const auto null = text.find('\0'); null != std::string::npos) {
        in.at = null;
        in.fail("null byte is not allowed in input");
    }
    while (in.peek() == ' ') ++in.indent, ++in.at;
    if (in.at + 1 >= text.size()) return std::nullopt;

    yaml::Tags tags;
    read_prologue(in, tags);
    const bool aliases = text.find('*') != std::string::npos;
    yaml::Composer composer(in, tags, limits, aliases, std::move(storage));
    try {
        auto value = composer.document();
        read_epilogue(in);
        if (composer.has_index_keys()) js::js_order(value);
        return value;
    } catch (const TooCostly& error) { in.fail(error.what()); }
}

} // namespace schemad::formats
