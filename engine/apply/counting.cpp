// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/counting.hpp"

#include <algorithm>
#include <exception>

#include "engine/apply/run_plan.hpp"
#include "engine/database/cells.hpp"
#include "engine/database/joined_rows.hpp"
#include "engine/js/value.hpp"

namespace schemad::apply {

namespace {

constexpr std::size_t most_at_once = 64; // questions in one, and bytes of it
constexpr std::size_t most_bytes = 1u << 18;

std::int64_t number_of(const schemad_value& cell) {
    return cell.kind == SCHEMAD_DOUBLE ? js::truncated(cell.as.real) : database::number_at(cell);
}

// How many from `first` on are asked as one; at least one.
std::size_t batch_at(const std::vector<Question>& all, std::size_t first, std::size_t bound) {
    std::size_t bytes = 0, last = first;
    for (; last < all.size() && last - first < most_at_once; ++last) {
        bytes += all[last].statement->sql.view().size();
        if (!all[last].statement->params.empty() || bytes > bound) break;
    }
    return std::max<std::size_t>(last - first, 1);
}

// None where one of them fails: which one is found by asking them by themselves.
bool ask_at_once(Connection& connection, const std::vector<Question>& all, std::size_t first, std::size_t count,
                 std::vector<std::int64_t>& answers) {
    sql::SqlText sql("select ");
    for (std::size_t i = first; i < first + count; ++i) {
        if (i > first) sql += ", ";
        sql += "(" + all[i].statement->sql + ")";
    }
    connection.execute("savepoint schemad_questions"); // a server takes no further question after one that failed
    std::vector<std::int64_t> numbers;
    try {
        const auto rows = connection.query(sql);
        const database::CellRows found(*rows, count);
        for (std::size_t i = 0; i < count; ++i) numbers.push_back(found.empty() ? 0 : number_of(found[0][i]));
    } catch (const VendorError& error) {
        if (error.status == SCHEMAD_E_CONNECTION || error.status == SCHEMAD_E_BUSY ||
            error.status == SCHEMAD_E_CANCELLED)
            throw;
        const auto why = std::current_exception();
        try {
            connection.execute("rollback to savepoint schemad_questions");
        } catch (const VendorError&) { std::rethrow_exception(why); } // a vendor may have begun anew meanwhile
        return false;
    }
    // not released: a vendor that had to make something for the question has begun the transaction anew, without it
    answers.insert(answers.end(), numbers.begin(), numbers.end());
    return true;
}

} // namespace

std::int64_t count_of(Connection& connection, const plan::Statement& statement) {
    const auto rows = connection.query(statement.sql, values_of(statement.params));
    const database::CellRows found(*rows, 1);
    return found.empty() ? 0 : number_of(found[0][0]);
}

std::vector<std::int64_t> counts_of(Connection& connection, const std::vector<Question>& questions) {
    std::vector<std::int64_t> answers;
    answers.reserve(questions.size());
    const auto bound = std::min(most_bytes, database::joined_bytes(connection));
    for (std::size_t at = 0; at < questions.size();) {
        const auto count = batch_at(questions, at, bound);
        if (count == 1 || !ask_at_once(connection, questions, at, count, answers))
            for (std::size_t i = at; i < at + count; ++i)
                answers.push_back(translating_errors([&] { return count_of(connection, *questions[i].statement); },
                                                     questions[i].concern));
        at += count;
    }
    return answers;
}

} // namespace schemad::apply
