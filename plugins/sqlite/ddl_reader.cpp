// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/ddl_reader.hpp"

#include <algorithm>

#include "vendors/sql/identifiers.hpp"

namespace schemad::sqlite {

namespace {

struct Unreadable {}; // caught at the door

class TableReader {
public:
    explicit TableReader(TableDefinition& out) : def_(out), t_(out.tokens) {}

    void table() {
        expect("CREATE");
        if (!take("TEMP")) take("TEMPORARY");
        expect("TABLE");
        if (take("IF")) expect("NOT"), expect("EXISTS");
        def_.name = at_;
        name();
        if (t_.kind(at_) == Token::dot) {
            ++at_;
            def_.name = at_;
            name();
        }
        def_.open = at_;
        def_.close = t_.kind(at_) == Token::open ? t_.closing(at_) : t_.size();
        if (def_.close == t_.size()) throw Unreadable{};
        ++at_;
        items();
        options();
    }

private:
    bool word(std::string_view w, std::size_t ahead = 0) const noexcept { return t_.is(at_ + ahead, w); }
    bool take(std::string_view w) noexcept { return word(w) ? (++at_, true) : false; }
    void expect(std::string_view w) {
        if (!take(w)) throw Unreadable{};
    }
    std::string name() {
        if (!t_.names(at_)) throw Unreadable{};
        return t_.name(at_++);
    }
    TokenRange parentheses() {
        if (t_.kind(at_) != Token::open) throw Unreadable{};
        const auto close = t_.closing(at_);
        if (close >= def_.close) throw Unreadable{};
        const TokenRange inside{at_ + 1, close};
        at_ = close + 1;
        return inside;
    }
    // (a, b COLLATE x DESC, ...): the first name of each item
    std::vector<std::string> names_in_parentheses() {
        const auto range = parentheses();
        std::vector<std::string> out;
        std::size_t depth = 0;
        bool first = true;
        for (std::size_t i = range.begin; i < range.end; ++i) {
            const auto kind = t_.kind(i);
            if (first && t_.names(i)) out.push_back(t_.name(i));
            first = false;
            if (kind == Token::open) ++depth;
            if (kind == Token::close) --depth;
            if (kind == Token::comma && depth == 0) first = true;
        }
        return out;
    }
    void on_conflict() {
        if (word("ON") && word("CONFLICT", 1)) at_ += 3;
    }
    void foreign_key_tail() {
        for (;;) {
            if (word("ON") && (word("DELETE", 1) || word("UPDATE", 1) || word("INSERT", 1))) {
                at_ += 2;
                if (word("SET") || word("NO")) ++at_;
                ++at_; // NULL, DEFAULT, ACTION; CASCADE, RESTRICT
            } else if (take("MATCH")) {
                name();
            } else if (word("DEFERRABLE") || (word("NOT") && word("DEFERRABLE", 1))) {
                at_ += word("NOT") ? 2 : 1;
                if (take("INITIALLY")) ++at_;
            } else {
                return;
            }
        }
    }
    void references(Constraint& c) {
        c.kind = Constraint::references;
        c.referenced_table = name();
        if (t_.kind(at_) == Token::open) c.referenced_columns = names_in_parentheses();
        foreign_key_tail();
    }
    bool at_end_of_item() const noexcept { return at_ >= def_.close || t_.kind(at_) == Token::comma; }

    void items() {
        if (at_ >= def_.close) throw Unreadable{};
        bool columns = true;
        while (at_ < def_.close) {
            if (word("CONSTRAINT") || word("PRIMARY") || word("UNIQUE") || word("CHECK") || word("FOREIGN"))
                columns = false;
            if (columns) {
                column();
            } else {
                table_constraint();
            }
            if (at_ > def_.close) throw Unreadable{};
            if (at_ == def_.close) break;
            if (t_.kind(at_) == Token::comma) {
                if (++at_ == def_.close) throw Unreadable{};
            } else if (columns) { // between table constraints SQLite lets the comma be left out
                throw Unreadable{};
            }
        }
        if (def_.columns.empty()) throw Unreadable{};
    }

