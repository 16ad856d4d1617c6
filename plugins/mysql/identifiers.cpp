// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/identifiers.hpp"

#include <algorithm>

namespace schemad::mysql {

namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool is_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::vector<Chain> run() {
        bool only_blanks = false;
        char before = 0;
        while (skip_blanks(), at_ < text_.size()) {
            if (const char c = text_[at_]; c != '`' && !is_word(c)) {
                before = c;
                only_blanks = false;
                skip_other(c);
                continue;
            }
            Chain chain;
            chain.adjacent = only_blanks;
            chain.before = before;
            chain.quoted = read_name(chain.parts);
            while (skip_blanks(), at_ < text_.size() && text_[at_] == '.') {
                ++at_;
                skip_blanks();
                if (at_ >= text_.size() || (text_[at_] != '`' && !is_word(text_[at_]))) break;
                chain.quoted = read_name(chain.parts);
            }
            chain.after = at_ < text_.size() ? text_[at_] : '\0';
            before = is_word(text_[at_ - 1]) || text_[at_ - 1] == '`' ? 'a' : text_[at_ - 1];
            only_blanks = true;
            chains_.push_back(std::move(chain));
        }
        return std::move(chains_);
    }

private:
    bool starts(std::string_view with) const noexcept { return text_.substr(at_).starts_with(with); }
    void skip_to(std::string_view end) noexcept {
        const auto found = text_.find(end, at_);
        at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    }
    void skip_blanks() noexcept {
        for (;;) {
            while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
            if (at_ >= text_.size()) return;
            if (starts("/*!") || starts("/*M!")) {
                at_ = text_.find('!', at_) + 1;
                while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
            } else if (starts("*/")) { // the end of such a one
                at_ += 2;
            } else if (starts("/*")) {
                skip_to("*/");
            } else if (text_[at_] == '#' || (starts("--") && (at_ + 2 >= text_.size() || is_blank(text_[at_ + 2])))) {
                skip_to("\n");
            } else {
                return;
            }
        }
    }
    void skip_other(char c) noexcept {
        ++at_;
        if (c != '\'' && c != '"') return;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            } else if (text_[at_] == c) {
                break; // a doubled one begins the next text at once
            }
        }
        at_ = std::min(at_ + 1, text_.size());
    }
    bool read_name(std::vector<std::string>& parts) {
        std::string name;
        const bool quoted = text_[at_] == '`';
        if (!quoted) {
            while (at_ < text_.size() && is_word(text_[at_])) name += text_[at_++];
        } else {
            for (++at_; at_ < text_.size(); ++at_) {
                if (text_[at_] == '`') {
                    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '`') break;
                    ++at_;
                }
                name += text_[at_];
            }
            at_ = std::min(at_ + 1, text_.size());
        }
        parts.push_back(std::move(name));
        return quoted;
    }

    const std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Chain> chains_;
};

} // namespace

std::vector<Chain> chains_of(std::string_view definition) { return Scanner(definition).run(); }

} // namespace schemad::mysql
