// SPDX-License-Identifier: Apache-2.0
// Calls: each by the name that its language has for it, with arguments of which it means the same everywhere.
#include <algorithm>
#include <utility>

#include "vendors/sql/meaning_chain.hpp"
#include "vendors/sql/meaning_functions.hpp"

namespace schemad::sql {

namespace {

[[noreturn]] void no_function(const std::string& called, const Reading& reading) {
    if (const auto why = why_not_shared(called, reading.speaker); !why.empty()) throw Untold(std::string(why));
    throw Untold("the function " + called + "() of " + product_of(reading.speaker) + " has no exact counterpart");
}

// trim(both from x) and substring(x from 1 for 2): the plain call that they stand for.
struct Plain {
    std::string called;
    std::vector<Meaning> arguments;
};

std::optional<Plain> spaced(const std::string& called, const Expression& only, const Reading& reading) {
    if (only.kind != Expression::chain || only.parts.empty()) return std::nullopt;
    const auto& parts = only.parts;
    if (called == "trim" && parts.front().kind == Expression::word) {
        std::size_t at = 0;
        Plain made{reading.postgres() ? "btrim" : "trim", {}};
        if (at_word(parts[at], "leading")) made.called = "ltrim";
        if (at_word(parts[at], "trailing")) made.called = "rtrim";
        at += at_word(parts[at], "from") ? 0 : 1;
        if (at + 2 != parts.size() || !at_word(parts[at], "from")) no_function(called, reading);
        made.arguments.push_back(operand_meaning(parts[at + 1], reading));
        return made;
    }
    if (called == "substring" || called == "substr") {
        const auto from = std::find_if(parts.begin(), parts.end(), [](const auto& p) { return at_word(p, "from"); });
        if (from == parts.end()) return std::nullopt;
        Plain made{"substr", {}};
        Expression part;
        part.kind = Expression::chain;
        const auto take = [&] {
            made.arguments.push_back(operand_meaning(part, reading));
            part.parts.clear();
        };
        for (const auto& p : parts) {
            if (at_word(p, "from") || at_word(p, "for"))
                take();
            else
                part.parts.push_back(p);
        }
        take();
        return made;
    }
    return std::nullopt;
}

void require(bool good, const SharedFunction& f, const char* what) {
    if (!good) throw Untold(std::string(f.name) + "() means the same everywhere only of " + what);
}

Meaning call_of(const SharedFunction& f, std::vector<Meaning> arguments) {
    std::size_t at = 0;
    bool optional = false;
    for (const char takes : f.takes) {
        if (takes == '?') {
            optional = true;
            continue;
        }
        if (at >= arguments.size()) {
            require(optional, f, "more arguments");
            break;
        }
        auto& one = arguments[at++];
        switch (takes) {
        case 't': require(one.kind == Kind::text, f, "texts"); break;
        case 'i': require(one.kind == Kind::integer, f, "whole numbers"); break;
        case 'd': require(one.kind == Kind::decimal, f, "decimals"); break;
        case 'n': require(is_numeric(one.kind), f, "numbers"); break;
        case 'm': require(one.kind == Kind::date || one.kind == Kind::moment, f, "dates"); break;
        default:
            require(is_whole_literal(one) && !one.content.starts_with('-') && one.content.size() < 5 &&
                        (takes == 'p' || one.content.find_first_of("123456789") != std::string::npos),
                    f, "a number that is written down");
        }
    }
    require(at == arguments.size(), f, "fewer arguments");
    const auto kind = f.gives == Kind::other ? arguments.front().kind : f.gives;
    return {Meaning::call, kind, std::string(f.name), std::move(arguments)};
}

Meaning coalesced(std::vector<Meaning> arguments) {
    std::vector<Meaning*> all;
    for (auto& one : arguments) all.push_back(&one);
    const auto kind = unified(all);
    return {Meaning::call, kind, "coalesce", std::move(arguments)};
}

Meaning called(const std::string& name, std::vector<Meaning> arguments, const Reading& reading) {
    const auto count = arguments.size();
    if (name == "coalesce" || (!reading.postgres() && name == "ifnull" && count == 2)) {
        if (count == 1) return std::move(arguments.front());
        return coalesced(std::move(arguments));
    }
    if (name == "nullif" && count == 2) {
        auto asked = compared(Meaning::equal, arguments[0], arguments[1], reading);
        return {Meaning::call, arguments[0].kind, "nullif", std::move(asked.of)};
    }
    if (count == 3 && ((reading.mysql() && name == "if") || (reading.sqlite() && name == "iif"))) {
        const auto kind = unified({&arguments[1], &arguments[2]});
        arguments[0] = condition(std::move(arguments[0]));
        return {Meaning::choice, kind, {}, std::move(arguments)};
    }
    if (reading.mysql() && name == "isnull" && count == 1)
        return {Meaning::missing, Kind::boolean, {}, std::move(arguments)};
    if (reading.mysql() && name == "concat" && count > 0) {
        auto made = worded(std::move(arguments[0]));
        for (std::size_t i = 1; i < count; ++i) made = joined(std::move(made), std::move(arguments[i]));
        return made;
    }
    if (!reading.sqlite() && name == "mod" && count == 2)
        return computed(Meaning::remainder, std::move(arguments[0]), std::move(arguments[1]), reading);
    if (!reading.sqlite() && name == "left" && count == 2) {
        arguments.insert(arguments.begin() + 1, literal(Meaning::number, Kind::integer, "1"));
        return call_of(shared_function("substr"), std::move(arguments));
    }
    if (const auto* f = shared_function(name, reading.speaker)) return call_of(*f, std::move(arguments));
    no_function(name, reading);
}

} // namespace

Meaning call_meaning(const Expression& node, const Reading& reading) {
    std::vector<const Expression*> parts;
    bool inside = false;
    for (const auto& part : node.parts) {
        if (inside && !(part.kind == Expression::symbol && part.parts.empty())) parts.push_back(&part);
        inside = inside || (part.kind == Expression::symbol && part.content == "(");
    }
    const auto& name = node.content;
    if (name == "extract" && parts.size() == 1 && !reading.sqlite() && parts[0]->parts.size() == 3 &&
        parts[0]->parts[0].kind != Expression::chain) {
        const auto unit = lower(parts[0]->parts[0].content);
        if (unit != "year" && unit != "month" && unit != "day") no_function("extract(" + unit + ")", reading);
        std::vector<Meaning> of;
        of.push_back(operand_meaning(parts[0]->parts[2], reading));
        return call_of(shared_function(unit), std::move(of));
    }
    if (reading.postgres() && (name == "year" || name == "month" || name == "day")) no_function(name, reading);
    if (parts.size() == 1)
        if (auto plain = spaced(name, *parts[0], reading))
            return called(plain->called, std::move(plain->arguments), reading);
    std::vector<Meaning> arguments;
    for (const auto* part : parts) arguments.push_back(operand_meaning(*part, reading));
    return called(name, std::move(arguments), reading);
}

} // namespace schemad::sql
