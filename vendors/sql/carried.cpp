// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/carried.hpp"

#include <algorithm>

namespace schemad::sql {

namespace {

// What the column holds is what was computed: nothing is rounded, cut or read anew on the way into it.
void require_fits(Kind made, std::string_view field_type) {
    const auto wanted = named_column({}, field_type).kind;
    if (made == Kind::nothing || made == wanted) return;
    const bool number = made == Kind::integer || made == Kind::decimal;
    if (wanted == Kind::decimal && made == Kind::integer) return;
    if (wanted == Kind::real && number) return;
    throw Untold("what it computes is no value of the type " + std::string(field_type) +
                 ", and every database makes it one in its own way");
}

// What the target takes of the columns that it is made of.
void require_sources(const Meaning& meaning, Speaker to, const std::vector<NamedColumn>& columns) {
    if (meaning.op == Meaning::column) {
        const auto at = std::find_if(columns.begin(), columns.end(),
                                     [&](const NamedColumn& c) { return c.name == meaning.content; });
        if (at != columns.end() && at->computed && language_of(to) == Language::postgres)
            throw Untold("it is made of the generated column " + meaning.content + ", which " + product_of(to) +
                         " does not take");
        if (at != columns.end() && at->counts_up && to == Speaker::mysql)
            throw Untold("it is made of " + meaning.content + ", which counts up, and MySQL does not take that");
    }
    for (const auto& part : meaning.of) require_sources(part, to, columns);
}

} // namespace

std::optional<Speaker> speaker_of(std::string_view vendor) {
    if (vendor == "sqlite") return Speaker::sqlite;
    if (vendor == "postgres") return Speaker::postgres;
    if (vendor == "mysql") return Speaker::mysql;
    if (vendor == "cockroachdb") return Speaker::cockroachdb;
    return std::nullopt;
}

std::string carried_generation(std::string_view text, Speaker from, Speaker to, std::string_view field_type,
                               const std::vector<NamedColumn>& columns) {
    const auto tree = read_expression(text, language_of(from), Columns::allowed);
    if (!tree) throw Untold("it is no expression of " + product_of(from) + " that can be read");
    const auto meaning = meaning_of(*tree, from, columns);
    if (from != to) {
        require_alike(meaning, from);
        require_alike(meaning, to);
        require_fits(meaning.kind, field_type);
        require_sources(meaning, to, columns);
    }
    auto made = told(meaning, to);
    if (!read_expression(made, language_of(to), Columns::allowed)) // what is written is read by the target's grammar
        throw Untold("it cannot be written for " + product_of(to));
    return made;
}

} // namespace schemad::sql
