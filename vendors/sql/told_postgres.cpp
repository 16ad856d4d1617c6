// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <utility>

#include "vendors/sql/meaning_functions.hpp"
#include "vendors/sql/told.hpp"

namespace schemad::sql {

namespace {

// Words that PostgreSQL quotes where they are names, beside those that no name of a column is here.
constexpr std::string_view words_of_the_grammar[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between", "bigint",
    "binary", "bit", "boolean", "both", "case", "cast", "char", "character", "check", "coalesce", "collate",
    "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "dec", "decimal", "default",
    "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float",
    "for", "foreign", "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having", "ilike", "in",
    "initially", "inner", "inout", "int", "integer", "intersect", "interval", "into", "is", "isnull", "join", "json",
    "json_array", "json_object", "lateral", "leading", "least", "left", "like", "limit", "localtime", "localtimestamp",
    "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric", "offset", "on",
    "only", "or", "order", "out", "outer", "overlaps", "overlay", "placing", "position", "precision", "primary", "real",
    "references", "returning", "right", "row", "select", "session_user", "setof", "similar", "smallint", "some",
    "substring", "symmetric", "system_user", "table", "tablesample", "then", "time", "timestamp", "to", "trailing",
    "treat", "trim", "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose", "when",
    "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces",
    "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
    // words that the grammar of vendors/sql/expression.hpp takes for more than names
    "date", "comment", "procedure", "generated", "stored", "virtual", "utc_date", "utc_time", "utc_timestamp"};

std::string identifier(const std::string& name) {
    const bool plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                       name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos &&
                       std::find(std::begin(words_of_the_grammar), std::end(words_of_the_grammar), name) ==
                           std::end(words_of_the_grammar);
    return plain ? name : quote(name, '"').str();
}

class Spelled {
public:
    explicit Spelled(Speaker speaker) : speaker_(speaker) {}

    std::string whole(const Meaning& m) const {
        switch (m.op) {
        case Meaning::column: return m.sized ? "(" + identifier(m.content) + ")::text" : identifier(m.content);
        case Meaning::number: return number(m);
        case Meaning::text: return text_literal(m.content, LiteralStyle::postgres).str() + "::text";
        case Meaning::truth: return m.content == "1" ? "true" : "false";
        case Meaning::nothing: return "NULL";
        case Meaning::negative: return "(- " + whole(m.of.at(0)) + ")";
        case Meaning::plus: return numbers(m, " + ");
        case Meaning::minus: return numbers(m, " - ");
        case Meaning::times: return numbers(m, " * ");
        case Meaning::quotient: return numbers(m, " / ");
        case Meaning::remainder: return numbers(m, " % ");
        case Meaning::joined: return join(m);
        case Meaning::in_words: return cast(m.of.at(0), "text");
        case Meaning::widened: return as_kind(m.of.at(0), m.kind);
        case Meaning::equal: return numbers(m, " = ");
        case Meaning::unequal: return numbers(m, " <> ");
        case Meaning::less: return numbers(m, " < ");
        case Meaning::at_most: return numbers(m, " <= ");
        case Meaning::more: return numbers(m, " > ");
        case Meaning::at_least: return numbers(m, " >= ");
        case Meaning::both: return several(m, Meaning::both, " AND ");
        case Meaning::either: return several(m, Meaning::either, " OR ");
        case Meaning::negated: return "(NOT " + whole(m.of.at(0)) + ")";
        case Meaning::missing: return "(" + bare(m.of.at(0)) + " IS NULL)";
        case Meaning::given: return "(" + bare(m.of.at(0)) + " IS NOT NULL)";
        case Meaning::choice: return choice(m);
        case Meaning::call: break;
        }
        return call(m);
    }

private:
    static std::string number(const Meaning& m) {
        const auto& digits = m.content;
        if (m.kind != Kind::integer) return digits.starts_with('-') ? "'" + digits + "'::numeric" : digits;
        const bool minus = digits.starts_with('-');
        const bool wide = digits.size() - (minus ? 1 : 0) > 9; // one that just fits 32 bits is still the same number
        if (!minus && !wide) return digits;
        return "'" + digits + (wide ? "'::bigint" : "'::integer");
    }
    std::string bare(const Meaning& m) const { return m.op == Meaning::column ? identifier(m.content) : whole(m); }
    std::string cast(const Meaning& m, std::string_view type) const {
        return "(" + whole(m) + ")::" + std::string(type);
    }
    // A number as another kind of numbers, where the server would cast it by itself, too.
    std::string as_kind(const Meaning& m, Kind kind) const {
        if (m.kind == kind || m.op == Meaning::widened) return whole(m);
        if (kind == Kind::decimal && m.kind == Kind::integer) return cast(m, "numeric");
        if (kind == Kind::real && (m.kind == Kind::integer || m.kind == Kind::decimal))
            return cast(m, "double precision");
        return whole(m);
    }
    std::string numbers(const Meaning& m, std::string_view sign) const {
        const auto &left = m.of.at(0), &right = m.of.at(1);
        const auto kind = std::max(left.kind, right.kind);
        const bool cast = kind == Kind::decimal || kind == Kind::real;
        auto out = "(" + (cast ? as_kind(left, kind) : whole(left));
        return out.append(sign) + (cast ? as_kind(right, kind) : whole(right)) + ")";
    }
    std::string join(const Meaning& m) const {
        std::string out = whole(m.of.at(0));
        for (std::size_t i = 1; i < m.of.size(); ++i) out = "(" + out + " || " + whole(m.of[i]) + ")";
        return out;
    }
    void collect(const Meaning& m, Meaning::Op op, std::string_view word, std::string& out) const {
        for (const auto& part : m.of) {
            if (part.op == op) {
                collect(part, op, word, out);
                continue;
            }
            if (!out.empty()) out += word;
            out += whole(part);
        }
    }
    std::string several(const Meaning& m, Meaning::Op op, std::string_view word) const {
        std::string out;
        collect(m, op, word, out);
        return "(" + out + ")";
    }
    std::string choice(const Meaning& m) const {
        std::string out = "CASE";
        for (std::size_t i = 0; i + 1 < m.of.size(); i += 2)
            out += " WHEN " + whole(m.of[i]) + " THEN " + as_kind(m.of[i + 1], m.kind);
        if (m.of.size() % 2 != 0) out += " ELSE " + as_kind(m.of.back(), m.kind);
        return out + " END";
    }
    std::string call(const Meaning& m) const {
        if (m.content == "year" || m.content == "month" || m.content == "day")
            return "(EXTRACT(" + m.content + " FROM " + whole(m.of.at(0)) + "))::integer";
        std::string out = m.content == "coalesce" ? "COALESCE"
                          : m.content == "nullif" ? "NULLIF"
                                                  : std::string(name_for(shared_function(m.content), speaker_));
        out += '(';
        for (const auto& part : m.of) {
            if (&part != &m.of.front()) out += ", ";
            out += m.content == "coalesce" ? as_kind(part, m.kind) : whole(part);
        }
        return out + ")";
    }

    Speaker speaker_;
};

} // namespace

std::string told_to_postgres(const Meaning& meaning, Speaker speaker) { return Spelled(speaker).whole(meaning); }

} // namespace schemad::sql