    bool starts_column_constraint() const noexcept {
        constexpr std::string_view words[] = {"CONSTRAINT", "DEFAULT",    "NULL",    "NOT",        "PRIMARY", "UNIQUE",
                                              "CHECK",      "REFERENCES", "COLLATE", "DEFERRABLE", "AS"};
        if (word("GENERATED")) return word("ALWAYS", 1) && word("AS", 2);
        return std::any_of(std::begin(words), std::end(words), [&](auto w) { return word(w); });
    }

    void column() {
        ColumnDefinition c;
        c.all.begin = at_;
        c.name = name();
        c.type.begin = at_;
        while (at_ < def_.close && t_.names(at_) && !starts_column_constraint()) ++at_;
        if (at_ > c.type.begin && t_.kind(at_) == Token::open) parentheses();
        c.type.end = at_;
        while (!at_end_of_item()) c.constraints.push_back(column_constraint());
        c.all.end = at_;
        def_.columns.push_back(std::move(c));
    }

    Constraint column_constraint() {
        Constraint c{};
        c.all.begin = at_;
        while (take("CONSTRAINT")) c.name = name(); // SQLite keeps the last of several
        if (take("PRIMARY")) {
            expect("KEY");
            c.kind = Constraint::primary_key;
            if (!take("ASC")) take("DESC");
            on_conflict();
            c.autoincrement = take("AUTOINCREMENT");
        } else if (word("NOT") && word("NULL", 1)) {
            at_ += 2;
            c.kind = Constraint::not_null;
            on_conflict();
        } else if (take("NULL")) {
            c.kind = Constraint::null;
            on_conflict();
        } else if (take("UNIQUE")) {
            c.kind = Constraint::unique;
            on_conflict();
        } else if (take("CHECK")) {
            c.kind = Constraint::check;
            c.expression = parentheses();
            on_conflict();
        } else if (take("DEFAULT")) {
            default_value(c);
        } else if (take("COLLATE")) {
            c.kind = Constraint::collate;
            c.collation = name();
        } else if (take("REFERENCES")) {
            references(c);
        } else if (word("DEFERRABLE") || (word("NOT") && word("DEFERRABLE", 1))) { // apart from its REFERENCES
            c.kind = Constraint::references;
            foreign_key_tail();
        } else if (take("GENERATED")) {
            expect("ALWAYS"), expect("AS");
            generated(c);
        } else if (take("AS")) {
            generated(c);
        } else {
            throw Unreadable{};
        }
        c.all.end = at_;
        return c;
    }
    void generated(Constraint& c) {
        c.kind = Constraint::generated;
        c.expression = parentheses();
        if (!take("STORED")) take("VIRTUAL");
    }
    void default_value(Constraint& c) {
        c.kind = Constraint::default_value;
        c.expression.begin = at_;
        if (t_.kind(at_) == Token::open) {
            parentheses();
        } else {
            if (t_.text(at_) == "+" || t_.text(at_) == "-") ++at_;
            if (at_end_of_item()) throw Unreadable{};
            ++at_;
        }
        c.expression.end = at_;
    }

    void table_constraint() {
        Constraint c{};
        c.all.begin = at_;
        while (take("CONSTRAINT")) c.name = name();
        if (take("PRIMARY")) {
            expect("KEY");
            c.kind = Constraint::primary_key;
            const auto open = at_;
            c.columns = names_in_parentheses();
            for (auto i = open; i < at_; ++i) c.autoincrement |= t_.is(i, "AUTOINCREMENT");
            on_conflict();
        } else if (take("UNIQUE")) {
            c.kind = Constraint::unique;
            c.columns = names_in_parentheses();
            on_conflict();
        } else if (take("CHECK")) {
            c.kind = Constraint::check;
            c.expression = parentheses();
            on_conflict();
        } else if (take("FOREIGN")) {
            expect("KEY");
            c.columns = names_in_parentheses();
            expect("REFERENCES");
            references(c);
        } else {
            throw Unreadable{};
        }
        c.all.end = at_;
        def_.constraints.push_back(std::move(c));
    }

