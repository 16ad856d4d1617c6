// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/server_vendors/sql_model.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

namespace schemad::test {

// A statement word by word.
class SqlModel::SqlReader {
public:
    SqlReader(const std::string& sql, SqlDialect dialect) : sql_(sql) {
        std::size_t at = 0;
        while (at < sql.size()) at = token(at, dialect);
        tokens_.push_back({Token::end, ""});
    }
    const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
    Token next() {
        Token t = peek();
        if (at_ + 1 < tokens_.size()) ++at_;
        return t;
    }
    bool at_end() const { return peek().kind == Token::end; }
    bool is(const char* word, std::size_t ahead = 0) const {
        const auto& t = peek(ahead);
        return (t.kind == Token::word || t.kind == Token::sign) && t.value == word;
    }
    bool take(const char* word) {
        if (!is(word)) return false;
        next();
        return true;
    }
    void expect(const char* word) {
        if (!take(word)) fail(std::string("no ") + word);
    }
    std::string name() {
        const Token t = next();
        if (t.kind != Token::name && t.kind != Token::word && t.kind != Token::text) fail("no name");
        std::string value = t.value;
        while (is(".")) { // a schema in front
            next();
            value = next().value;
        }
        return value;
    }
    std::string columns() { // (a, b)
        expect("(");
        std::string list;
        while (!take(")")) {
            if (take(",")) continue;
            if (at_end()) fail("no )");
            list += (list.empty() ? "" : ",") + name();
        }
        return list;
    }
    [[noreturn]] void fail(const std::string& why) const { throw std::runtime_error(why + " in: " + sql_); }

private:
    std::size_t token(std::size_t at, SqlDialect dialect) {
        const char c = sql_[at];
        if (std::isspace(static_cast<unsigned char>(c))) return at + 1;
        const bool escapes = dialect == SqlDialect::mysql;
        if ((c == 'E' || c == 'e') && at + 1 < sql_.size() && sql_[at + 1] == '\'') return quoted(at + 1, '\'', true);
        if (c == '\'') return quoted(at, c, escapes);
        if (c == '"' || c == '`') return quoted(at, c, false);
        const auto letter = [](char l) {
            return std::isalnum(static_cast<unsigned char>(l)) || l == '_' || static_cast<unsigned char>(l) > 127;
        };
        std::size_t last = at;
        while (last < sql_.size() && letter(sql_[last])) ++last;
        if (last == at) {
            tokens_.push_back({Token::sign, std::string(1, c)});
            return at + 1;
        }
        if (std::isdigit(static_cast<unsigned char>(c))) {
            while (last < sql_.size() && (letter(sql_[last]) || sql_[last] == '.')) ++last;
            tokens_.push_back({Token::number, sql_.substr(at, last - at)});
            return last;
        }
        std::string word = sql_.substr(at, last - at);
        std::transform(word.begin(), word.end(), word.begin(), [](unsigned char l) { return std::tolower(l); });
        tokens_.push_back({Token::word, word});
        return last;
    }
    std::size_t quoted(std::size_t at, char mark, bool escapes) {
        std::string value;
        for (++at; at < sql_.size(); ++at) {
            if (sql_[at] == mark) {
                if (at + 1 >= sql_.size() || sql_[at + 1] != mark) break;
                ++at;
            } else if (escapes && sql_[at] == '\\' && at + 1 < sql_.size()) {
                const char l = sql_[++at];
                value += l == 'n' ? '\n' : l == 't' ? '\t' : l == 'r' ? '\r' : l == '0' ? '\0' : l;
                continue;
            }
            value += sql_[at];
        }
        tokens_.push_back({mark == '\'' ? Token::text : Token::name, value});
        return at + 1;
    }

