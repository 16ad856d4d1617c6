// SPDX-License-Identifier: Apache-2.0
// Tokens into a tree. Operators are not ranked: operands and operators stand in one chain, brackets where they stood,
// so the database ranks what is printed exactly as it would have ranked what was read.
#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "vendors/sql/expression.hpp"
#include "vendors/sql/expression_tokens.hpp"

namespace schemad::sql {

namespace {

using Token = ExpressionToken;
using Node = Expression;

struct NoExpression {};

constexpr std::string_view value_words[] = {"null",           "true",         "false",        "current_timestamp",
                                            "current_date",   "current_time", "localtime",    "localtimestamp",
                                            "current_user",   "session_user", "current_role", "current_catalog",
                                            "current_schema", "utc_date",     "utc_time",     "utc_timestamp"};
constexpr std::string_view units[] = {
    "microsecond",     "second",         "minute",     "hour",         "day",          "week",        "month",
    "quarter",         "year",           "century",    "decade",       "dow",          "doy",         "epoch",
    "isodow",          "isoyear",        "millennium", "milliseconds", "microseconds", "timezone",    "timezone_hour",
    "timezone_minute", "day_hour",       "day_minute", "day_second",   "hour_minute",  "hour_second", "minute_second",
    "year_month",      "day_microsecond"};
// Types of several words, of which each may go on with the next; then (n) may follow anywhere, and more words.
constexpr std::string_view type_words[] = {
    "double", "precision", "character", "varying", "national", "unsigned", "signed", "integer", "time",    "timestamp",
    "with",   "without",   "zone",      "set",     "charset",  "utf8mb4",  "bit",    "char",    "varchar", "interval"};
constexpr std::string_view spaced_functions[] = {"extract", "substring", "trim", "overlay", "substr", "position"};
constexpr std::string_view never_names[] = {
    "select", "from",    "where",      "union",   "with",   "values",   "table",   "into",  "order",      "group",
    "having", "limit",   "join",       "default", "using",  "distinct", "on",      "check", "references", "generated",
    "stored", "virtual", "constraint", "primary", "unique", "not",      "comment", "as",    "returning",  "procedure"};

template <class List> bool among(const List& list, std::string_view s) {
    return std::find(std::begin(list), std::end(list), s) != std::end(list);
}

class Parser {
public:
    Parser(std::vector<Token>& tokens, Language language, Columns columns)
        : tokens_(tokens), language_(language), columns_(columns) {}

    Node whole() {
        auto node = chain();
        if (at_ != tokens_.size()) throw NoExpression{};
        return node;
    }

private:
    bool postgres() const noexcept { return language_ == Language::postgres; }
    bool mysql() const noexcept { return language_ == Language::mysql; }

    // -- tokens
    bool at_kind(Token::Kind kind, std::size_t ahead = 0) const {
        return at_ + ahead < tokens_.size() && tokens_[at_ + ahead].kind == kind;
    }
    bool at_word(std::string_view word, std::size_t ahead = 0) const {
        return at_kind(Token::word, ahead) && same_word(tokens_[at_ + ahead].content, word);
    }
    bool at_any(std::initializer_list<std::string_view> words) const {
        return std::any_of(words.begin(), words.end(), [&](auto w) { return at_word(w); });
    }
    bool at_symbol(std::string_view symbol) const { return at_kind(Token::symbol) && tokens_[at_].content == symbol; }
    std::string word() const { return at_kind(Token::word) ? lower(tokens_[at_].content) : std::string(); }

    Node take(Node::Kind kind) {
        if (at_ >= tokens_.size()) throw NoExpression{};
        auto& t = tokens_[at_++];
        Node node;
        node.kind = kind, node.content = std::move(t.content), node.introducer = std::move(t.introducer);
        node.gap = std::move(t.gap);
        return node;
    }
    Node take_mark(Token::Kind kind, const char* mark) {
        if (!at_kind(kind)) throw NoExpression{};
        auto node = take(Node::symbol);
        node.content = mark;
        return node;
    }
    void take_word(Node& to, std::string_view expected) {
        if (!at_word(expected)) throw NoExpression{};
        to.parts.push_back(take(Node::word));
    }

    struct Deeper {
        explicit Deeper(int& depth) : depth_(depth) {
            if (++depth_ > deepest_expression) throw NoExpression{};
        }
        ~Deeper() { --depth_; }
        int& depth_;
    };