    void options() {
        for (at_ = def_.close + 1; at_ < t_.size(); ++at_) {
            if (t_.kind(at_) != Token::word && t_.kind(at_) != Token::comma) throw Unreadable{};
            if (word("STRICT")) def_.strict = true;
            if (word("ROWID")) def_.without_rowid = true;
        }
    }

    TableDefinition& def_;
    const Tokens& t_;
    std::size_t at_ = 0;
};

} // namespace

const ColumnDefinition* TableDefinition::column(std::string_view wanted) const noexcept {
    for (const auto& c : columns)
        if (sql::same_word(c.name, wanted)) return &c;
    return nullptr;
}

std::optional<TableDefinition> read_table(std::string_view sql) {
    std::optional<TableDefinition> def(std::in_place, sql);
    for (std::size_t i = 0; i < def->tokens.size(); ++i)
        if (def->tokens.kind(i) == Token::bad) return std::nullopt;
    try {
        TableReader(*def).table();
    } catch (const Unreadable&) { return std::nullopt; }
    return def;
}

std::optional<IndexDefinition> read_index(std::string_view sql) {
    std::optional<IndexDefinition> def(std::in_place, sql);
    const Tokens& t = def->tokens;
    for (std::size_t i = 0; i < t.size(); ++i)
        if (t.kind(i) == Token::bad) return std::nullopt;
    std::size_t at = 0;
    if (!t.is(at++, "CREATE")) return std::nullopt;
    if (t.is(at, "UNIQUE")) def->unique = true, ++at;
    if (!t.is(at++, "INDEX")) return std::nullopt;
    while (at < t.size() && !t.is(at, "ON")) ++at; // the name, perhaps IF NOT EXISTS; ON is no name without quotes
    at += 2;
    const auto close = t.kind(at) == Token::open ? t.closing(at) : t.size();
    if (close == t.size()) return std::nullopt;
    for (std::size_t i = at + 1; i < close;) {
        TokenRange item{i, i};
        std::size_t depth = 0;
        for (; item.end < close && (depth > 0 || t.kind(item.end) != Token::comma); ++item.end) {
            if (t.kind(item.end) == Token::open) ++depth;
            if (t.kind(item.end) == Token::close) --depth;
        }
        if (item.empty()) return std::nullopt;
        std::size_t k = item.begin + 1;
        if (t.is(k, "COLLATE")) k += 2;
        if (t.is(k, "ASC") || t.is(k, "DESC")) ++k;
        const bool plain = t.names(item.begin) && k == item.end;
        def->columns.push_back(plain ? std::optional(t.name(item.begin)) : std::nullopt);
        def->items.push_back(item);
        i = item.end + 1;
    }
    if (t.is(close + 1, "WHERE")) def->where = {close + 2, t.size()};
    if (def->items.empty()) return std::nullopt;
    return def;
}

bool is_special_index(std::string_view sql) {
    const auto def = read_index(sql);
    if (!def || !def->where.empty()) return true;
    for (std::size_t i = 0; i < def->items.size(); ++i) {
        auto item = def->items[i];
        if (def->tokens.is(item.end - 1, "ASC")) --item.end; // as without
        if (!def->columns[i] || item.end - item.begin != 1) return true;
    }
    return false;
}

bool mentions(const Tokens& t, TokenRange range, std::string_view column) {
    bool in_cast_type = false;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        if (t.is(i, "AS")) in_cast_type = true;
        if (t.kind(i) == Token::close) in_cast_type = false;
        if (in_cast_type || (t.kind(i) != Token::word && t.kind(i) != Token::quoted_name)) continue;
        if (!sql::same_word(t.name(i), column)) continue;
        const bool function = i + 1 < range.end && t.kind(i + 1) == Token::open;
        const bool qualifier = i + 1 < range.end && t.kind(i + 1) == Token::dot;
        const bool collation = i > range.begin && t.is(i - 1, "COLLATE");
        if (!function && !qualifier && !collation) return true;
    }
    return false;
}

} // namespace schemad::sqlite
