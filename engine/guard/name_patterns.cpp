// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/name_patterns.hpp"

#include <algorithm>
#include <stdexcept>

namespace schemad::guard {

namespace {

// By character; a byte that is no UTF-8 stands for itself, beyond all characters.
std::u32string characters(std::string_view text) {
    std::u32string all;
    all.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t size = byte < 0x80             ? 1
                                 : (byte & 0xE0) == 0xC0 ? 2
                                 : (byte & 0xF0) == 0xE0 ? 3
                                 : (byte & 0xF8) == 0xF0 ? 4
                                                         : 0;
        char32_t c = size == 1 ? byte : byte & (0x7Fu >> size);
        std::size_t n = 1;
        while (n < size && i + n < text.size() && (static_cast<unsigned char>(text[i + n]) & 0xC0) == 0x80)
            c = (c << 6) | (static_cast<unsigned char>(text[i + n++]) & 0x3Fu);
        if (size == 0 || n < size) c = 0x110000u + byte, n = 1;
        all += c;
        i += n;
    }
    return all;
}

// Where the set that opens at `at` closes. A `]` right behind the opening, or behind `!`, is one of its characters.
std::size_t end_of_set(std::u32string_view text, std::size_t at) {
    auto first = at + 1;
    if (first < text.size() && text[first] == U'!') ++first;
    const auto close = text.find(U']', first + 1);
    if (close == text.npos) throw std::invalid_argument("a [ has no ]; a [ itself is written [[]");
    return close;
}

} // namespace

NamePart::NamePart(std::u32string_view text) {
    if (text.empty()) throw std::invalid_argument("a name is empty");
    for (std::size_t i = 0; i < text.size(); ++i) {
        Token token{Token::Kind::one, text[i], {}};
        if (text[i] == U'*') {
            token.kind = Token::Kind::run;
            if (!tokens_.empty() && tokens_.back().kind == Token::Kind::run) continue;
        } else if (text[i] == U'?') {
            token.kind = Token::Kind::any;
        } else if (text[i] == U'\\') {
            if (++i == text.size()) throw std::invalid_argument("a \\ is at the end of a name");
            token.c = text[i];
        } else if (text[i] == U'[') {
            token.kind = Token::Kind::set;
            const auto close = end_of_set(text, i);
            if (text[++i] == U'!') token.negated = true, ++i;
            for (; i < close; ++i) {
                const bool range = i + 2 < close && text[i + 1] == U'-';
                const auto last = range ? text[i + 2] : text[i];
                if (last < text[i]) throw std::invalid_argument("a range in [] runs backwards");
                token.ranges += text[i];
                token.ranges += last;
                if (range) i += 2;
            }
        }
        tokens_.push_back(std::move(token));
    }
}

bool NamePart::Token::takes(char32_t character) const {
    if (kind == Kind::any) return true;
    if (kind == Kind::one) return c == character;
    bool inside = false;
    for (std::size_t i = 0; i + 1 < ranges.size(); i += 2)
        inside = inside || (ranges[i] <= character && character <= ranges[i + 1]);
    return inside != negated;
}

// Only the last `*` is ever taken further: what an earlier one could take besides, the last one can as well.
bool NamePart::matches(std::u32string_view name) const {
    std::size_t at = 0, token = 0, run = tokens_.size(), run_from = 0;
    while (at < name.size()) {
        if (token < tokens_.size() && tokens_[token].kind == Token::Kind::run) {
            run = token++;
            run_from = at;
        } else if (token < tokens_.size() && tokens_[token].takes(name[at])) {
            ++token, ++at;
        } else if (run < tokens_.size()) {
            token = run + 1;
            at = ++run_from;
        } else {
            return false;
        }
    }
    while (token < tokens_.size() && tokens_[token].kind == Token::Kind::run) ++token;
    return token == tokens_.size();
}

void NamePatterns::add(std::string_view pattern) {
    if (pattern.empty()) throw std::invalid_argument("it is empty");
    if (pattern.size() > max_bytes)
        throw std::invalid_argument("it is longer than " + std::to_string(max_bytes) + " bytes");
    if (patterns_.size() == max_patterns)
        throw std::invalid_argument("there are more than " + std::to_string(max_patterns));
    const auto text = characters(pattern);
    const std::u32string_view whole{text};
    auto dot = whole.npos;
    for (std::size_t i = 0; i < whole.size() && dot == whole.npos; ++i) {
        if (whole[i] == U'\\') {
            ++i;
        } else if (whole[i] == U'[') {
            i = end_of_set(whole, i);
        } else if (whole[i] == U'.') {
            dot = i;
        }
    }
    Pattern made{NamePart(whole.substr(0, dot)), {}};
    if (dot != whole.npos) made.field.emplace_back(whole.substr(dot + 1));
    patterns_.push_back(std::move(made));
}

bool NamePatterns::names_fields() const noexcept {
    return std::any_of(patterns_.begin(), patterns_.end(), [](const Pattern& one) { return !one.field.empty(); });
}

bool NamePatterns::collection(std::string_view name) const {
    if (patterns_.empty()) return false;
    const auto text = characters(name);
    for (const auto& pattern : patterns_)
        if (pattern.field.empty() && pattern.collection.matches(text)) return true;
    return false;
}

bool NamePatterns::field(std::string_view collection, std::string_view name) const {
    if (patterns_.empty()) return false;
    const auto owner = characters(collection), field = characters(name);
    for (const auto& pattern : patterns_)
        if (pattern.collection.matches(owner) && (pattern.field.empty() || pattern.field[0].matches(field)))
            return true;
    return false;
}

} // namespace schemad::guard
