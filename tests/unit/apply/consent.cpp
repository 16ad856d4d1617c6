// SPDX-License-Identifier: Apache-2.0
// How a refusal tells what an apply would destroy.
#include <boost/test/unit_test.hpp>

#include "engine/apply/consent.hpp"
#include "engine/approvals/stored_plan.hpp"

using namespace schemad::apply;

namespace {

Loss column(const std::string& field, std::int64_t count) {
    return {1, field, "drop column", field.substr(0, field.find('.')), "values", count};
}
Loss table(const std::string& name, std::int64_t count) { return {1, name, "drop table", name, "rows", count}; }
Loss own(const std::string& name, std::int64_t count) { return {1, "posts", "delete rows", name, "rows", count}; }

std::string told(std::vector<Loss> losses) {
    by_weight(losses);
    return in_words(losses);
}

} // namespace

BOOST_AUTO_TEST_SUITE(consent)

BOOST_AUTO_TEST_CASE(what_weighs_most_comes_first_and_directus_last) {
    BOOST_TEST(told({own("directus_presets", 4000), column("posts.a", 2), table("pages", 7),
                     own("directus_activity", 5), column("posts.b", 900)}) ==
               "drop column posts.b: 900 values; drop table pages: 7 rows; drop column posts.a: 2 values; "
               "4005 rows of directus_activity, directus_presets");
    BOOST_TEST(told({own("directus_presets", 3)}) == "3 rows of directus_presets");
    BOOST_TEST(told({table("pages", 0), own("directus_presets", 0)}) ==
               "drop table pages: 0 rows; 0 rows of Directus's own tables");
    BOOST_TEST(told({table("pages", 1)}) == "drop table pages: 1 rows");
    // equal ones stay in the order of the plan
    BOOST_TEST(told({column("b.b", 1), column("a.a", 1)}) == "drop column b.b: 1 values; drop column a.a: 1 values");
}

BOOST_AUTO_TEST_CASE(a_long_list_is_counted) {
    std::vector<Loss> losses{own("directus_presets", 1)};
    for (int i = 0; i < 25; ++i) losses.push_back(column("posts.f" + std::to_string(i), i));
    const auto text = told(losses);
    BOOST_TEST(text.starts_with("drop column posts.f24: 24 values; "), text);
    BOOST_TEST(text.ends_with("; drop column posts.f15: 15 values; and 15 more; 1 rows of directus_presets"), text);
}

// A plan of no step that destroys asks nobody; what its consents mean is asked of a real one in
// tests/integration/stored_plans.py.
BOOST_AUTO_TEST_CASE(an_approval_is_of_a_state_and_a_time) {
    using schemad::approvals::State;
    schemad::approvals::StoredPlan plan;
    plan.expires = 100;
    for (const auto state : {State::waiting, State::approved, State::withdrawn, State::applied}) {
        plan.state = state;
        BOOST_TEST(plan.lets_through(99) == (state == State::approved));
        BOOST_TEST(!plan.lets_through(100));
        BOOST_TEST(plan.over(99) == (state == State::withdrawn || state == State::applied));
        BOOST_TEST(plan.over(100));
        BOOST_TEST((schemad::approvals::state_named(name_of(state)) == state));
    }
    BOOST_TEST((schemad::approvals::state_named("APPROVED") == State::waiting)); // of somebody else's writing
    plan.state = State::approved;
    BOOST_TEST(document_of(plan, 99).at("state").as_string() == "approved");
    BOOST_TEST(document_of(plan, 100).at("state").as_string() == "expired");
}

BOOST_AUTO_TEST_SUITE_END()
