// SPDX-License-Identifier: Apache-2.0
// The operators of a chain in the order in which its language ranks them. Comparisons are ranked differently
// everywhere, so of two in a row without brackets nothing is said.
#include "vendors/sql/meaning_chain.hpp"

#include <utility>

namespace schemad::sql {

namespace {

class Ranks {
public:
    Ranks(const std::vector<Expression>& parts, const Reading& reading) : parts_(parts), reading_(reading) {}

    Meaning all() {
        auto meaning = either();
        if (!at_end()) no_operator(parts_[at_].content);
        return meaning;
    }

private:
    bool at_end() const noexcept { return at_ >= parts_.size(); }
    bool is_operator() const noexcept {
        return !at_end() && (parts_[at_].kind == Expression::word || parts_[at_].kind == Expression::symbol);
    }
    bool at(std::string_view what) const noexcept { return is_operator() && same_word(parts_[at_].content, what); }
    bool take(std::string_view what) noexcept { return at(what) && ++at_ > 0; }
    [[noreturn]] void no_operator(const std::string& what) const {
        throw Untold("the operator " + what + " of " + product_of(reading_.speaker) + " has no exact counterpart");
    }

    Meaning either() {
        auto left = every();
        while (take("or")) left = both_of(Meaning::either, std::move(left), every());
        return left;
    }
    Meaning every() {
        auto left = denied();
        while (take("and") || (reading_.mysql() && take("&&")))
            left = both_of(Meaning::both, std::move(left), denied());
        return left;
    }
    Meaning denied() { return take("not") ? opposite(condition(denied())) : comparison(); }

    Meaning comparison() {
        auto left = compared_once();
        while (take("is")) left = is(std::move(left)); // of the comparison before it, everywhere
        return left;
    }
    Meaning compared_once() {
        auto left = texts();
        if (take("isnull")) return about(Meaning::missing, std::move(left));
        if (take("notnull")) return about(Meaning::given, std::move(left));
        const bool denies = take("not");
        if (take("between")) return denies ? opposite(between(std::move(left))) : between(std::move(left));
        if (take("in")) return denies ? opposite(in(std::move(left))) : in(std::move(left));
        if (denies && !at_end()) no_operator("not " + parts_[at_].content);
        struct Sign {
            std::string_view text;
            Meaning::Op op;
        };
        constexpr Sign signs[] = {{"=", Meaning::equal},    {"==", Meaning::equal},   {"<>", Meaning::unequal},
                                  {"!=", Meaning::unequal}, {"<=", Meaning::at_most}, {">=", Meaning::at_least},
                                  {"<", Meaning::less},     {">", Meaning::more}};
        for (const auto& sign : signs)
            if (take(sign.text)) return compared(sign.op, std::move(left), texts(), reading_);
        return left;
    }
    static Meaning about(Meaning::Op op, Meaning of) {
        Meaning made{op, Kind::boolean};
        made.of.push_back(std::move(of));
        return made;
    }
    Meaning is(Meaning left) {
        const bool denies = take("not");
        if (at_end() || parts_[at_].kind != Expression::value || !same_word(parts_[at_].content, "null"))
            no_operator(at_end() || parts_[at_].content.empty() ? "IS" : "IS " + parts_[at_].content);
        ++at_;
        return about(denies ? Meaning::given : Meaning::missing, std::move(left));
    }
    Meaning between(Meaning left) {
        auto low = texts();
        if (!take("and")) no_operator("BETWEEN");
        auto first = compared(Meaning::at_least, left, std::move(low), reading_);
        return both_of(Meaning::both, std::move(first), compared(Meaning::at_most, std::move(left), texts(), reading_));
    }
    Meaning in(Meaning left) {
        if (at_end() || parts_[at_].kind != Expression::parens) no_operator("IN");
        const auto& list = parts_[at_++].parts;
        std::optional<Meaning> found;
        for (const auto& part : list) {
            if (part.kind == Expression::symbol) continue;
            auto one = compared(Meaning::equal, left, operand_meaning(part, reading_), reading_);
            found = found ? both_of(Meaning::either, std::move(*found), std::move(one)) : std::move(one);
        }
        if (!found) no_operator("IN");
        return std::move(*found);
    }

    Meaning texts() { // PostgreSQL ranks || below +, SQLite above *, and MySQL reads it as its settings say
        auto left = sum();
        while (!reading_.sqlite() && at("||")) {
            if (reading_.mysql()) throw Untold("MySQL reads || as OR or as a concatenation, by its settings");
            ++at_;
            left = joined(std::move(left), sum());
        }
        return left;
    }
    Meaning sum() {
        auto left = product();
        for (;;) {
            if (take("+"))
                left = computed(Meaning::plus, std::move(left), product(), reading_);
            else if (take("-"))
                left = computed(Meaning::minus, std::move(left), product(), reading_);
            else
                return left;
        }
    }
    Meaning product() {
        auto left = factor();
        for (;;) {
            if (take("*"))
                left = computed(Meaning::times, std::move(left), factor(), reading_);
            else if (at("/") && reading_.mysql())
                throw Untold("MySQL's / divides whole numbers into decimals");
            else if (at("/") && reading_.speaker == Speaker::cockroachdb)
                throw Untold("CockroachDB's / divides whole numbers into decimals");
            else if (take("/") || (reading_.mysql() && take("div")))
                left = computed(Meaning::quotient, std::move(left), factor(), reading_);
            else if (take("%") || (reading_.mysql() && take("mod")))
                left = computed(Meaning::remainder, std::move(left), factor(), reading_);
            else
                return left;
        }
    }
    Meaning factor() {
        auto left = signed_one();
        while (reading_.sqlite() && take("||")) left = joined(std::move(left), signed_one());
        return left;
    }
    Meaning signed_one() {
        if (take("+")) return signed_one();
        if (take("!")) return opposite(condition(signed_one()));
        if (!take("-")) return cast_one();
        auto one = signed_one();
        if (!is_numeric(one.kind)) no_operator("-");
        if (one.op == Meaning::number && !one.content.starts_with('-')) return one.content.insert(0, "-"), one;
        Meaning made{Meaning::negative, one.kind};
        made.of.push_back(std::move(one));
        return made;
    }
    Meaning cast_one() {
        if (at_end() || is_operator()) no_operator(at_end() ? "at the end" : parts_[at_].content);
        auto one = operand_meaning(parts_[at_++], reading_);
        while (take("::")) {
            if (at_end()) no_operator("::");
            one = cast_meaning(std::move(one), parts_[at_++], reading_);
        }
        if (at("collate")) throw Untold("a collation is one of " + product_of(reading_.speaker) + " alone");
        if (at("at")) no_operator("AT TIME ZONE");
        return one;
    }

    const std::vector<Expression>& parts_;
    const Reading& reading_;
    std::size_t at_ = 0;
};

} // namespace

Meaning chain_meaning(const Expression& chain, const Reading& reading) { return Ranks(chain.parts, reading).all(); }

} // namespace schemad::sql
