// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/default_spelling.hpp"

#include "plugins/sqlite/column_facts.hpp"
#include "plugins/sqlite/database.hpp"
#include "plugins/sqlite/ddl_tokens.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::sqlite {

namespace {

// name(...) and nothing behind it
bool is_call(const Tokens& t) noexcept {
    return t.kind(0) == Token::word && t.kind(1) == Token::open && t.closing(1) == t.size() - 1;
}

bool is_time_word(const Tokens& t) noexcept {
    return t.size() == 1 && (t.is(0, "CURRENT_TIMESTAMP") || t.is(0, "CURRENT_DATE") || t.is(0, "CURRENT_TIME"));
}

// Every run of `mark` is even.
bool paired(std::string_view text, char mark) noexcept {
    std::size_t run = 0;
    for (const char c : text) {
        if (c == mark) {
            ++run;
        } else {
            if (run % 2) return false;
            run = 0;
        }
    }
    return run % 2 == 0;
}

bool reads_back(const std::string& written, std::string_view text) noexcept {
    return sql::parse_default(sql::Dialect::sqlite, catalog_default(written)) == text;
}

} // namespace

bool is_default_expression(std::string_view text) {
    if (text.size() > 100'000 || text.find('\0') != std::string_view::npos) return false;
    const Tokens tokens(text);
    // no comment at the end, which would swallow what follows
    if (!closed_expression(tokens) || tokens.between(0, tokens.size()) != text) return false;
    const Database scratch(":memory:", true);
    const std::string inside = "(" + std::string(text) + ")";
    return !scratch.complaint("SELECT " + inside) && !scratch.complaint("CREATE TABLE t (c DEFAULT " + inside + ")");
}

std::string own_default(std::string_view text, bool numeric) {
    const Tokens tokens(text);
    if (is_time_word(tokens)) return std::string(text);
    if (numeric && sql::is_number(text)) return std::string(text);
    const bool literal = paired(text, '\'');
    // with an odd quote in it the text was no literal; a call or, for a number, anything that computes is likelier none
    if (!literal || is_call(tokens) || numeric) {
        for (const std::string& candidate : {std::string(text), "'" + std::string(text) + "'"}) {
            if (candidate.size() != text.size() && literal) break;
            if (!is_default_expression(candidate)) continue;
            auto written = default_expression(candidate);
            if (reads_back(written, text)) return written;
        }
    }
    if (literal) {
        auto written = "'" + std::string(text) + "'"; // as it was, quotes still doubled
        if (text.find('\0') == std::string_view::npos) return written;
    }
    if (paired(text, '"') && text.find('\0') == std::string_view::npos) return "\"" + std::string(text) + "\"";
    return sql::text_literal(text);
}

} // namespace schemad::sqlite
