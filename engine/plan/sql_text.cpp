// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/sql_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "engine/js/value.hpp"

namespace schemad::plan {

namespace {

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// 'a' || char(13, 10) || 'b': a shell reads lines, and some change what ends them
std::string joined_text(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto from = at;
        const bool control = is_control(text[at]);
        out += out.empty() ? "(" : " || ";
        out += control ? "char(" : "'";
        for (; at < text.size() && is_control(text[at]) == control; ++at) {
            if (control)
                out += (at > from ? ", " : "") + std::to_string(static_cast<unsigned char>(text[at]));
            else
                out.append(text[at] == '\'' ? 2 : 1, text[at]);
        }
        out += control ? ")" : "'";
    }
    return out + ")";
}

std::string quoted_text(const std::string& text, const SqlDialect& dialect) {
    const bool controls = std::any_of(text.begin(), text.end(), is_control);
    if (controls && dialect.char_function) return joined_text(text);
    const bool e_literal = dialect.e_literals && (controls || text.find('\\') != std::string::npos);
    const bool escapes = e_literal || dialect.backslash_escapes;
    std::string out = e_literal ? "E'" : "'";
    for (const char c : text) {
        if (escapes && (c == '\n' || c == '\r')) {
            out += c == '\n' ? "\\n" : "\\r";
        } else if (c == '\0' && dialect.backslash_escapes) {
            out += "\\0";
        } else {
            if (c == '\'' || (c == '\\' && escapes)) out += c;
            out += c;
        }
    }
    return out += '\'';
}

struct Literal {
    const SqlDialect& dialect;
    std::string operator()(std::nullptr_t) const { return "NULL"; }
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return std::isfinite(v) ? js::number_text(v) : "NULL"; }
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(const std::string& v) const { return quoted_text(v, dialect); }
};

} // namespace

SqlDialect::SqlDialect(const Vendor& vendor) {
    constexpr auto known = offsetof(schemad_dialect, locks) + sizeof(schemad_dialect::locks);
    const auto* said = vendor.extension<schemad_dialect>(SCHEMAD_DIALECT_EXTENSION, known);
    if (!said) return;
    backslash_escapes = (said->flags & SCHEMAD_DIALECT_BACKSLASH_ESCAPES) != 0;
    e_literals = (said->flags & SCHEMAD_DIALECT_E_LITERALS) != 0;
    char_function = (said->flags & SCHEMAD_DIALECT_CHAR_FUNCTION) != 0;
    script_begin = view(said->script_begin);
    script_end = view(said->script_end);
    locks_ = said->locks;
}

std::string SqlDialect::locks(const Step& step) const {
    if (!locks_ || step.of_rows()) return {};
    const auto kind = step.what == Step::What::create_table  ? SCHEMAD_CREATE_TABLE
                      : step.what == Step::What::alter_table ? SCHEMAD_ALTER_TABLE
                                                             : SCHEMAD_DROP_TABLE;
    const auto said = locks_(static_cast<std::uint32_t>(kind), step.change_kind, step.changed);
    return std::string{view(said)};
}

std::string sql_text(const Statement& statement, const SqlDialect& dialect) {
    const auto sql = statement.sql.view();
    std::string out;
    out.reserve(sql.size());
    std::size_t param = 0;
    char quote = 0;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        const char c = sql[i];
        if (quote) {
            if (c == '\\' && quote == '\'' && dialect.backslash_escapes && i + 1 < sql.size())
                out += sql[i++]; // what follows is no end
            else if (c == quote)
                quote = 0; // a doubled one opens the next part at once
            out += sql[i];
        } else if (c == '?' && param < statement.params.size()) {
            out += std::visit(Literal{dialect}, statement.params[param++]);
        } else {
            if (c == '\'' || c == '"' || c == '`') quote = c;
            out += c;
        }
    }
    return out;
}

std::string told_sql(const Step& step, const Statement& statement, const SqlDialect& dialect) {
    return step.what == Step::What::records ? statement.sql.str() : sql_text(statement, dialect);
}

} // namespace schemad::plan
