// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "engine/formats/formats.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats {
namespace {

namespace json = boost::json;

constexpr std::string_view hex = "0123456789abcdef";

// Collects small pieces before they go to the text: most of a snapshot is keys of a few bytes, and each append to a
// string would cost more than the bytes do.
class Pieces {
public:
    explicit Pieces(std::string& out) : out_(out) {}
    void put(char c) {
        if (at_ == buffer_.size()) flush();
        buffer_[at_++] = c;
    }
    void put(std::string_view text) {
        if (text.size() > buffer_.size() - at_) {
            flush();
            if (text.size() > buffer_.size()) {
                out_.append(text);
                return;
            }
        }
        std::memcpy(buffer_.data() + at_, text.data(), text.size());
        at_ += text.size();
    }
    void flush() {
        out_.append(buffer_.data(), at_);
        at_ = 0;
    }

private:
    std::string& out_;
    std::size_t at_ = 0;
    std::array<char, std::size_t{16} * 1024> buffer_;
};

void put_unit(Pieces& out, std::uint32_t unit) { // \uxxxx
    out.put("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) out.put(hex[unit >> shift & 15]);
}

void put_string(Pieces& out, std::string_view text) {
    const char *at = text.data(), *from = at, *const end = at + text.size();
    const auto upto = [&](const char* stop) { out.put({from, static_cast<std::size_t>(stop - from)}); };
    out.put('"');
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
        upto(at);
        switch (byte) {
        case '"': out.put("\\\""); break;
        case '\\': out.put("\\\\"); break;
        case '\b': out.put("\\b"); break;
        case '\t': out.put("\\t"); break;
        case '\n': out.put("\\n"); break;
        case '\f': out.put("\\f"); break;
        case '\r': out.put("\\r"); break;
        default: put_unit(out, surrogate ? surrogate : byte);
        }
        at += surrogate ? 3 : 1;
        from = at;
    }
    upto(end);
    out.put('"');
}

void put_number(Pieces& out, const json::value& v) {
    constexpr std::int64_t safe = std::int64_t{1} << 53;
    if (const auto* i = v.if_int64(); i && *i >= -safe && *i <= safe) {
        std::array<char, 24> text{};
        const auto* last = std::to_chars(text.data(), text.data() + text.size(), *i).ptr;
        out.put({text.data(), static_cast<std::size_t>(last - text.data())});
    } else if (const double number = js::number_of(v); std::isfinite(number)) {
        out.put(js::number_text(number));
    } else {
        out.put("null");
    }
}

class Writer {
public:
    Writer(std::string& out, bool indented) : out_(out), indented_(indented) {}

    void whole(const json::value& v) {
        value(v);
        out_.flush();
    }

private:
    void value(const json::value& v) {
        switch (v.kind()) {
        case json::kind::null: out_.put("null"); break;
        case json::kind::bool_: out_.put(v.get_bool() ? "true" : "false"); break;
        case json::kind::string: put_string(out_, v.get_string()); break;
        case json::kind::array:
            list('[', ']', v.get_array(), [this](const json::value& element) { value(element); });
            break;
        case json::kind::object:
            list('{', '}', v.get_object(), [this](const json::key_value_pair& member) {
                put_string(out_, member.key());
                out_.put(indented_ ? ": " : ":");
                value(member.value());
            });
            break;
        default: put_number(out_, v);
        }
    }

    template <class Items, class One> void list(char open, char close, const Items& items, One one) {
        out_.put(open);
        if (!items.empty()) {
            ++depth_;
            bool first = true;
            for (const auto& item : items) {
                if (!first) out_.put(',');
                first = false;
                line();
                one(item);
            }
            --depth_;
            line();
        }
        out_.put(close);
    }
    void line() {
        if (!indented_) return;
        out_.put('\n');
        for (std::size_t i = 0; i < depth_; ++i) out_.put('\t');
    }

    Pieces out_;
    bool indented_;
    std::size_t depth_ = 0;
};

} // namespace

void write_json(std::string& out, const json::value& v) { Writer(out, false).whole(v); }

std::string write_json(const json::value& v) {
    std::string out;
    write_json(out, v);
    return out;
}

std::string write_json_indented(const json::value& v) {
    std::string out;
    Writer(out, true).whole(v);
    return out;
}

} // namespace schemad::formats