    std::string sql_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

namespace {

bool ends_type(const SqlModel::Token& t) {
    static const std::set<std::string> words{"not",        "null",       "default",       "primary",   "auto_increment",
                                             "unique",     "references", "check",         "generated", "using",
                                             "constraint", "comment",    "autoincrement", "collate",   "as",
                                             "stored",     "virtual"};
    return t.kind == SqlModel::Token::end || (t.kind == SqlModel::Token::word && words.contains(t.value)) ||
           (t.kind == SqlModel::Token::sign && (t.value == "," || t.value == ")"));
}

std::string type_name(const std::string& spelled) {
    static const std::map<std::string, std::string> synonyms{{"character varying", "varchar"},
                                                             {"character", "char"},
                                                             {"int", "integer"},
                                                             {"int4", "integer"},
                                                             {"int8", "bigint"},
                                                             {"string", "varchar"},
                                                             {"decimal", "numeric"},
                                                             {"bool", "boolean"},
                                                             {"double precision", "double"},
                                                             {"float4", "real"},
                                                             {"timestamp with time zone", "timestamptz"},
                                                             {"timestamp without time zone", "timestamp"},
                                                             {"time without time zone", "time"}};
    const auto open = spelled.find('(');
    const auto close = spelled.find(')');
    std::string base = spelled.substr(0, open);
    std::string inside = open == std::string::npos ? "" : spelled.substr(open, close - open + 1);
    std::string rest = open == std::string::npos || close + 1 >= spelled.size() ? "" : spelled.substr(close + 1);
    if (base == "tinyint" && inside == "(1)") return "boolean";
    std::string suffix;
    if (base.ends_with(" unsigned")) suffix = " unsigned", base.resize(base.size() - suffix.size());
    const auto found = synonyms.find(base);
    return (found == synonyms.end() ? base : found->second) + inside + rest + suffix;
}

} // namespace

SqlModel::Table& SqlModel::table(const std::string& name) {
    const auto found = tables_.find(name);
    if (found == tables_.end()) throw std::runtime_error("no table " + name);
    return found->second;
}

void SqlModel::forget_column(const std::string& in, const std::string& name) {
    auto& columns = table(in).columns;
    std::erase_if(columns, [&](const Column& c) { return c.name == name; });
    const auto on_it = [&](const auto& entry) { return entry.second.table == in && entry.second.columns == name; };
    std::erase_if(indexes_, on_it);
    std::erase_if(keys_, on_it);
}

std::string SqlModel::expression(SqlReader& in, const std::string& type) const {
    std::string out;
    int depth = 0;
    bool first = true;
    while (!in.at_end()) {
        if (depth == 0 && !first && ends_type(in.peek())) break;
        first = false;
        if (in.is(":") && in.is(":", 1)) { // a cast to the column's own type says nothing
            while (in.take(":")) {}
            while (!ends_type(in.peek()) && !in.is(":")) in.next();
            continue;
        }
        const auto t = in.next();
        if (t.kind == Token::sign && t.value == "(") ++depth;
        if (t.kind == Token::sign && t.value == ")") --depth;
        out += t.kind == Token::text ? "'" + t.value + "'" : t.kind == Token::number ? "'" + t.value + "'" : t.value;
    }
    if (out.size() > 2 && out.front() == '(' && out.back() == ')') out = out.substr(1, out.size() - 2);
    if (out.size() > 3 && out.starts_with("-'")) out = "'-" + out.substr(2);
    if (out == "null") return "";
    if (out == "current_timestamp()" || out == "now()") return "current_timestamp";
    if (type == "boolean" && (out == "'0'" || out == "'false'")) return "false";
    if (type == "boolean" && (out == "'1'" || out == "'true'")) return "true";
    return out;
}

SqlModel::Column SqlModel::column(SqlReader& in, const std::string& of, std::string name) {
    Column c;
    c.name = std::move(name);
    std::string spelled;
    while (!ends_type(in.peek())) {
        const auto t = in.next();
        if (t.kind == Token::sign && t.value == "(") { // its parameters, names among them
            spelled += "(";
            while (!in.is(")") && !in.at_end()) {
                std::string value = in.next().value;
                std::transform(value.begin(), value.end(), value.begin(),
                               [](unsigned char l) { return std::tolower(l); });
                spelled += value;
            }
            in.expect(")");
            spelled += ")";
        } else {
            spelled += (spelled.empty() ? "" : " ") + t.value;
        }
    }
    std::transform(spelled.begin(), spelled.end(), spelled.begin(), [](unsigned char l) { return std::tolower(l); });
    if (spelled == "serial" || spelled == "bigserial") {
        c.counts_up = c.not_null = true;
        spelled = spelled == "serial" ? "integer" : "bigint";
    }
    c.type = type_name(spelled);
    while (!in.at_end() && !in.is(",") && !in.is(")")) {
        if (in.take("not")) {
            in.expect("null");
            c.not_null = true;
        } else if (in.take("null")) {
            continue;
        } else if (in.take("default")) {
            c.fallback = expression(in, c.type);
        } else if (in.take("auto_increment") || in.take("autoincrement")) {
            c.counts_up = true;
        } else if (in.take("primary")) {
            in.expect("key");
            c.not_null = true;
            auto& key = table(of).primary_key;
            if (key.empty()) key = c.name;
        } else if (in.take("generated")) {
            in.expect("always"), in.expect("as");
            c.generated = expression(in, "");
            if (!in.take("stored")) in.take("virtual");
        } else if (in.take("references")) {
            foreign_key(in, of, of + "." + c.name, c.name);
        } else if (in.is("using") || in.is("comment") || in.is("collate")) {
            break; // how to get there, or nothing the recordings have
        } else {
            in.fail("unknown clause " + in.peek().value);
        }
    }
    return c;
}

void SqlModel::foreign_key(SqlReader& in, const std::string& of, const std::string& name, const std::string& columns) {
    const auto target = in.name();
    std::string to = in.is("(") ? in.columns() : "", on_delete = "NO ACTION", on_update = "NO ACTION";
    if (dialect_ == SqlDialect::mysql) on_delete = on_update = "unstated"; // the server reports RESTRICT
    while (in.take("on")) {
        auto& rule = in.is("delete") ? on_delete : on_update;
        in.next();
        rule = in.next().value;
        if (rule == "set" || rule == "no") rule += " " + in.next().value;
        std::transform(rule.begin(), rule.end(), rule.begin(), [](unsigned char l) { return std::toupper(l); });
    }
    keys_[name] = {of, columns,
                   "references " + target + "(" + to + ") on delete " + on_delete + " on update " + on_update};
}

// [constraint N] primary key|unique|foreign key|index; false when the next thing is none of these
bool SqlModel::constraint(SqlReader& in, const std::string& of, bool key_words) {
    std::string name;
    const bool named = in.take("constraint");
    if (named) name = in.name();
    const std::string unique =
        dialect_ == SqlDialect::postgres ? "unique constraint" : "unique"; // elsewhere the same as an index
    if (in.take("primary")) {
        in.expect("key");
        if (!in.is("(")) in.name();
        const auto columns = in.columns();
        for (auto& c : table(of).columns)
            if (c.name == columns) c.not_null = true;
        table(of).primary_key = columns;
    } else if (in.take("unique")) {
        if (!in.take("index")) in.take("key");
        if (!in.is("(")) name = in.name();
        indexes_[name] = {of, in.columns(), unique};
    } else if (in.take("foreign")) {
        in.expect("key");
        const auto columns = in.columns();
        in.expect("references");
        foreign_key(in, of, name, columns);
    } else if (key_words && (in.is("index") || in.is("key"))) {
        in.next();
        name = in.name();
        indexes_[name] = {of, in.columns(), "index"};
    } else {
        if (named) in.fail("unknown constraint");
        return false;
    }
    return true;
}

void SqlModel::create_table(SqlReader& in) {
    if (in.take("if")) in.next(), in.next();
    const auto name = in.name();
    if (tables_.contains(name)) in.fail("table is there");
    tables_[name];
    in.expect("(");
    while (!in.take(")")) {
        if (in.take(",")) continue;
        if (in.at_end()) in.fail("no )");
        if (constraint(in, name, dialect_ == SqlDialect::mysql)) continue;
        const auto c = column(in, name, in.name());
        table(name).columns.push_back(c);
    }
    for (auto& c : table(name).columns)
        if (c.name == table(name).primary_key && dialect_ != SqlDialect::sqlite) c.not_null = true;
}

void SqlModel::create_index(SqlReader& in, bool unique) {
    in.take("concurrently");
    if (in.take("if")) in.next(), in.next();
    const auto name = in.name();
    in.expect("on");
    const auto of = in.name();
    if (in.take("using")) in.next();
    indexes_[name] = {of, in.columns(), unique ? "unique" : "index"};
}

void SqlModel::alter_column(SqlReader& in, Table& of) {
    in.take("column");
    const auto name = in.name();
    const auto c = std::find_if(of.columns.begin(), of.columns.end(), [&](const Column& o) { return o.name == name; });
    if (c == of.columns.end()) in.fail("no column " + name);
    if (in.take("drop")) {
        if (in.take("default")) return c->fallback.clear();
        in.expect("not"), in.expect("null");
        c->not_null = false;
    } else if (in.is("type") || (in.is("set") && in.is("data", 1))) {
        if (in.take("set")) in.next();
        in.expect("type");
        c->type = column(in, "", name).type;
    } else {
        in.expect("set");
        if (in.take("default")) {
            c->fallback = expression(in, c->type);
        } else {
            in.expect("not"), in.expect("null");
            c->not_null = true;
        }
    }
}

void SqlModel::alter_table(SqlReader& in) {
    in.take("only");
    const auto name = in.name();
    auto& of = table(name);
    do {
        if (in.take("add")) {
            if (constraint(in, name, true)) continue;
            in.take("column");
            const auto c = column(in, name, in.name());
            of.columns.push_back(c);
        } else if (in.take("alter")) {
            alter_column(in, of);
            int depth = 0; // what follows USING
            while (!in.at_end() && (depth > 0 || !in.is(","))) {
                depth += in.is("(") ? 1 : in.is(")") ? -1 : 0;
                in.next();
            }
        } else if (in.take("rename")) {
            const auto from = in.name();
            in.expect("to");
            for (auto& c : of.columns)
                if (c.name == from) c.name = in.name();
        } else if (in.take("modify")) {
            in.take("column");
            const auto c = column(in, name, in.name());
            const auto old =
                std::find_if(of.columns.begin(), of.columns.end(), [&](const Column& o) { return o.name == c.name; });
            if (old == of.columns.end()) in.fail("no column " + c.name);
            *old = c;
        } else if (in.take("drop")) {
            if (in.take("constraint")) {
                const auto gone = in.name();
                if (!indexes_.erase(gone) && !keys_.erase(gone)) in.fail("no constraint " + gone);
            } else if (in.is("foreign") && in.is("key", 1)) {
                in.next(), in.next();
                if (!keys_.erase(in.name())) in.fail("no such key");
            } else if ((in.is("index") || in.is("key")) && in.peek(1).kind == Token::name) {
                in.next();
                if (!indexes_.erase(in.name())) in.fail("no such index");
            } else {
                in.take("column");
                forget_column(name, in.name());
            }
            in.take("cascade");
        } else {
            in.fail("unknown alteration");
        }
    } while (in.take(","));
    if (!in.at_end()) in.fail("more than is understood, from " + in.peek().value + " on");
}

void SqlModel::drop(SqlReader& in) {
    if (in.take("table")) {
        const auto name = in.name();
        if (!tables_.erase(name)) in.fail("no table");
        const auto on_it = [&](const auto& entry) { return entry.second.table == name; };
        std::erase_if(indexes_, on_it);
        std::erase_if(keys_, on_it);
        return;
    }
    in.expect("index");
    in.take("concurrently");
    auto name = in.name();
    if (in.take("@")) name = in.name();
    if (!indexes_.erase(name)) in.fail("no such index");
}

void SqlModel::run(const std::string& sql) {
    SqlReader in(sql, dialect_);
    if (in.take("create")) {
        if (in.take("table")) return create_table(in);
        if (in.take("sequence")) return; // no part of a table
        const bool unique = in.take("unique");
        in.expect("index");
        return create_index(in, unique);
    }
    if (in.take("alter")) {
        if (in.take("sequence")) return;
        in.expect("table");
        return alter_table(in);
    }
    if (in.take("drop")) return drop(in);
    if (in.is("select") || in.is("set") || in.is("update")) return; // the session's own, and rows
    in.fail("unknown statement");
}

std::map<std::string, std::string> SqlModel::facts() const {
    std::map<std::string, std::string> all;
    for (const auto& [name, t] : tables_) {
        std::string order;
        for (const auto& c : t.columns) {
            order += (order.empty() ? "" : ",") + c.name;
            const auto of = name + "." + c.name + " ";
            all[of + "type"] = c.type;
            if (c.not_null) all[of + "not null"] = "yes";
            if (!c.fallback.empty()) all[of + "default"] = c.fallback;
            if (!c.generated.empty()) all[of + "generated"] = c.generated;
            if (c.counts_up) all[of + "counts up"] = "yes";
        }
        all[name + " columns"] = order;
        all[name + " primary key"] = t.primary_key;
    }
    for (const auto& [name, i] : indexes_) all["index " + name] = i.what + " on " + i.table + "(" + i.columns + ")";
    for (const auto& [name, k] : keys_) all["key " + name] = k.table + "(" + k.columns + ") " + k.what;
    return all;
}

} // namespace schemad::test
