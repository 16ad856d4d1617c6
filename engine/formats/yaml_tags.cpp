// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_tags.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace schemad::formats::yaml {
namespace {

constexpr std::string_view core = "tag:yaml.org,2002:";

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::optional<Tag> known(std::string_view name) noexcept {
    static constexpr std::array<std::pair<std::string_view, Tag>, 13> tags{{{"str", Tag::str},
                                                                            {"seq", Tag::seq},
                                                                            {"map", Tag::map},
                                                                            {"null", Tag::null},
                                                                            {"bool", Tag::boolean},
                                                                            {"int", Tag::integer},
                                                                            {"float", Tag::floating},
                                                                            {"timestamp", Tag::timestamp},
                                                                            {"merge", Tag::merge},
                                                                            {"binary", Tag::binary},
                                                                            {"omap", Tag::omap},
                                                                            {"pairs", Tag::pairs},
                                                                            {"set", Tag::set}}};
    if (name == "!") return Tag::non_specific;
    if (name == "?") return Tag::implicit;
    if (name.substr(0, core.size()) != core) return std::nullopt;
    name.remove_prefix(core.size());
    for (const auto& [suffix, tag] : tags)
        if (suffix == name) return tag;
    return std::nullopt;
}

int hex(char c) noexcept {
    if (is_digit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Characters of a URI; a '%' needs two hexadecimal digits.
bool is_uri(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return false;
            i += 2;
        } else if (!is_letter(c) && !is_digit(c) &&
                   (c == '\0' || std::string_view("-#;/?:@&=+$,_.!~*'()[]").find(c) == std::string_view::npos)) {
            return false;
        }
    }
    return true;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return std::nullopt;
        out += static_cast<char>(hex(text[i + 1]) << 4 | hex(text[i + 2]));
        i += 2;
    }
    return out;
}

bool is_handle(std::string_view text) noexcept { // "!", "!!" or "!word!"
    if (text == "!" || text == "!!") return true;
    if (text.size() < 3 || text.front() != '!' || text.back() != '!') return false;
    for (const char c : text.substr(1, text.size() - 2))
        if (!is_letter(c) && c != '-') return false;
    return true;
}

bool is_prefix(std::string_view text) noexcept {
    if (text.empty() || is_flow_indicator(text.front())) return false;
    return text.front() == '!' ? is_uri(text.substr(1)) : is_uri(text);
}

// "1.2": 1 and digits
bool is_version_1(std::string_view text) noexcept {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || dot + 1 == text.size()) return false;
    auto major = text.substr(0, dot);
    while (major.size() > 1 && major.front() == '0') major.remove_prefix(1);
    if (major != "1") return false;
    for (const char c : text.substr(dot + 1))
        if (!is_digit(c)) return false;
    return true;
}

} // namespace

void Tags::read_directive(Cursor& in) {
    const auto word = [&] {
        const auto from = in.at;
        while (!in.at_end() && !is_space(in.peek())) ++in.at;
        return in.slice(from, in.at);
    };
    ++in.at;
    const auto name = word();
    if (name.empty()) in.fail("directive name must not be less than one character in length");
    std::vector<std::string_view> arguments;
    for (;;) {
        in.skip_blanks();
        if (in.peek() == '#')
            while (!in.at_end() && !is_break(in.peek())) ++in.at;
        if (in.at_end() || is_break(in.peek())) break;
        arguments.push_back(word());
    }
    if (name == "YAML") {
        if (std::exchange(version_seen_, true)) in.fail("duplication of %YAML directive");
        if (arguments.size() != 1) in.fail("YAML directive accepts exactly one argument");
        if (!is_version_1(arguments[0])) in.fail("unacceptable YAML version of the document");
    } else if (name == "TAG") {
        if (arguments.size() != 2) in.fail("TAG directive accepts exactly two arguments");
        declare(in, arguments[0], arguments[1]);
    } // another name is reserved and ignored
    if (!in.at_end()) in.read_break();
}

void Tags::declare(const Cursor& in, std::string_view handle, std::string_view prefix) {
    if (!is_handle(handle)) in.fail("ill-formed tag handle (first argument) of the TAG directive");
    if (prefixes_.count(handle)) in.fail("there is a previously declared suffix for this tag handle");
    if (!is_prefix(prefix)) in.fail("ill-formed tag prefix (second argument) of the TAG directive");
    auto decoded = percent_decoded(prefix);
    if (!decoded) in.fail("tag prefix is malformed");
    prefixes_.emplace(handle, std::move(*decoded));
}

Tag Tags::read(Cursor& in) const {
    std::string name;
    if (in.peek(1) == '<') { // verbatim
        const auto from = in.at += 2;
        if (!in.at_end()) ++in.at;
        while (!in.at_end() && in.peek() != '>') ++in.at;
        if (in.at_end()) in.fail("unexpected end of the stream within a verbatim tag");
        name = in.slice(from, in.at);
        ++in.at;
    } else {
        const auto from = in.at;
        while (!in.at_end() && !is_space(in.peek())) ++in.at;
        const auto text = in.slice(from, in.at);
        const auto end_of_handle = text.rfind('!') + 1;
        const auto handle = text.substr(0, end_of_handle), suffix = text.substr(end_of_handle);
        if (!is_handle(handle)) in.fail("named tag handle cannot contain such characters");
        for (const char c : suffix)
            if (is_flow_indicator(c)) in.fail("tag suffix cannot contain flow indicator characters");
        const auto decoded = percent_decoded(suffix);
        if (!decoded) in.fail("tag name is malformed");
        if (const auto declared = prefixes_.find(handle); declared != prefixes_.end())
            name = declared->second;
        else if (handle == "!!")
            name = core;
        else if (handle == "!")
            name = handle;
        else
            in.fail("undeclared tag handle");
        name += *decoded;
    }
    const auto tag = known(name);
    if (!tag) in.fail("unknown tag");
    return *tag;
}

} // namespace schemad::formats::yaml
