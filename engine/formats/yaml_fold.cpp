// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_fold.hpp"

#include <algorithm>

namespace schemad::formats::yaml {
namespace {

// A text that begins, after empty lines, with a space needs its indentation said.
bool needs_indicator(std::string_view text) noexcept {
    const auto at = text.find_first_not_of('\n');
    return at != std::string_view::npos && text[at] == ' ';
}

void append_header(std::string& out, std::string_view text, char kind) {
    out += kind;
    if (needs_indicator(text)) out += '2';
    const bool ends_line = !text.empty() && text.back() == '\n';
    const bool keeps = ends_line && (text.size() == 1 || text[text.size() - 2] == '\n');
    if (keeps)
        out += '+';
    else if (!ends_line)
        out += '-';
    out += '\n';
}

// The whole text folded: breaks between lines that could run together are doubled.
std::string folded(std::string_view text, std::size_t width) {
    std::string out;
    const auto first = std::min(text.find('\n'), text.size());
    append_folded_line(out, text.substr(0, first), width);
    bool more_indented = text[0] == '\n' || text[0] == ' ';
    for (std::size_t at = first; at < text.size();) {
        const auto line_at = std::min(text.find_first_not_of('\n', at), text.size());
        const auto end = std::min(text.find('\n', line_at), text.size());
        const auto line = text.substr(line_at, end - line_at);
        const bool indented = !line.empty() && line[0] == ' ';
        out.append(text.substr(at, line_at - at));
        if (!more_indented && !indented && !line.empty()) out += '\n';
        append_folded_line(out, line, width);
        more_indented = indented;
        at = end;
    }
    return out;
}

void append_indented(std::string& out, std::string_view text, std::size_t indent) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (end > at) {
            out.append(indent, ' ');
            out.append(text.substr(at, end - at));
        }
        if (end < text.size() && end + 1 < text.size()) out += '\n';
        at = end + 1;
    }
}

std::size_t units_of(unsigned char byte) noexcept { // a character counts where it begins
    return (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
}

} // namespace

void append_folded_line(std::string& out, std::string_view line, std::size_t width) {
    if (line.empty() || line[0] == ' ') {
        out.append(line);
        return;
    }
    // In bytes and in units.
    struct Position {
        std::size_t at = 0, units = 0;
    };
    Position start, current;
    bool first = true;
    const auto put = [&](std::size_t from, std::size_t to) {
        if (!first) out += '\n';
        first = false;
        out.append(line.substr(from, to - from));
    };
    std::size_t units = 0, searchable = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (i >= searchable && line[i] == ' ' && i + 1 < line.size() && line[i + 1] != ' ') { // a place to break
            const Position next{i, units};
            if (next.units - start.units > width) {
                const Position end = current.at > start.at ? current : next;
                put(start.at, end.at);
                start = {end.at + 1, end.units + 1};
            }
            current = next;
            searchable = i + 2;
        }
        units += units_of(static_cast<unsigned char>(line[i]));
    }
    if (units - start.units > width && current.at > start.at) {
        put(start.at, current.at);
        put(current.at + 1, line.size());
    } else {
        put(start.at, line.size());
    }
}

void append_block(std::string& out, std::string_view text, std::size_t indent, std::size_t width) {
    append_header(out, text, width ? '>' : '|');
    if (width)
        append_indented(out, folded(text, width), indent);
    else
        append_indented(out, text, indent);
}

} // namespace schemad::formats::yaml
