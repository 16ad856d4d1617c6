// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/default_spelling.hpp"

#include <algorithm>

#include "plugins/sqlite/column_facts.hpp"
#include "plugins/sqlite/ddl_tokens.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/expression.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::sqlite {

namespace {

using sql::Expression;
using sql::SqlText;

// A number with its sign, a text, a blob: as it is; anything that computes in brackets.
SqlText written(const Expression& e) {
    const auto text = sql::write_expression(e, sql::Language::sqlite);
    return e.kind == Expression::number || e.kind == Expression::text || e.kind == Expression::bits ? text
                                                                                                    : "(" + text + ")";
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

bool reads_back(std::string_view written, std::string_view text) noexcept {
    return sql::parse_default(sql::Dialect::sqlite, catalog_default(written)) == text;
}

} // namespace

std::string without_doubled(std::string_view text, char mark) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == mark && i + 1 < text.size() && text[i + 1] == mark) ++i;
    }
    return out;
}

SqlText own_default(std::string_view text, bool numeric, std::string_view column) {
    const Tokens tokens(text);
    if (is_time_word(tokens)) return *own_expression(text);
    if (numeric && sql::is_number(text)) return sql::number(text);
    const bool literal = paired(text, '\'');
    // with an odd quote in it the text was no literal; a call or, for a number, anything that computes is likelier none
    const auto plain = own_expression(text);
    if (!literal || numeric || (plain && sql::calls(*sql::read_expression(text, sql::Language::sqlite)))) {
        if (plain && reads_back(plain->view(), text)) return *plain;
        if (!literal)
            if (const auto inside = own_expression("'" + std::string(text) + "'");
                inside && reads_back(inside->view(), text))
                return *inside;
        if (plain) return *plain;
    }
    // another vendor's function is none here: the text was a literal
    if (sql::begins_like_call(text, sql::Language::sqlite) && (!literal || text.ends_with(')')))
        throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                         "the default of " + std::string(column) + " is no expression that is read here", {},
                         std::string(column));
    if (literal) return sql::text_literal(without_doubled(text, '\''));
    // it stood in double quotes: a text all the same
    return sql::text_literal(paired(text, '"') ? without_doubled(text, '"') : std::string(text));
}

std::optional<SqlText> own_expression(std::string_view text) {
    const auto tree = sql::read_expression(text, sql::Language::sqlite);
    if (!tree) return std::nullopt;
    if (tree->kind == Expression::value && text.size() == tree->content.size()) // CURRENT_TIMESTAMP, true
        return sql::write_expression(*tree, sql::Language::sqlite);
    return written(*tree);
}

} // namespace schemad::sqlite
