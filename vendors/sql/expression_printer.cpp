// SPDX-License-Identifier: Apache-2.0
// The tree as SQL. Whatever stood in the text of a token is quoted here anew, by the rules of the language.
#include <algorithm>

#include "vendors/sql/expression.hpp"
#include "vendors/sql/expression_tokens.hpp"

namespace schemad::sql {

namespace {

class Printer : SqlWriter {
public:
    explicit Printer(Language language) : language_(language) {}
    SqlText print(const Expression& node) {
        write(node);
        return made(std::move(out_));
    }

private:
    void write(const Expression& node) {
        if (!node.parts.empty()) {
            for (const auto& part : node.parts) write(part);
            return;
        }
        put(node.gap, token(node));
    }

    std::string token(const Expression& node) const {
        switch (node.kind) {
        case Expression::text: return introduced(node, text_literal(node.content, style()).str());
        case Expression::bits: return introduced(node, bits(node.content));
        case Expression::name:
            // SQLite shows an expression as it was written: one word stays without marks
            if (language_ == Language::sqlite && node.introducer == "bare") return node.content;
            return quote(node.content, language_ == Language::postgres || node.introducer == "\"" ? '"' : '`').str();
        default: return node.content; // words, numbers and symbols, letter by letter as the tokens allow them
        }
    }
    LiteralStyle style() const noexcept {
        switch (language_) {
        case Language::mysql: return LiteralStyle::mysql;
        case Language::postgres: return LiteralStyle::postgres;
        case Language::sqlite: break;
        }
        return LiteralStyle::standard;
    }
    static std::string introduced(const Expression& node, const std::string& text) {
        return node.introducer.empty() ? text : node.introducer + text;
    }
    static std::string bits(const std::string& content) {
        if (content.starts_with("0x")) return content;
        std::string out(1, content.front());
        return out.append("'").append(content, 1).append("'");
    }

    static bool sticks(char a, char b) noexcept {
        constexpr std::string_view operators = "+-*/<>=~!@#%^&|?:", brackets = "(),[].";
        if (brackets.find(a) != std::string_view::npos || brackets.find(b) != std::string_view::npos) return false;
        // two operators would become one, two words too; a quote behind a word would be its prefix
        return (operators.find(a) != std::string_view::npos) == (operators.find(b) != std::string_view::npos);
    }
    void put(const std::string& gap, const std::string& token) {
        if (!out_.empty()) {
            if (gap.empty() && sticks(out_.back(), token.front())) out_ += ' ';
            out_ += gap;
        }
        out_ += token;
    }

    Language language_;
    std::string out_;
};

void collect(const Expression& node, std::vector<std::string>& out) {
    const bool name_of_call = node.kind == Expression::call;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
        const auto& part = node.parts[i];
        const bool named = node.kind == Expression::cast && part.kind == Expression::name; // a type
        const bool called = name_of_call && i < 3 && part.kind == Expression::name;
        const bool collation =
            i > 0 && node.parts[i - 1].kind == Expression::word && same_word(node.parts[i - 1].content, "collate");
        if (part.kind == Expression::name && !named && !called && !collation) out.push_back(part.content);
        collect(part, out);
    }
}

} // namespace

SqlText write_expression(const Expression& expression, Language language) {
    return Printer(language).print(expression);
}

std::vector<std::string> columns_of(const Expression& expression) {
    std::vector<std::string> out;
    if (expression.kind == Expression::name) out.push_back(expression.content);
    collect(expression, out);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

bool calls(const Expression& e) noexcept {
    const auto begins = [&](const char* word) {
        return e.parts.size() > 2 && e.parts[0].kind == Expression::word && same_word(e.parts[0].content, word);
    };
    const bool in_words = e.kind == Expression::cast && (begins("cast") || begins("convert"));
    if (e.kind == Expression::call || e.kind == Expression::choice || in_words) return true;
    return std::any_of(e.parts.begin(), e.parts.end(), [](const auto& part) { return calls(part); });
}

} // namespace schemad::sql
