// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "engine/formats/formats.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats {
namespace {

namespace json = boost::json;

constexpr std::string_view hex = "0123456789abcdef";

void append_unit(std::string& out, std::uint32_t unit) { // \uxxxx
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += hex[unit >> shift & 15];
}

void append_string(std::string& out, std::string_view text) {
    const char *at = text.data(), *from = at, *const end = at + text.size();
    out += '"';
    for (;;) {
        at = js::swar::find(at, end, [](std::uint64_t word) {
            using namespace js::swar;
            return equal_to(word, '"') | equal_to(word, '\\') | below(word, 0x20) | equal_to(word, 0xED);
        });
        if (at == end) break;
        const auto byte = static_cast<unsigned char>(*at);
        const std::uint32_t surrogate = js::surrogate_at(at, end);
        if (byte == 0xED && !surrogate) { // a Korean letter
            ++at;
            continue;
        }
        out.append(from, at);
        switch (byte) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\t': out += "\\t"; break;
        case '\n': out += "\\n"; break;
        case '\f': out += "\\f"; break;
        case '\r': out += "\\r"; break;
        default: append_unit(out, surrogate ? surrogate : byte);
        }
        at += surrogate ? 3 : 1;
        from = at;
    }
    out.append(from, end);
    out += '"';
}

void append_number(std::string& out, const json::value& v) {
    constexpr std::int64_t safe = std::int64_t{1} << 53;
    if (const auto* i = v.if_int64(); i && *i >= -safe && *i <= safe) {
        std::array<char, 24> text{};
        out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), *i).ptr);
    } else if (const double number = js::number_of(v); std::isfinite(number)) {
        js::append_number(out, number);
    } else {
        out += "null";
    }
}

class Writer {
public:
    Writer(std::string& out, bool indented) : out_(out), indented_(indented) {}

    void value(const json::value& v) {
        switch (v.kind()) {
        case json::kind::null: out_ += "null"; break;
        case json::kind::bool_: out_ += v.get_bool() ? "true" : "false"; break;
        case json::kind::string: append_string(out_, v.get_string()); break;
        case json::kind::array:
            list('[', ']', v.get_array(), [this](const json::value& element) { value(element); });
            break;
        case json::kind::object:
            list('{', '}', v.get_object(), [this](const json::key_value_pair& member) {
                append_string(out_, member.key());
                out_ += indented_ ? ": " : ":";
                value(member.value());
            });
            break;
        default: append_number(out_, v);
        }
    }

private:
    template <class Items, class One> void list(char open, char close, const Items& items, One one) {
        out_ += open;
        if (!items.empty()) {
            ++depth_;
            bool first = true;
            for (const auto& item : items) {
                if (!first) out_ += ',';
                first = false;
                line();
                one(item);
            }
            --depth_;
            line();
        }
        out_ += close;
    }
    void line() {
        if (indented_) out_.append(1, '\n').append(depth_, '\t');
    }

    std::string& out_;
    bool indented_;
    std::size_t depth_ = 0;
};

} // namespace

void write_json(std::string& out, const json::value& v) { Writer(out, false).value(v); }

std::string write_json(const json::value& v) {
    std::string out;
    write_json(out, v);
    return out;
}

std::string write_json_indented(const json::value& v) {
    std::string out;
    Writer(out, true).value(v);
    return out;
}

} // namespace schemad::formats
