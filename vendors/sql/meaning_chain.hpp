// SPDX-License-Identifier: Apache-2.0
// What the two halves of reading a meaning say to each other: operators in their order (meaning_chain.cpp), operands
// and calls (meaning_operands.cpp), and what may stand together (meaning_kinds.cpp). Private to vendors/sql.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vendors/sql/meaning.hpp"

namespace schemad::sql {

struct Reading {
    Speaker speaker;
    const std::vector<NamedColumn>& columns;
    bool mysql() const noexcept { return speaker == Speaker::mysql; }
    bool sqlite() const noexcept { return speaker == Speaker::sqlite; }
    bool postgres() const noexcept { return !mysql() && !sqlite(); }
};

Meaning chain_meaning(const Expression& chain, const Reading&);
Meaning operand_meaning(const Expression& operand, const Reading&);
Meaning call_meaning(const Expression& call, const Reading&);
Meaning converted_meaning(const Expression& cast_in_words, const Reading&);
Meaning cast_meaning(Meaning, const Expression& type, const Reading&);

inline bool at_word(const Expression& node, std::string_view word) noexcept {
    return node.kind == Expression::word && same_word(node.content, word);
}
inline Meaning literal(Meaning::Op op, Kind kind, std::string content) { return {op, kind, std::move(content)}; }

// -- what may stand together; each throws Untold where it may not
bool is_numeric(Kind) noexcept;
bool is_whole_literal(const Meaning&) noexcept;
Meaning computed(Meaning::Op, Meaning, Meaning, const Reading&); // plus, minus, times, quotient, remainder
Meaning compared(Meaning::Op, Meaning, Meaning, const Reading&);
Meaning joined(Meaning, Meaning);
Meaning worded(Meaning);    // as a text, as it stands in a join of texts
Meaning condition(Meaning); // a boolean, or Untold
Meaning opposite(Meaning);  // of a condition
Meaning both_of(Meaning::Op, Meaning, Meaning);
// All of one kind: the results of a CASE, the arguments of coalesce(). Answers the kind.
Kind unified(const std::vector<Meaning*>&);

} // namespace schemad::sql
