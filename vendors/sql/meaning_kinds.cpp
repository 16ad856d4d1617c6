// SPDX-License-Identifier: Apache-2.0
// Which operands an operator takes so that every database computes the same of them.
#include "vendors/sql/meaning_chain.hpp"

#include <algorithm>
#include <utility>

namespace schemad::sql {

namespace {

Meaning made_of(Meaning::Op op, Kind kind, Meaning left, Meaning right) {
    Meaning made{op, kind};
    made.of.reserve(2);
    made.of.push_back(std::move(left)), made.of.push_back(std::move(right));
    return made;
}

// 1 and 0 are what MySQL and SQLite write for true and false.
void take_for_truth(Meaning& one) {
    if (one.op != Meaning::number || (one.content != "0" && one.content != "1")) return;
    one.op = Meaning::truth, one.kind = Kind::boolean;
}

std::string_view name_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::nothing: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::integer: return "a whole number";
    case Kind::decimal: return "a decimal";
    case Kind::real: return "a floating-point number";
    case Kind::text: return "a text";
    case Kind::date: return "a date";
    case Kind::moment: return "a moment";
    case Kind::other: break;
    }
    return "of a type that databases do not compute with alike";
}

[[noreturn]] void not_of(std::string_view what, const Meaning& one) {
    throw Untold(std::string(what) + " of what is " + std::string(name_of(one.kind)) +
                 " does not mean the same in every database");
}

// Two whole numbers that PostgreSQL computes with as floating-point numbers, and nobody else would.
void require_exact(const Meaning& left, const Meaning& right) {
    const auto loses = [](const Meaning& m) { return m.op == Meaning::widened && m.kind == Kind::real; };
    if (loses(left) && loses(right)) throw Untold("whole numbers that are cast to double precision lose digits");
}

std::string_view sign_of(Meaning::Op op) noexcept {
    switch (op) {
    case Meaning::plus: return "the sum";
    case Meaning::minus: return "the difference";
    case Meaning::times: return "the product";
    case Meaning::remainder: return "the remainder";
    default: return "the quotient";
    }
}

} // namespace

bool is_numeric(Kind kind) noexcept { return kind == Kind::integer || kind == Kind::decimal || kind == Kind::real; }

bool is_whole_literal(const Meaning& one) noexcept { return one.op == Meaning::number && one.kind == Kind::integer; }

Meaning computed(Meaning::Op op, Meaning left, Meaning right, const Reading&) {
    for (const auto* one : {&left, &right})
        if (!is_numeric(one->kind)) not_of(sign_of(op), *one);
    require_exact(left, right);
    auto kind = std::max(left.kind, right.kind); // integer, decimal, real
    if (op == Meaning::quotient || op == Meaning::remainder) {
        if (kind != Kind::integer)
            throw Untold(std::string(sign_of(op)) +
                         " of numbers that are not whole has other digits in every database");
        if (!is_whole_literal(right) || right.content.find_first_of("123456789") == std::string::npos)
            throw Untold(std::string(sign_of(op)) +
                         " by what may be zero is an error in one database and null in another");
    }
    return made_of(op, kind, std::move(left), std::move(right));
}

Meaning compared(Meaning::Op op, Meaning left, Meaning right, const Reading&) {
    if (left.kind == Kind::boolean) take_for_truth(right);
    if (right.kind == Kind::boolean) take_for_truth(left);
    if (left.kind == Kind::boolean && right.op == Meaning::truth && right.content == "0") { // as MariaDB asks for truth
        if (op == Meaning::unequal) return left;
        if (op == Meaning::equal) return opposite(std::move(left));
    }
    require_exact(left, right);
    const bool equality = op == Meaning::equal || op == Meaning::unequal;
    for (const auto* one : {&left, &right})
        if (one->kind == Kind::other || one->kind == Kind::nothing) not_of("a comparison", *one);
    const bool alike = left.kind == right.kind || (is_numeric(left.kind) && is_numeric(right.kind));
    if (!alike)
        throw Untold("a comparison of " + std::string(name_of(left.kind)) + " with " +
                     std::string(name_of(right.kind)) + " does not mean the same in every database");
    if (left.kind == Kind::text && !equality) throw Untold("the order of texts is another in every database");
    if (left.kind == Kind::boolean && !equality) not_of("the order", left);
    return made_of(op, Kind::boolean, std::move(left), std::move(right));
}

Meaning worded(Meaning one) {
    if (one.kind == Kind::text) return one;
    if (one.kind == Kind::integer) {
        Meaning made{Meaning::in_words, Kind::text};
        made.of.push_back(std::move(one));
        return made;
    }
    throw Untold("every database has its own text for what is " + std::string(name_of(one.kind)));
}

Meaning joined(Meaning left, Meaning right) {
    Meaning made{Meaning::joined, Kind::text};
    for (auto* one : {&left, &right}) {
        auto text = worded(std::move(*one));
        if (text.op == Meaning::joined)
            std::move(text.of.begin(), text.of.end(), std::back_inserter(made.of));
        else
            made.of.push_back(std::move(text));
    }
    return made;
}

Meaning condition(Meaning one) {
    take_for_truth(one);
    if (one.kind != Kind::boolean) not_of("the truth", one);
    return one;
}

Meaning both_of(Meaning::Op op, Meaning left, Meaning right) {
    return made_of(op, Kind::boolean, condition(std::move(left)), condition(std::move(right)));
}

Meaning opposite(Meaning one) {
    const auto as = [&](Meaning::Op op) { return one.op = op, one; };
    switch (one.op) { // as MariaDB keeps it, and the same with nulls
    case Meaning::equal: return as(Meaning::unequal);
    case Meaning::unequal: return as(Meaning::equal);
    case Meaning::less: return as(Meaning::at_least);
    case Meaning::at_least: return as(Meaning::less);
    case Meaning::more: return as(Meaning::at_most);
    case Meaning::at_most: return as(Meaning::more);
    case Meaning::missing: return as(Meaning::given);
    case Meaning::given: return as(Meaning::missing);
    case Meaning::truth: return one.content = one.content == "1" ? "0" : "1", one;
    case Meaning::both:
    case Meaning::either:
        for (auto& part : one.of) part = opposite(std::move(part));
        return as(one.op == Meaning::both ? Meaning::either : Meaning::both);
    case Meaning::negated: {
        auto inside = std::move(one.of.front());
        return inside;
    }
    default: break;
    }
    Meaning made{Meaning::negated, Kind::boolean};
    made.of.push_back(condition(std::move(one)));
    return made;
}

Kind unified(const std::vector<Meaning*>& all) {
    Kind kind = Kind::nothing;
    for (const auto* one : all)
        if (one->kind == Kind::boolean) kind = Kind::boolean;
    if (kind == Kind::boolean)
        for (auto* one : all) take_for_truth(*one);
    for (const auto* one : all) {
        if (one->kind == Kind::nothing || one->kind == kind) continue;
        const bool numbers = is_numeric(kind) && is_numeric(one->kind);
        if (kind != Kind::nothing && !numbers)
            throw Untold("values of several types in one place do not mean the same in every database");
        kind = std::max(kind, one->kind);
    }
    if (kind == Kind::other) not_of("a choice", *all.front());
    return kind;
}

} // namespace schemad::sql
