// SPDX-License-Identifier: Apache-2.0
// Operands: literals, columns and CASE; calls and casts have files of their own.
#include <algorithm>
#include <utility>

#include "vendors/sql/meaning_chain.hpp"

namespace schemad::sql {

namespace {

Meaning number_meaning(const Expression& node) {
    const auto& digits = node.content;
    if (digits.size() > 18) throw Untold("a number of so many digits is of another type in every database");
    if (digits.starts_with("0x")) throw Untold("a number in hexadecimal digits has no exact counterpart");
    if (digits.find_first_of("eE") != std::string::npos)
        throw Untold("a number with an exponent is of another type in every database");
    if (digits.find('.') == std::string::npos) return literal(Meaning::number, Kind::integer, digits);
    return literal(Meaning::number, Kind::decimal, digits);
}

Meaning column_meaning(const Expression& node, const Reading& reading) {
    const auto& name = node.content;
    const auto found = [&](bool any_case) {
        return std::find_if(reading.columns.begin(), reading.columns.end(),
                            [&](const NamedColumn& c) { return any_case ? same_word(c.name, name) : c.name == name; });
    };
    auto at = found(false);
    if (at == reading.columns.end() && !reading.postgres()) at = found(true);
    if (at == reading.columns.end()) throw Untold("there is no column " + name + " that it could be made of");
    return {Meaning::column, at->kind, std::string(at->name), {}, at->sized};
}

Meaning truth_meaning(std::string_view word, const Reading& reading) {
    if (same_word(word, "null")) return {};
    if (same_word(word, "true") || same_word(word, "false"))
        return literal(Meaning::truth, Kind::boolean, same_word(word, "true") ? "1" : "0");
    throw Untold(std::string(word) + " of " + product_of(reading.speaker) +
                 " has no exact counterpart in such an expression");
}

Meaning choice_meaning(const Expression& node, const Reading& reading) {
    Meaning made{Meaning::choice, Kind::nothing};
    std::optional<Meaning> of;
    std::vector<Meaning> conditions, values;
    std::optional<Meaning> otherwise;
    for (std::size_t i = 1; i < node.parts.size(); ++i) {
        const auto& part = node.parts[i];
        if (at_word(part, "end")) break;
        if (at_word(part, "when") || at_word(part, "then") || at_word(part, "else")) {
            auto next = operand_meaning(node.parts.at(++i), reading);
            if (at_word(part, "then"))
                values.push_back(std::move(next));
            else if (at_word(part, "else"))
                otherwise = std::move(next);
            else
                conditions.push_back(of ? compared(Meaning::equal, *of, std::move(next), reading)
                                        : condition(std::move(next)));
        } else {
            of = operand_meaning(part, reading);
        }
    }
    std::vector<Meaning*> all;
    for (auto& value : values) all.push_back(&value);
    if (otherwise) all.push_back(&*otherwise);
    made.kind = unified(all);
    for (std::size_t i = 0; i < values.size(); ++i)
        made.of.push_back(std::move(conditions.at(i))), made.of.push_back(std::move(values[i]));
    if (otherwise && otherwise->op != Meaning::nothing) made.of.push_back(std::move(*otherwise));
    return made;
}

} // namespace

Meaning operand_meaning(const Expression& node, const Reading& reading) {
    switch (node.kind) {
    case Expression::number: return number_meaning(node);
    case Expression::text: return literal(Meaning::text, Kind::text, node.content);
    case Expression::name: return column_meaning(node, reading);
    case Expression::value: return truth_meaning(node.content, reading);
    case Expression::chain: return chain_meaning(node, reading);
    case Expression::parens:
        if (node.parts.size() == 3) return operand_meaning(node.parts[1], reading);
        break;
    case Expression::choice: return choice_meaning(node, reading);
    case Expression::call: return call_meaning(node, reading);
    case Expression::cast: return converted_meaning(node, reading);
    case Expression::array: throw Untold("an array is one of PostgreSQL alone");
    case Expression::interval: throw Untold("INTERVAL of " + product_of(reading.speaker) + " has no exact counterpart");
    default: break;
    }
    throw Untold("what is no value of every database stands in it");
}

} // namespace schemad::sql
