// SPDX-License-Identifier: Apache-2.0
// What an apply tells while it runs.
#include "tests/unit/plan/project_fixture.hpp"

#include "engine/js/object_hash.hpp"
#include "engine/use_cases/apply.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;
using Phase = ApplyProgress::Phase;

struct Told final : ApplyProgress {
    std::vector<Phase> phases;
    std::vector<std::size_t> done;
    std::size_t of = 0;
    std::vector<std::string> entities;
    void entered(Phase phase) noexcept override { phases.push_back(phase); }
    void reached(std::size_t step, std::size_t steps, std::string_view entity, std::string_view) noexcept override {
        done.push_back(step), of = steps;
        entities.emplace_back(entity);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(apply_progress)

BOOST_AUTO_TEST_CASE(steps_are_told_in_order_up_to_the_last) {
    const TestProject project;
    const auto diff = project.diff_of([](auto& s) {
        for (const auto* name : {"a", "b", "c"}) add(s, "fields", new_field("posts", name, "string", "varchar"));
    });
    const json::value payload{{"hash", js::versioned_hash(project.snapshot(), project.dialect.version())},
                              {"diff", diff}};
    Told told;
    ApplyRequest request;
    request.progress = &told;
    const auto report = use_cases::apply_diff(*project.connection, payload, request, {project.dialect});
    BOOST_TEST((told.phases == std::vector{Phase::checking, Phase::running, Phase::verifying}));
    BOOST_TEST(told.of == report.steps);
    BOOST_REQUIRE(told.done.size() > 1u);
    BOOST_TEST(told.done.front() == 0u);
    BOOST_TEST(told.done.back() == report.steps); // rows that are inserted together count one by one
    for (std::size_t i = 1; i < told.done.size(); ++i) BOOST_TEST(told.done[i] > told.done[i - 1]);
    BOOST_TEST(std::count(told.entities.begin(), told.entities.end(), "posts.a") > 0);
}

BOOST_AUTO_TEST_CASE(what_is_refused_by_its_rows_reaches_no_step) {
    const TestProject project;
    project.run("insert into posts (title) values (null)");
    const auto diff =
        project.diff_of([](auto& s) { inside(field_of(s, "posts", "title"), "schema")["is_nullable"] = false; });
    const json::value payload{{"hash", js::versioned_hash(project.snapshot(), project.dialect.version())},
                              {"diff", diff}};
    Told told;
    ApplyRequest request;
    request.progress = &told;
    BOOST_CHECK_THROW(use_cases::apply_diff(*project.connection, payload, request, {project.dialect}), RequestError);
    BOOST_TEST((told.phases == std::vector{Phase::checking}));
    BOOST_TEST(told.done.empty());
}

BOOST_AUTO_TEST_SUITE_END()
