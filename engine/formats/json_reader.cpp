// SPDX-License-Identifier: Apache-2.0
// JSON.parse in one pass. Our own and not Boost.JSON's parser, which refuses lone surrogates and ill-formed UTF-8,
// rounds some doubles wrongly (1.81: 2.2250738585072011e-308) and does not count; its value_stack builds the values.
#include <algorithm>
#include <charconv>
#include <cstring>

#include "engine/formats/document_memory.hpp"
#include "engine/formats/formats.hpp"
#include "engine/js/decimal.hpp"
#include "engine/js/text.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats {
namespace {

namespace json = boost::json;

constexpr std::size_t deepest = 1000;       // whatever Limits say: values are walked by recursion
constexpr std::size_t largest = 0x7FFFFFFE; // what one boost::json value holds

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

class JsonReader {
public:
    JsonReader(std::string_view text, const Limits& limits, json::storage_ptr sp)
        : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), nodes_left_(limits.max_nodes),
          max_depth_(std::min(limits.max_depth, deepest)) {
        if (text.size() > std::min(limits.max_bytes, largest)) throw ParseError("The JSON text is too large");
        made_.reset(std::move(sp));
    }

    json::value read() {
        try {
            value(0);
        } catch (const TooCostly& error) { fail(error.what(), at_); }
        blanks();
        if (at_ != end_) unexpected();
        return made_.release();
    }
    bool has_index_like_keys() const noexcept { return index_like_; }
    bool has_proto_keys() const noexcept { return proto_; }

private:
    [[noreturn]] void fail(const char* what, const char* where) const {
        throw ParseError(std::string(what) + " at byte " + std::to_string(where - begin_));
    }
    [[noreturn]] void unexpected() const {
        if (at_ == end_) fail("Unexpected end of JSON", at_);
        fail("Unexpected character in JSON", at_);
    }

    void blanks() noexcept {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    }
    bool take(char c) noexcept {
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    void expect(std::string_view word) {
        for (const char c : word)
            if (!take(c)) unexpected();
    }

    void value(std::size_t depth) {
        blanks();
        if (at_ == end_) unexpected();
        if (nodes_left_-- == 0) fail("Too many values in JSON", at_);
        switch (*at_) {
        case '{': object(depth + 1); break;
        case '[': array(depth + 1); break;
        case '"': ++at_, made_.push_string(string()); break;
        case 't': expect("true"), made_.push_bool(true); break;
        case 'f': expect("false"), made_.push_bool(false); break;
        case 'n': expect("null"), made_.push_null(); break;
        default: number();
        }
    }

    void array(std::size_t depth) {
        if (depth > max_depth_) fail("JSON is nested too deeply", at_);
        ++at_;
        std::size_t count = 0;
        blanks();
        if (!take(']')) {
            do {
                value(depth);
                ++count;
                blanks();
            } while (take(','));
            expect("]");
        }
        made_.push_array(count);
    }

    void object(std::size_t depth) {
        if (depth > max_depth_) fail("JSON is nested too deeply", at_);
        ++at_;
        std::size_t count = 0;
        blanks();
        if (!take('}')) {
            do {
                blanks();
                expect("\"");
                const auto key = string();
                index_like_ = index_like_ || (!key.empty() && is_digit(key[0]) && js::array_index(key));
                proto_ = proto_ || key == "__proto__";
                made_.push_key(key);
                blanks();
                expect(":");
                value(depth);
                ++count;
                blanks();
            } while (take(','));
            expect("}");
        }
        made_.push_object(count); // a key again: its last value, in the first one's place
    }

    // What is behind an opening quote. A view of the input where nothing had to be translated, else of text_.
    std::string_view string() {
        const char *from = at_, *const opened = at_ - 1;
        text_.clear();
        for (;;) {
            at_ = js::swar::find(at_, end_, [](std::uint64_t word) {
                using namespace js::swar;
                return equal_to(word, '"') | equal_to(word, '\\') | below(word, 0x20) | not_ascii(word);
            });
            if (at_ == end_) fail("Unterminated string in JSON", opened);
            if (*at_ == '"') {
                const std::string_view rest(from, static_cast<std::size_t>(at_++ - from));
                if (text_.empty()) return rest;
                return text_.append(rest);
            }
            const auto step = js::utf8_step(at_, end_);
            if (*at_ == '\\') {
                text_.append(from, at_++);
                escape();
                from = at_;
            } else if (step.length == 1 && step.valid) {
                fail("Control character in a string in JSON", at_);
            } else if (step.valid) {
                at_ += step.length;
            } else {
                text_.append(from, at_).append(js::replacement);
                from = at_ += step.length;
            }
        }
    }

    void escape() {
        static constexpr std::string_view names = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
        if (at_ == end_) unexpected();
        if (const auto i = names.find(*at_); i != names.npos) {
            text_ += meant[i];
            ++at_;
            return;
        }
        expect("u");
        std::uint32_t code = four_digits();
        if (code >= 0xD800 && code < 0xDC00 && end_ - at_ >= 2 && at_[0] == '\\' && at_[1] == 'u') {
            const char* const before = at_;
            at_ += 2;
            const std::uint32_t low = four_digits();
            if (low >= 0xDC00 && low < 0xE000)
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            else
                at_ = before; // the first stays alone, the second is read again
        }
        js::append_code_point(text_, code);
    }

    std::uint32_t four_digits() {
        std::uint32_t code = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            if (at_ == end_) unexpected();
            const char c = *at_;
            std::uint32_t digit = 0;
            if (is_digit(c))
                digit = static_cast<std::uint32_t>(c - '0');
            else if (c >= 'a' && c <= 'f')
                digit = static_cast<std::uint32_t>(c - 'a' + 10);
            else if (c >= 'A' && c <= 'F')
                digit = static_cast<std::uint32_t>(c - 'A' + 10);
            else
                unexpected();
            code = code << 4 | digit;
        }
        return code;
    }

    void digits() {
        if (at_ == end_ || !is_digit(*at_)) unexpected();
        while (at_ != end_ && is_digit(*at_)) ++at_;
    }

    void number() {
        const char* const from = at_;
        const bool negative = take('-');
        if (!take('0')) digits();
        bool integer = true;
        if (take('.')) digits(), integer = false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            digits(), integer = false;
        }
        if (integer) {
            std::int64_t i = 0;
            if (std::from_chars(from, at_, i).ec == std::errc{} && (i != 0 || !negative)) return made_.push_int64(i);
            std::uint64_t u = 0;
            if (!negative && std::from_chars(from, at_, u).ec == std::errc{}) return made_.push_uint64(u);
        }
        made_.push_double(js::decimal({from, static_cast<std::size_t>(at_ - from)}));
    }

    const char *begin_, *at_, *end_;
    std::size_t nodes_left_, max_depth_;
    bool index_like_ = false, proto_ = false;
    std::string text_;
    json::value_stack made_;
};

void erase_proto(json::value& v) {
    if (auto* o = v.if_object()) {
        if (const auto found = o->find("__proto__"); found != o->end()) o->stable_erase(found);
        for (auto& member : *o) erase_proto(member.value());
    } else if (auto* a = v.if_array()) {
        for (auto& element : *a) erase_proto(element);
    }
}

} // namespace

json::value read_json(std::string_view bytes, const Limits& limits, bool drop_proto, json::storage_ptr sp) {
    JsonReader reader(bytes, limits, std::move(sp));
    auto v = reader.read();
    if (drop_proto && reader.has_proto_keys()) erase_proto(v);
    if (reader.has_index_like_keys()) js::js_order(v);
    return v;
}

} // namespace schemad::formats
