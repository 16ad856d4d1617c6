// SPDX-License-Identifier: Apache-2.0
// Casts: those that say no more than the kind of a value, and a whole number as a text.
#include <algorithm>
#include <utility>

#include "vendors/sql/meaning_chain.hpp"

namespace schemad::sql {

// cast(x as t), convert(x, t); DATE '2020-01-01' and convert(x using y) are none that all have.
Meaning converted_meaning(const Expression& node, const Reading& reading) {
    const auto& parts = node.parts;
    if (parts.size() != 6 || at_word(parts[3], "using"))
        throw Untold(parts.front().content + " of " + product_of(reading.speaker) + " has no exact counterpart");
    return cast_meaning(operand_meaning(parts[2], reading), parts[4], reading);
}

Meaning cast_meaning(Meaning one, const Expression& type, const Reading& reading) {
    std::string words;
    bool sized = false;
    for (const auto& part : type.parts) {
        if (part.kind == Expression::symbol) sized = true;
        if (part.kind == Expression::word || part.kind == Expression::name)
            words.append(words.empty() ? "" : " ").append(lower(part.content));
    }
    if (type.parts.empty()) words = lower(type.content);
    const auto is = [&](std::initializer_list<std::string_view> names) {
        return !sized && std::find(names.begin(), names.end(), words) != names.end();
    };
    if (one.kind == Kind::nothing && reading.postgres()) return one; // NULL::text
    if (reading.postgres() ? is({"text", "character varying", "varchar", "bpchar", "string"})
        : reading.mysql()  ? is({"char", "char charset utf8mb4"})
                           : is({"text"}))
        return worded(std::move(one));
    const bool whole = reading.mysql()    ? is({"signed", "signed integer"})
                       : reading.sqlite() ? is({"integer"})
                                          : is({"integer", "bigint", "int", "int8", "int4"});
    if (whole && one.kind == Kind::integer) return one;
    if (reading.postgres()) {
        const bool decimal = is({"numeric", "decimal"}), real = is({"double precision", "float8", "float"});
        if (one.op == Meaning::text && (whole || decimal) && !one.content.empty() &&
            one.content.find_first_not_of("0123456789.", one.content.front() == '-' ? 1 : 0) == std::string::npos &&
            one.content.back() != '-') // '-2'::integer
            return {Meaning::number, whole ? Kind::integer : Kind::decimal, std::move(one.content), {}};
        if (decimal && one.kind == Kind::decimal) return one;
        if (real && one.kind == Kind::real) return one;
        if ((decimal && one.kind == Kind::integer) ||
            (real && (one.kind == Kind::integer || one.op == Meaning::number))) {
            Meaning made{Meaning::widened, decimal ? Kind::decimal : Kind::real};
            made.of.push_back(std::move(one));
            return made;
        }
        if (is({"boolean", "bool"}) && one.kind == Kind::boolean) return one;
    }
    throw Untold("a cast of " + product_of(reading.speaker) + " to " + (sized ? words + " of a size" : words) +
                 " has no exact counterpart here");
}

} // namespace schemad::sql
