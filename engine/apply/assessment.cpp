// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/assessment.hpp"

#include "engine/apply/concern.hpp"
#include "engine/apply/counting.hpp"
#include "engine/apply/sampled_keys.hpp"

namespace schemad::apply {

const std::string& table_of(const plan::Step& step, const plan::Statement& check) {
    return check.table.empty() ? step.table : check.table;
}

Assessment assess(Connection& connection, const plan::Plan& plan, Counting counting) {
    std::vector<Question> questions;
    std::vector<std::size_t> steps; // of each question
    const auto ask = [&](std::size_t step, const plan::Statement& statement, Concern concern) {
        questions.push_back({&statement, std::move(concern)});
        steps.push_back(step);
    };
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto& step = plan.steps[i];
        for (const auto& statement : step.statements)
            if (statement.check) ask(i, statement, {step.entity, table_of(step, statement), {statement.column}});
        if (counting == Counting::losses_too && step.destroys_data)
            for (const auto& statement : step.counts) ask(i, statement, {step.entity, step.table, step.fields});
    }
    const auto answers = counts_of(connection, questions);
    Assessment found;
    found.destroyed.resize(plan.steps.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& statement = *questions[i].statement;
        if (!statement.check)
            found.destroyed[steps[i]] += answers[i];
        else if (answers[i] > 0)
            found.in_the_way.push_back({steps[i], &statement, answers[i]});
    }
    return found;
}

void refuse_obstacles(Connection& connection, const plan::Plan& plan, const Assessment& assessment) {
    if (assessment.in_the_way.empty()) return;
    const auto& first = assessment.in_the_way.front();
    auto refused = rows_in_the_way(first.check->refusal, table_of(plan.steps[first.step], *first.check),
                                   first.check->column, first.check->reason, first.count);
    if (auto keys = sampled_keys(connection, *first.check)) refused.extensions["keys"] = std::move(*keys);
    throw refused;
}

} // namespace schemad::apply
