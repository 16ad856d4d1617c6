// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/script.hpp"

#include <schemad/sql_text.hpp>

namespace schemad::plan {

namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool in_name(char c) noexcept {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// A trigger's body ends its statements by itself; every shell concerned counts them.
bool makes_a_trigger(std::string_view sql) {
    std::string first;
    for (const char c : sql.substr(0, 40)) first += is_letter(c) ? static_cast<char>(c | 0x20) : ' ';
    return first.starts_with("create trigger ") || first.starts_with("create temp trigger ") ||
           first.starts_with("create temporary trigger ");
}

class ScriptReader {
public:
    ScriptReader(std::string_view sql, const SqlDialect& dialect, std::string& fault)
        : sql_(sql), dialect_(dialect), fault_(fault), trigger_(makes_a_trigger(sql)) {}

    std::string read() {
        if (sql_.find('\0') != std::string_view::npos) blame("a zero byte"); // some shells end the line there
        while (at_ < sql_.size()) {
            const char c = sql_[at_];
            if (c == '\'' || c == '"' || c == '`')
                quoted(c, c);
            else if (c == '[' && dialect_.char_function)
                quoted(c, ']');
            else if (c == '-' && next() == '-')
                comment("\n");
            else if (c == '/' && next() == '*')
                comment("*/");
            else
                plain(c);
        }
        return std::move(out_);
    }

private:
    char next() const noexcept { return at_ + 1 < sql_.size() ? sql_[at_ + 1] : '\0'; }
    void take() { out_ += sql_[at_++]; }
    void blame(const char* what) {
        if (fault_.empty()) fault_ = what;
    }

    void quoted(char open, char close) {
        const bool e_literal = dialect_.e_literals && open == '\'' && at_ > 0 && (sql_[at_ - 1] | 0x20) == 'e' &&
                               (at_ == 1 || !in_name(sql_[at_ - 2]));
        const bool escapes = e_literal || (dialect_.backslash_escapes && open != '`');
        for (take(); at_ < sql_.size(); take()) {
            if (sql_[at_] == '\r' && next() == '\n')
                blame("a carriage return at the end of a line inside quotes"); // mariadb and sqlite3 take it away
            if (escapes && sql_[at_] == '\\' && at_ + 1 < sql_.size()) {
                take();
            } else if (sql_[at_] == close) {
                take();
                if (at_ < sql_.size() && sql_[at_] == close) continue; // doubled; an E'' goes on with its rules
                return;
            }
        }
        blame("a quote without its end");
    }

    // Only in the definition of a SQLite table or trigger, which stays as it is.
    void comment(std::string_view end) {
        const auto found = sql_.find(end, at_ + 2);
        const auto stop = found == std::string_view::npos ? sql_.size() : found + end.size();
        for (; at_ < stop; ++at_) out_ += sql_[at_] == '\r' ? ' ' : sql_[at_];
    }

    void plain(char c) {
        const auto at = at_;
        take();
        if (c == '\\') blame("a backslash outside of quotes"); // psql and mariadb: a command
        if (c == ';' && !trigger_) blame("a semicolon outside of quotes");
        if (!dialect_.e_literals) return;
        if (c == '$' && (at == 0 || !in_name(sql_[at - 1]))) blame("a dollar sign outside of quotes");
        // psql puts its variables in for :name; a cast has two colons
        if (c == ':' && at_ < sql_.size() && sql_[at_] != ':' && (at == 0 || sql_[at - 1] != ':')) out_ += ' ';
    }

    std::string_view sql_;
    const SqlDialect& dialect_;
    std::string& fault_;
    const bool trigger_;
    std::size_t at_ = 0;
    std::string out_;
};

void say(std::string& out, const std::string& text) { out += sql::comment(text).str() + "\n"; }

} // namespace

std::string for_shell(std::string_view sql, const SqlDialect& dialect, std::string& fault) {
    return ScriptReader(sql, dialect, fault).read();
}

Script script_of(const Plan& plan, const SqlDialect& dialect, const std::string& title,
                 const std::vector<std::string>& warnings) {
    Script script;
    auto& out = script.text;
    say(out, title);
    for (const auto& line : warnings) say(out, line);
    for (const auto& line : plan.left_out) say(out, "left out: " + sentence_of(line));
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements)
            if (statement.check)
                say(out,
                    "has to answer 0, or rows of " + step.entity + " are in the way: " + sql_text(statement, dialect));
    out += "\n" + dialect.script_begin;
    std::size_t number = 0;
    for (const auto& step : plan.steps) {
        out += "\n";
        say(out, "step " + std::to_string(++number) + ": " + step.action + ", " + step.entity +
                     (step.destroys_data ? " (destroys data)" : ""));
        if (step.what == Step::What::records && script.fault.empty())
            script.fault = "Step " + std::to_string(number) + " (" + step.action + ", " + step.entity +
                           ") is of configuration, whose values may be secrets: an apply alone carries it out";
        for (const auto& statement : step.statements) {
            if (statement.check || statement.keeps) continue;
            std::string fault;
            out += for_shell(sql_text(statement, dialect), dialect, fault) + ";\n";
            if (!fault.empty() && script.fault.empty())
                script.fault = "Step " + std::to_string(number) + " (" + step.action + ", " + step.entity + ") has " +
                               fault + ", which a shell would read otherwise than the database does";
        }
    }
    out += "\n" + dialect.script_end;
    return script;
}

} // namespace schemad::plan