    // -- operands and operators
    Node chain(bool spaced = false) {
        const Deeper deeper(depth_);
        Node node;
        node.kind = Node::chain;
        for (;;) {
            while (prefix(spaced)) node.parts.push_back(take(at_kind(Token::word) ? Node::word : Node::symbol));
            node.parts.push_back(primary());
            while (postfix(node)) {}
            if (!between(node, spaced)) break;
        }
        if (node.parts.size() > 1) return node;
        auto only = std::move(node.parts.front());
        return only;
    }

    bool prefix(bool spaced) const {
        if (at_symbol("-") || at_symbol("+") || at_symbol("~") || at_word("not")) return true;
        if (mysql() && (at_symbol("!") || at_word("binary"))) return !at_kind(Token::open, 1) || at_symbol("!");
        if (spaced && at_any({"both", "leading", "trailing"})) return true;
        return spaced && at_word("from"); // trim(both from x)
    }

    bool between(Node& to, bool spaced) { // what stands between two operands
        const auto next = [&] {
            last_word_was_in_ = at_word("in");
            return to.parts.push_back(take(Node::word)), true;
        };
        if (at_kind(Token::symbol)) {
            if (at_symbol("::") || at_symbol("!")) throw NoExpression{};
            to.parts.push_back(take(Node::symbol));
            return true;
        }
        if (!at_kind(Token::word)) return false;
        if (at_any({"and", "or", "between", "escape"})) return next();
        if (at_any({"like", "in"}) || (postgres() && at_word("ilike")) ||
            (mysql() && at_any({"regexp", "rlike", "div", "mod", "xor"})) ||
            (language_ == Language::sqlite && at_word("glob")))
            return next();
        if (at_word("not") && (at_word("like", 1) || at_word("in", 1) || at_word("between", 1) || at_word("ilike", 1) ||
                               at_word("regexp", 1) || at_word("glob", 1)))
            return next(), next();
        if (at_word("is")) {
            next();
            if (at_word("not")) next();
            if (at_word("distinct") && at_word("from", 1)) return next(), next();
            return true;
        }
        if (spaced && at_any({"from", "for", "placing"})) return next();
        return false;
    }

    bool postfix(Node& to) {
        if (postgres() && at_symbol("::")) {
            to.parts.push_back(take(Node::symbol));
            to.parts.push_back(type_name());
            return true;
        }
        if (postgres() && at_word("at") && at_word("time", 1) && at_word("zone", 2)) {
            for (int i = 0; i < 3; ++i) to.parts.push_back(take(Node::word));
            to.parts.push_back(primary());
            return true;
        }
        if (at_word("collate")) {
            to.parts.push_back(take(Node::word));
            if (!at_kind(Token::word) && !at_kind(Token::name)) throw NoExpression{};
            // bare on MySQL and SQLite, where it is a word; "C" on PostgreSQL
            to.parts.push_back(take(at_kind(Token::word) && !postgres() ? Node::word : Node::name));
            return true;
        }
        if (postgres() && at_kind(Token::open_array)) {
            to.parts.push_back(take_mark(Token::open_array, "["));
            to.parts.push_back(chain());
            to.parts.push_back(take_mark(Token::close_array, "]"));
            return true;
        }
        if (!mysql() && at_any({"isnull", "notnull"})) return to.parts.push_back(take(Node::word)), true;
        return false;
    }

    // -- one operand
    Node primary() {
        const Deeper deeper(depth_);
        if (at_ >= tokens_.size()) throw NoExpression{};
        last_word_was_in_ = last_word_was_in_ && at_kind(Token::open);
        switch (tokens_[at_].kind) {
        case Token::number: return take(Node::number);
        case Token::bits: return take(Node::bits);
        case Token::text: return take(Node::text);
        case Token::open: return in_parens();
        case Token::name: return at_kind(Token::open, 1) || at_kind(Token::dot, 1) ? call() : column();
        case Token::word: return of_word();
        default: throw NoExpression{};
        }
    }

    Node in_parens() {
        Node node;
        node.kind = Node::parens;
        const bool list = last_word_was_in_;
        last_word_was_in_ = false;
        node.parts.push_back(take_mark(Token::open, "("));
        node.parts.push_back(chain());
        while (list && at_kind(Token::comma)) {
            node.parts.push_back(take_mark(Token::comma, ","));
            node.parts.push_back(chain());
        }
        node.parts.push_back(take_mark(Token::close, ")"));
        return node;
    }

