// SPDX-License-Identifier: Apache-2.0
// A meaning in the words of MySQL and SQLite: brackets only where the ranks of the operators ask for them, as MariaDB
// prints them. PostgreSQL prints another way: told_postgres.cpp.
#include "vendors/sql/told.hpp"

#include <utility>

#include "vendors/sql/meaning_functions.hpp"

namespace schemad::sql {

namespace {

enum Rank { of_or, of_and, of_not, of_comparison, of_sum, of_product, of_join, of_sign, of_operand };

class Plainly {
public:
    explicit Plainly(Speaker speaker) : speaker_(speaker) {}

    std::string whole(const Meaning& m) const { return words(m).text; }

private:
    struct Said {
        std::string text;
        Rank rank = of_operand;
    };
    bool mysql() const noexcept { return speaker_ == Speaker::mysql; }

    // In brackets where it would otherwise be torn apart.
    std::string at_least(Rank rank, const Meaning& m) const {
        auto said = words(m);
        return said.rank < rank ? "(" + std::move(said.text) + ")" : std::move(said.text);
    }
    Said between(const Meaning& m, std::string_view sign, Rank rank) const {
        auto left = at_least(rank == of_comparison ? of_sum : rank, m.of.at(0));
        return {left.append(sign) + at_least(static_cast<Rank>(rank + 1), m.of.at(1)), rank};
    }
    // MariaDB asks a column for its truth where it stands among conditions.
    Said among(const Meaning& m, std::string_view sign, Rank rank) const {
        std::string out;
        for (const auto& part : m.of) {
            if (!out.empty()) out += sign;
            const bool asked = mysql() && part.op == Meaning::column;
            out += asked ? words(part).text + " <> 0" : at_least(rank, part);
        }
        return {std::move(out), rank};
    }
    Said behind(const Meaning& m, std::string_view words) const {
        return {at_least(of_comparison, m.of.at(0)).append(words), of_comparison};
    }

    Said words(const Meaning& m) const {
        switch (m.op) {
        case Meaning::column: return {quote(m.content, '`').str()};
        case Meaning::number: return {m.content, m.content.starts_with('-') ? of_sign : of_operand};
        case Meaning::text:
            return {text_literal(m.content, mysql() ? LiteralStyle::mysql : LiteralStyle::standard).str()};
        case Meaning::truth: return {m.content};
        case Meaning::nothing: return {"NULL"};
        case Meaning::negative: return {"-" + at_least(of_operand, m.of.at(0)), of_sign};
        case Meaning::plus: return between(m, " + ", of_sum);
        case Meaning::minus: return between(m, " - ", of_sum);
        case Meaning::times: return between(m, " * ", of_product);
        case Meaning::quotient: return between(m, mysql() ? " DIV " : " / ", of_product);
        case Meaning::remainder: return between(m, mysql() ? " MOD " : " % ", of_product);
        case Meaning::joined: return join(m);
        case Meaning::in_words:
            return {"cast(" + whole(m.of.at(0)) + (mysql() ? " as char charset utf8mb4)" : " as text)")};
        case Meaning::widened: return words(m.of.at(0));
        case Meaning::equal: return between(m, " = ", of_comparison);
        case Meaning::unequal: return between(m, " <> ", of_comparison);
        case Meaning::less: return between(m, " < ", of_comparison);
        case Meaning::at_most: return between(m, " <= ", of_comparison);
        case Meaning::more: return between(m, " > ", of_comparison);
        case Meaning::at_least: return between(m, " >= ", of_comparison);
        case Meaning::both: return among(m, " and ", of_and);
        case Meaning::either: return among(m, " or ", of_or);
        case Meaning::negated: return {"not " + at_least(of_operand, m.of.at(0)), of_not};
        case Meaning::missing: return behind(m, " is null");
        case Meaning::given: return behind(m, " is not null");
        case Meaning::choice: return choice(m);
        case Meaning::call: break;
        }
        return call(m);
    }

    Said join(const Meaning& m) const {
        std::string out;
        for (const auto& part : m.of) {
            // a number becomes a text by itself where texts are joined
            const auto& one = part.op == Meaning::in_words ? part.of.at(0) : part;
            if (!out.empty()) out += mysql() ? "," : " || ";
            out += mysql() ? whole(one) : at_least(of_sign, one);
        }
        return mysql() ? Said{"concat(" + out + ")"} : Said{std::move(out), of_join};
    }
    Said choice(const Meaning& m) const {
        std::string out = "case";
        for (std::size_t i = 0; i + 1 < m.of.size(); i += 2)
            out += " when " + whole(m.of[i]) + " then " + whole(m.of[i + 1]);
        if (m.of.size() % 2 != 0) out += " else " + whole(m.of.back());
        return {out + " end"};
    }
    Said call(const Meaning& m) const {
        const bool plain = m.content == "coalesce" || m.content == "nullif";
        std::string out(plain ? std::string_view(m.content) : name_for(shared_function(m.content), speaker_));
        out += '(';
        for (const auto& part : m.of) out += (&part == &m.of.front() ? "" : ",") + whole(part);
        return {out + ")"};
    }

    Speaker speaker_;
};

} // namespace

std::string told(const Meaning& meaning, Speaker speaker) {
    return language_of(speaker) == Language::postgres ? told_to_postgres(meaning, speaker)
                                                      : Plainly(speaker).whole(meaning);
}

} // namespace schemad::sql
