// SPDX-License-Identifier: Apache-2.0
// engine/validation.jsonl: what both validators of the reference answered. docs/spec/engine-2-model.md section 5.
#include "tests/conformance/diff/recorded.hpp"

namespace {

using namespace schemad;
using namespace schemad::test;

// "hash \"H\"; collections a; fields a.b; relations a.b": the model that the recorded diffs met.
json::value described_model() {
    return {{"collections", {{{"collection", "a"}}}},
            {"fields", {{{"collection", "a"}, {"field", "b"}}}},
            {"systemFields", json::array()},
            {"relations", {{{"collection", "a"}, {"field", "b"}}}}};
}

// As apply_diff goes: the form, then nothing to do, then the hash with the most precise reason.
std::string answer_to_diff(const json::value& payload, bool force, const json::value& current) {
    std::string answer;
    const auto refusal = refusal_of([&] {
        diff::validate_diff(payload, {"12.4.1", "postgres"});
        if (diff::is_empty_diff(payload))
            answer = "false";
        else if (force || payload.at("hash").get_string() == "H")
            answer = "true";
        else
            diff::explain_stale_diff(payload, current, {"12.4.1", "postgres"});
    });
    return refusal.empty() ? answer : refusal;
}

std::string answer_to_snapshot(const json::value& snapshot, bool force) {
    const auto refusal = refusal_of([&] { diff::validate_snapshot(snapshot, {"12.4.1", "postgres"}, force); });
    return refusal.empty() ? "OK" : refusal;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_validation)

BOOST_AUTO_TEST_CASE(both_validators_answer_as_recorded) {
    const auto current = described_model();
    std::size_t snapshots = 0, diffs = 0;
    for (const auto& line : lines("engine/validation.jsonl")) {
        const auto value = read(line);
        const auto& one = value.get_object();
        BOOST_TEST_CONTEXT(text_of(one.at("name"))) {
            const bool force = one.at("force").get_bool();
            const bool of_snapshot = one.at("fn").get_string() == "validateSnapshot";
            ++(of_snapshot ? snapshots : diffs);
            const std::string expected =
                one.at("result").is_string() ? std::string{one.at("result").get_string()} : text_of(one.at("result"));
            const auto& input = one.at("input");
            BOOST_TEST((of_snapshot ? answer_to_snapshot(input, force) : answer_to_diff(input, force, current)) ==
                       expected);
        }
    }
    BOOST_TEST(snapshots > 0u);
    BOOST_TEST(diffs > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