    Node of_word() {
        const auto w = word();
        if (w == "case") return choice();
        if (w == "array" && postgres() && at_kind(Token::open_array, 1)) return array();
        if (w == "cast" && at_kind(Token::open, 1)) return cast();
        if (w == "convert" && mysql() && at_kind(Token::open, 1)) return convert();
        if (w == "interval" && mysql()) return interval();
        // date '2020-01-01'
        if (!at_kind(Token::open, 1) && !at_kind(Token::dot, 1)) {
            if (at_kind(Token::text, 1) && (w == "date" || w == "time" || w == "timestamp" || w == "interval")) {
                if (language_ == Language::sqlite) throw NoExpression{};
                Node node;
                node.kind = Node::cast;
                node.parts.push_back(take(Node::word));
                node.parts.push_back(take(Node::text));
                return node;
            }
            if (among(value_words, w)) return take(Node::value);
            return column();
        }
        return call();
    }

    Node column() {
        const bool bare = at_kind(Token::word);
        if (columns_ == Columns::none || (bare && among(never_names, word()))) throw NoExpression{};
        auto node = take(Node::name);
        if (bare && language_ == Language::sqlite) node.introducer = "bare";
        // a bare name means the one in small letters
        if (bare && postgres()) node.content = lower(node.content);
        return node;
    }

    Node choice() {
        Node node;
        node.kind = Node::choice;
        take_word(node, "case");
        if (!at_word("when")) node.parts.push_back(chain());
        do {
            take_word(node, "when");
            node.parts.push_back(chain());
            take_word(node, "then");
            node.parts.push_back(chain());
        } while (at_word("when"));
        if (at_word("else")) {
            node.parts.push_back(take(Node::word));
            node.parts.push_back(chain());
        }
        take_word(node, "end");
        return node;
    }

    Node array() {
        Node node;
        node.kind = Node::array;
        node.parts.push_back(take(Node::word));
        node.parts.push_back(take_mark(Token::open_array, "["));
        if (!at_kind(Token::close_array)) {
            node.parts.push_back(chain());
            while (at_kind(Token::comma)) {
                node.parts.push_back(take_mark(Token::comma, ","));
                node.parts.push_back(chain());
            }
        } else if (!(at_ + 1 < tokens_.size() && tokens_[at_ + 1].content == "::")) {
            throw NoExpression{}; // its type was cut off
        }
        node.parts.push_back(take_mark(Token::close_array, "]"));
        return node;
    }

    Node cast() {
        Node node;
        node.kind = Node::cast;
        node.parts.push_back(take(Node::word));
        node.parts.push_back(take_mark(Token::open, "("));
        node.parts.push_back(chain());
        take_word(node, "as");
        node.parts.push_back(type_name());
        node.parts.push_back(take_mark(Token::close, ")"));
        return node;
    }

    Node convert() { // convert(x using utf8mb4), convert(x, char)
        Node node;
        node.kind = Node::cast;
        node.parts.push_back(take(Node::word));
        node.parts.push_back(take_mark(Token::open, "("));
        node.parts.push_back(chain());
        if (at_kind(Token::comma)) {
            node.parts.push_back(take_mark(Token::comma, ","));
            node.parts.push_back(type_name());
        } else {
            take_word(node, "using");
            if (!at_kind(Token::word)) throw NoExpression{};
            node.parts.push_back(take(Node::word));
        }
        node.parts.push_back(take_mark(Token::close, ")"));
        return node;
    }

    Node interval() { // interval 1 day
        Node node;
        node.kind = Node::interval;
        node.parts.push_back(take(Node::word));
        while (at_symbol("-") || at_symbol("+")) node.parts.push_back(take(Node::symbol));
        node.parts.push_back(primary());
        if (!among(units, word())) throw NoExpression{};
        node.parts.push_back(take(Node::word));
        return node;
    }

