// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/generated.hpp"

#include <algorithm>
#include <vector>

#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

namespace {

using Node = sql::Expression;

// Without the brackets around it, and out of chains of one.
const Node& bare(const Node& node) {
    if (node.kind == Node::chain && node.parts.size() == 1) return bare(node.parts[0]);
    if (node.kind == Node::parens && node.parts.size() == 3) return bare(node.parts[1]);
    return node;
}

bool is_plain_literal(const Node& node) {
    const auto& one = bare(node);
    if (one.kind == Node::chain) // -1
        return std::all_of(one.parts.begin(), one.parts.end(),
                           [](const Node& part) { return part.kind == Node::number || part.kind == Node::symbol; });
    return one.is_literal();
}

bool names_the_clock(const Node& node) {
    const auto& one = bare(node);
    return one.kind == Node::text && (sql::same_word(one.content, "now") || sql::same_word(one.content, "localtime") ||
                                      sql::same_word(one.content, "utc"));
}

bool asks(const Node& call) {
    const auto& function = call.content;
    const bool formatted = function == "strftime", two = function == "timediff";
    if (!formatted && !two && function != "date" && function != "time" && function != "datetime" &&
        function != "julianday" && function != "unixepoch")
        return false;
    std::vector<const Node*> arguments;
    for (const auto& part : call.parts)
        if (&part != &call.parts.front() && part.kind != Node::symbol) arguments.push_back(&part);
    if (formatted && !arguments.empty()) arguments.erase(arguments.begin());
    if (arguments.empty()) return true; // of now
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const bool is_date = i == 0 || two;
        const bool plain = is_plain_literal(*arguments[i]) || (is_date && bare(*arguments[i]).kind == Node::name);
        if (!plain || names_the_clock(*arguments[i])) return true;
    }
    return false;
}

} // namespace

bool may_ask_the_clock(const sql::Expression& expression) {
    if (expression.kind == Node::call && asks(expression)) return true;
    return std::any_of(expression.parts.begin(), expression.parts.end(),
                       [](const Node& part) { return may_ask_the_clock(part); });
}

sql::SqlText generated_sql(const schemad_column_spec& spec) {
    const std::string name(kit::view(spec.name));
    const auto tree =
        sql::read_expression(kit::view(spec.generation_expression), sql::Language::sqlite, sql::Columns::allowed);
    if (!tree)
        throw kit::Error(SCHEMAD_E_INVALID, "the expression of the generated column " + name + " cannot be read", {},
                         name);
    if (may_ask_the_clock(*tree))
        throw kit::Error(SCHEMAD_E_INVALID,
                         "the expression of the generated column " + name +
                             " may ask the clock: no row of the table could be read",
                         {}, name);
    return sql::write_expression(*tree, sql::Language::sqlite);
}

kit::Statement read_all(std::string_view table, std::string_view column) {
    return {"SELECT count(" + sql::quote(column, '`') + ") FROM " + sql::quote(table, '`'),
            SCHEMAD_RUN,
            SCHEMAD_OK,
            {},
            {}};
}

} // namespace schemad::sqlite
