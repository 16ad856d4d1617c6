// SPDX-License-Identifier: Apache-2.0
// A project of tables that nobody made for Directus, and what an adoption makes of it. One thread.
#pragma once

#include <initializer_list>

#include "engine/adopt/adoption.hpp"
#include "engine/apply/meta_rows_only.hpp"
#include "tests/unit/plan/project_fixture.hpp"

namespace schemad::test {

inline guard::NamePatterns patterns_of(std::initializer_list<std::string_view> list) {
    guard::NamePatterns patterns;
    for (const auto one : list) patterns.add(one);
    return patterns;
}

struct Adopting : TestProject {
    explicit Adopting(std::string version = "12.4.0") : TestProject(false, std::move(version)) {}
    guard::NamePatterns tables, protected_names, ignored;
    bool aliases = false;

    adopt::Adoption adopted() const {
        const guard::View view(ignored);
        return adopt::adoption_of(model(), *sqlite(), dialect, {tables, protected_names, view, aliases});
    }
    adopt::Adoption forgotten() const {
        const guard::View view(ignored);
        return adopt::forgetting_of(model(), dialect, {tables, protected_names, view});
    }
    plan::Plan plan_of(const adopt::Adoption& made) const { return plan_of_diff(json::value(made.diff)); }
    // Runs the plan's statements, which are of meta rows alone.
    void carry_out(const adopt::Adoption& made) const {
        const auto plan = plan_of(made);
        apply::require_meta_rows_only(plan);
        for (const auto& step : plan.steps)
            for (const auto& statement : step.statements) {
                std::vector<schemad_value> values;
                for (const auto& param : statement.params)
                    values.push_back(std::visit(
                        [](const auto& value) {
                            using T = std::decay_t<decltype(value)>;
                            if constexpr (std::is_same_v<T, std::nullptr_t>)
                                return null_value();
                            else if constexpr (std::is_same_v<T, bool>)
                                return value_of_bool(value);
                            else if constexpr (std::is_same_v<T, std::string>)
                                return value_of(std::string_view{value});
                            else
                                return value_of(value);
                        },
                        param));
                connection->execute(statement.sql, values);
            }
    }
};

inline std::vector<std::string> names_of(const adopt::Adoption& made) {
    std::vector<std::string> names;
    for (const auto& one : made.collections) names.emplace_back(one.at("collection").as_string());
    return names;
}

} // namespace schemad::test