    // A name, of several words where the language has such, (n) or (n, m) anywhere in it, [] at its end.
    Node type_name() {
        Node node;
        node.kind = Node::cast;
        if (postgres() && (at_kind(Token::word) || at_kind(Token::name)) && at_kind(Token::dot, 1)) {
            node.parts.push_back(take(Node::name));
            node.parts.push_back(take_mark(Token::dot, "."));
        }
        if (at_kind(Token::name)) {
            node.parts.push_back(take(Node::name));
        } else {
            if (!at_kind(Token::word) || among(never_names, word())) throw NoExpression{};
            node.parts.push_back(take(Node::word));
        }
        for (bool sized = false;;) {
            if (at_kind(Token::word) && among(type_words, word())) {
                node.parts.push_back(take(Node::word));
            } else if (at_kind(Token::open) && at_kind(Token::number, 1) && !sized) {
                sized = true;
                node.parts.push_back(take_mark(Token::open, "("));
                node.parts.push_back(take(Node::number));
                if (at_kind(Token::comma)) {
                    node.parts.push_back(take_mark(Token::comma, ","));
                    if (!at_kind(Token::number)) throw NoExpression{};
                    node.parts.push_back(take(Node::number));
                }
                node.parts.push_back(take_mark(Token::close, ")"));
            } else {
                break;
            }
        }
        while (postgres() && at_kind(Token::open_array) && at_kind(Token::close_array, 1)) {
            node.parts.push_back(take_mark(Token::open_array, "["));
            node.parts.push_back(take_mark(Token::close_array, "]"));
        }
        return node;
    }

    Node call() {
        Node node;
        node.kind = Node::call;
        if (at_kind(Token::dot, 1)) { // PostgreSQL: the schema of a function
            const auto schema = lower(tokens_[at_].content);
            if (!postgres() || !(schema == "pg_catalog" || schema == "public" || schema == "extensions"))
                throw NoExpression{};
            auto place = take(Node::name);
            place.content = schema;
            node.parts.push_back(std::move(place));
            node.parts.push_back(take_mark(Token::dot, "."));
        }
        if (!at_kind(Token::word) && !(at_kind(Token::name) && postgres())) throw NoExpression{};
        const auto function = lower(tokens_[at_].content);
        if (!is_listed_function(function, language_) || !at_kind(Token::open, 1)) throw NoExpression{};
        const bool quoted = at_kind(Token::name);
        if (quoted && tokens_[at_].content != function) throw NoExpression{};
        node.parts.push_back(take(quoted ? Node::name : Node::word));
        node.content = function;
        node.parts.push_back(take_mark(Token::open, "("));
        if (!at_kind(Token::close)) {
            node.parts.push_back(argument(function));
            while (at_kind(Token::comma)) {
                node.parts.push_back(take_mark(Token::comma, ","));
                node.parts.push_back(argument(function));
            }
        }
        node.parts.push_back(take_mark(Token::close, ")"));
        if (function == "nextval") { // of a sequence that is named, not computed
            const auto& of = node.parts[node.parts.size() - 2];
            const auto& first = of.kind == Node::chain ? of.parts.front() : of;
            if (first.kind != Node::text) throw NoExpression{};
        }
        return node;
    }

    Node argument(const std::string& function) {
        if (postgres() && at_word("variadic")) {
            Node node;
            node.kind = Node::chain;
            node.parts.push_back(take(Node::word));
            node.parts.push_back(chain());
            return node;
        }
        // extract(year from x), timestampdiff(day, a, b)
        const bool unit = among(units, word()) && (at_word("from", 1) || at_kind(Token::comma, 1)) &&
                          (function == "extract" || (mysql() && function.starts_with("timestamp")));
        if (function == "extract") {
            Node node;
            node.kind = Node::chain;
            if (!unit && !at_kind(Token::text)) throw NoExpression{};
            node.parts.push_back(take(unit ? Node::word : Node::text));
            take_word(node, "from");
            node.parts.push_back(chain());
            return node;
        }
        if (unit) return take(Node::word);
        return chain(among(spaced_functions, function));
    }

    std::vector<Token>& tokens_;
    Language language_;
    Columns columns_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool last_word_was_in_ = false; // the next bracket holds a list
};

} // namespace

std::optional<Expression> read_expression(std::string_view text, Language language, Columns columns) {
    auto tokens = expression_tokens(text, language);
    if (!tokens) return std::nullopt;
    try {
        return Parser(*tokens, language, columns).whole();
    } catch (const NoExpression&) { return std::nullopt; }
}

} // namespace schemad::sql
