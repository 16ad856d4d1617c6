// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/meaning.hpp"

#include <algorithm>
#include <iterator>

#include "vendors/sql/meaning_chain.hpp"
#include "vendors/sql/meaning_functions.hpp"

namespace schemad::sql {

Language language_of(Speaker speaker) noexcept {
    switch (speaker) {
    case Speaker::sqlite: return Language::sqlite;
    case Speaker::mysql: return Language::mysql;
    case Speaker::postgres:
    case Speaker::cockroachdb: break;
    }
    return Language::postgres;
}

std::string product_of(Speaker speaker) {
    switch (speaker) {
    case Speaker::sqlite: return "SQLite";
    case Speaker::mysql: return "MySQL";
    case Speaker::cockroachdb: return "CockroachDB";
    case Speaker::postgres: break;
    }
    return "PostgreSQL";
}

NamedColumn named_column(std::string_view name, std::string_view type) {
    struct Row {
        std::string_view type;
        Kind kind;
    };
    constexpr Row rows[] = {{"string", Kind::text},     {"text", Kind::text},       {"csv", Kind::text},
                            {"hash", Kind::text},       {"integer", Kind::integer}, {"bigInteger", Kind::integer},
                            {"decimal", Kind::decimal}, {"float", Kind::real},      {"boolean", Kind::boolean},
                            {"date", Kind::date},       {"dateTime", Kind::moment}};
    const auto* found =
        std::find_if(std::begin(rows), std::end(rows), [&](const Row& row) { return row.type == type; });
    NamedColumn made;
    made.name = name;
    if (found != std::end(rows)) made.kind = found->kind;
    made.sized = type == "string" || type == "hash";
    return made;
}

Meaning meaning_of(const Expression& expression, Speaker speaker, const std::vector<NamedColumn>& columns) {
    return operand_meaning(expression, Reading{speaker, columns});
}

namespace {

bool has(const Meaning& meaning, Kind kind) {
    return std::any_of(meaning.of.begin(), meaning.of.end(), [&](const Meaning& part) { return part.kind == kind; });
}

bool names_a_column(const Meaning& meaning) {
    return meaning.op == Meaning::column || std::any_of(meaning.of.begin(), meaning.of.end(), names_a_column);
}

bool compares(const Meaning& meaning) {
    const bool nullif = meaning.op == Meaning::call && meaning.content == "nullif";
    return nullif || (meaning.op >= Meaning::equal && meaning.op <= Meaning::at_least);
}

bool asks_a_collation(const Meaning& meaning) {
    const bool calls = meaning.op == Meaning::call &&
                       (meaning.content == "lower" || meaning.content == "upper" || meaning.content == "replace");
    return calls || (compares(meaning) && has(meaning, Kind::text));
}

} // namespace

void require_alike(const Meaning& meaning, Speaker speaker) {
    const bool sqlite = speaker == Speaker::sqlite;
    if (compares(meaning)) {
        if (speaker == Speaker::mysql && has(meaning, Kind::text))
            throw Untold("MySQL compares texts without regard to case and to the blanks at their end");
        if (sqlite && (has(meaning, Kind::date) || has(meaning, Kind::moment)))
            throw Untold("SQLite compares dates as texts");
    }
    // computed when the column is made, and then there is no column whose collation it could be
    if (language_of(speaker) == Language::postgres && asks_a_collation(meaning) && !names_a_column(meaning))
        throw Untold("PostgreSQL finds no collation for texts of no column");
    if (meaning.op == Meaning::quotient && speaker == Speaker::cockroachdb)
        throw Untold("CockroachDB's / divides whole numbers into decimals");
    const bool sum = meaning.op == Meaning::plus || meaning.op == Meaning::minus || meaning.op == Meaning::times;
    if (sqlite && sum && meaning.kind == Kind::decimal)
        throw Untold("SQLite computes decimals as floating-point numbers");
    if (meaning.op == Meaning::call && meaning.content != "nullif" && meaning.content != "coalesce" &&
        name_for(shared_function(meaning.content), speaker).empty()) {
        const auto why = why_not_shared(meaning.content, speaker);
        throw Untold(why.empty() ? product_of(speaker) + " has no function " + meaning.content + "()"
                                 : std::string(why));
    }
    for (const auto& part : meaning.of) require_alike(part, speaker);
}

} // namespace schemad::sql
