// SPDX-License-Identifier: Apache-2.0
#include "server/http/media_type.hpp"

#include "server/http/text.hpp"

namespace schemad::http {
namespace {

bool is_attr_char(char c) noexcept { // attr-char of RFC 8187: a token without * ' %
    return is_token_char(c) && c != '*' && c != '\'' && c != '%';
}

bool is_charset_char(char c) noexcept { // mime-charsetc of RFC 8187
    return is_digit(c) || is_alpha(c) || std::string_view("!#$%&+-^_`{}~").find(c) != std::string_view::npos;
}

bool is_quoted_char(char c) noexcept { // qdtext and obs-text; the quote and the backslash are looked at before
    const auto u = static_cast<unsigned char>(c);
    return c == '\t' || (u >= 0x20 && u != 0x7F);
}

// One pass over ";name=value" groups; every method returns false when the text breaks the grammar.
class ParameterReader {
public:
    ParameterReader(std::string_view text, bool extended) : text_(text), extended_(extended) {}

    bool read_all(Parameters& into) {
        for (;;) {
            skip_blanks();
            if (done()) return true;
            if (text_[at_++] != ';') return false;
            skip_blanks();
            std::string name;
            std::string value;
            if (!read_name(name) || !read_value(name, value)) return false;
            into.emplace(std::move(name), std::move(value));
        }
    }

private:
    bool done() const noexcept { return at_ == text_.size(); }
    void skip_blanks() noexcept {
        while (!done() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    bool read_name(std::string& name) {
        const auto begin = at_;
        while (!done() && is_token_char(text_[at_])) ++at_;
        if (done() || text_[at_] != '=') return false;
        name = lowered(text_.substr(begin, at_ - begin));
        ++at_;
        return !done(); // a parameter needs a value
    }

    bool read_value(std::string_view name, std::string& value) {
        if (extended_ && name.ends_with('*')) return read_extended(value);
        if (text_[at_] == '"') return read_quoted(value);
        const auto begin = at_;
        while (!done() && is_token_char(text_[at_])) ++at_;
        value = text_.substr(begin, at_ - begin);
        return at_ != begin;
    }

    bool read_quoted(std::string& value) {
        for (++at_; !done(); ++at_) {
            char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (c == '\\' && at_ + 1 < text_.size()) {
                const char next = text_[at_ + 1];
                if (next == '"' || next == '\\') { // any other backslash stands for itself: Windows paths
                    c = next;
                    ++at_;
                }
            }
            if (!is_quoted_char(c)) return false;
            value += c;
        }
        return false;
    }

    bool read_extended(std::string& value) { // charset'language'percent-encoded
        while (!done() && is_charset_char(text_[at_])) ++at_;
        if (done() || text_[at_++] != '\'') return false;
        while (!done() && text_[at_] != '\'') ++at_;
        if (done()) return false;
        ++at_;
        if (done()) return false;
        for (; !done(); ++at_) {
            const char c = text_[at_];
            if (is_attr_char(c)) {
                value += c;
            } else if (c == '%') {
                if (at_ + 2 >= text_.size()) return false;
                const int high = hex_digit(text_[at_ + 1]);
                const int low = hex_digit(text_[at_ + 2]);
                if (high < 0 || low < 0) return false;
                value += static_cast<char>(high * 16 + low);
                at_ += 2;
            } else {
                break;
            }
        }
        return true;
    }

    std::string_view text_;
    bool extended_;
    std::size_t at_ = 0;
};

std::size_t token_length(std::string_view text) noexcept {
    std::size_t n = 0;
    while (n < text.size() && is_token_char(text[n])) ++n;
    return n;
}

} // namespace

std::optional<MediaType> parse_media_type(std::string_view text) {
    const auto type = token_length(text);
    if (type == 0 || type == text.size() || text[type] != '/') return std::nullopt;
    const auto rest = text.substr(type + 1);
    const auto subtype = token_length(rest);
    if (subtype == 0) return std::nullopt;
    MediaType out{lowered(text.substr(0, type)), lowered(rest.substr(0, subtype)), {}};
    if (!ParameterReader(rest.substr(subtype), false).read_all(out.parameters)) return std::nullopt;
    return out;
}

std::optional<Disposition> parse_disposition(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto type = token_length(text);
    Disposition out{lowered(text.substr(0, type)), {}};
    if (!ParameterReader(text.substr(type), true).read_all(out.parameters)) return std::nullopt;
    return out;
}

} // namespace schemad::http
