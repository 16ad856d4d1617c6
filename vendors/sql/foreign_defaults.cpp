// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/foreign_defaults.hpp"

#include <algorithm>
#include <iterator>

#include "vendors/sql/defaults.hpp"
#include "vendors/sql/expression.hpp"
#include "vendors/sql/identifiers.hpp"

namespace schemad::sql {

namespace {

// Brackets around the whole are of the catalog: none but the last closes the first.
bool in_brackets(std::string_view text) {
    if (text.size() < 2 || text.front() != '(') return false;
    int open = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        if (open == 0) return i + 1 == text.size();
    }
    return false;
}

std::string_view inside(std::string_view text) {
    text = trim(text);
    while (in_brackets(text)) text = trim(text.substr(1, text.size() - 2));
    return text;
}

template <class List> bool is_any(const List& list, std::string_view text) {
    return std::any_of(std::begin(list), std::end(list), [&](std::string_view one) { return same_word(one, text); });
}

std::string_view string_inside(std::string_view json) {
    if (json.size() < 2 || json.front() != '"' || json.back() != '"') return {};
    json = json.substr(1, json.size() - 2);
    return json.find_first_of("\"\\") == std::string_view::npos ? json : std::string_view{};
}

} // namespace

Clock clock_of(std::string_view text) {
    constexpr std::string_view today[] = {"current_date", "current_date()", "curdate()", "date('now')"};
    constexpr std::string_view time_of_day[] = {"current_time", "current_time()", "curtime()", "localtime",
                                                "time('now')"};
    const auto words = inside(text);
    if (is_any(today, words)) return Clock::today;
    return is_any(time_of_day, words) ? Clock::time_of_day : Clock::none;
}

std::optional<std::string_view> made_by_call(std::string_view json) {
    constexpr std::string_view lists[] = {"json_array()", "jsonb_array()", "json_build_array()", "jsonb_build_array()"};
    constexpr std::string_view objects[] = {"json_object()", "jsonb_object()", "json_build_object()",
                                            "jsonb_build_object()"};
    const auto call = string_inside(json);
    if (is_any(lists, call)) return "[]";
    if (is_any(objects, call)) return "{}";
    return std::nullopt;
}

bool is_call_in_json(std::string_view json) {
    const auto call = string_inside(json);
    return begins_like_call(call) && call.ends_with(')');
}

std::optional<std::string> computed_number(std::string_view text, Speaker to) {
    std::optional<Meaning> found;
    for (const auto speaker : {Speaker::sqlite, Speaker::postgres, Speaker::mysql, Speaker::cockroachdb}) {
        const auto tree = read_expression(text, language_of(speaker));
        if (!tree) continue;
        try {
            auto meaning = meaning_of(*tree, speaker, {});
            if (meaning.kind != Kind::integer || (found && *found != meaning)) return std::nullopt;
            found = std::move(meaning);
        } catch (const Untold&) { return std::nullopt; }
    }
    if (!found) return std::nullopt;
    try {
        require_alike(*found, to);
        return told(*found, to);
    } catch (const Untold&) { return std::nullopt; }
}

} // namespace schemad::sql
