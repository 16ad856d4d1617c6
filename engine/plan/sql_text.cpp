// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/sql_text.hpp"

#include <cmath>

#include "engine/js/value.hpp"

namespace schemad::plan {

namespace {

std::string quoted_text(const std::string& text, const Dialect& dialect) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || (c == '\\' && dialect.backslash_escapes)) out += c;
        out += c;
    }
    return out += '\'';
}

struct Literal {
    const Dialect& dialect;
    std::string operator()(std::nullptr_t) const { return "NULL"; }
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return std::isfinite(v) ? js::number_text(v) : "NULL"; }
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(const std::string& v) const { return quoted_text(v, dialect); }
};

// A comment ends with its line, whatever is in a name.
std::string one_line(std::string text) {
    for (auto& c : text)
        if (c == '\n' || c == '\r') c = ' ';
    return text;
}

} // namespace

Dialect::Dialect(const Vendor& vendor) {
    const auto& table = vendor.table();
    if (!table.get_extension) return;
    const auto* said = static_cast<const schemad_dialect*>(table.get_extension(str(SCHEMAD_DIALECT_EXTENSION)));
    if (!said || said->struct_size < sizeof(schemad_dialect)) return;
    backslash_escapes = (said->flags & SCHEMAD_DIALECT_BACKSLASH_ESCAPES) != 0;
    script_begin = view(said->script_begin);
    script_end = view(said->script_end);
    locks_ = said->locks;
}

std::string Dialect::locks(const Step& step) const {
    if (!locks_ || step.what == Step::What::meta_rows) return {};
    const auto kind = step.what == Step::What::create_table  ? SCHEMAD_CREATE_TABLE
                      : step.what == Step::What::alter_table ? SCHEMAD_ALTER_TABLE
                                                             : SCHEMAD_DROP_TABLE;
    const auto said = locks_(static_cast<std::uint32_t>(kind), step.change_kind, step.changed);
    return std::string{view(said)};
}

std::string sql_text(const Statement& statement, const Dialect& dialect) {
    std::string out;
    out.reserve(statement.sql.size());
    std::size_t param = 0;
    char quote = 0;
    for (std::size_t i = 0; i < statement.sql.size(); ++i) {
        const char c = statement.sql[i];
        if (quote) {
            if (c == '\\' && quote == '\'' && dialect.backslash_escapes && i + 1 < statement.sql.size())
                out += statement.sql[i++]; // what follows is no end
            else if (c == quote)
                quote = 0; // a doubled one opens the next part at once
            out += statement.sql[i];
        } else if (c == '?' && param < statement.params.size()) {
            out += std::visit(Literal{dialect}, statement.params[param++]);
        } else {
            if (c == '\'' || c == '"' || c == '`') quote = c;
            out += c;
        }
    }
    return out;
}

std::string script_of(const Plan& plan, const Dialect& dialect, const std::string& title) {
    std::string out = "-- " + one_line(title) + "\n";
    for (const auto& line : plan.left_out) out += "-- left out: " + one_line(line) + "\n";
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements)
            if (statement.check)
                out += "-- has to answer 0, or rows of " + one_line(step.entity) +
                       " are in the way: " + one_line(sql_text(statement, dialect)) + "\n";
    out += "\n" + dialect.script_begin;
    std::size_t number = 0;
    for (const auto& step : plan.steps) {
        out += "\n-- step " + std::to_string(++number) + ": " + step.action + ", " + one_line(step.entity) +
               (step.destroys_data ? " (destroys data)" : "") + "\n";
        for (const auto& statement : step.statements)
            if (!statement.check) out += sql_text(statement, dialect) + ";\n";
    }
    return out + "\n" + dialect.script_end;
}

} // namespace schemad::plan
