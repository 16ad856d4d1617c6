// SPDX-License-Identifier: Apache-2.0
// engine/snapshot-diff.jsonl: two snapshots and the diff that the reference makes of them. docs/spec/engine-2-model.md
// section 3.
#include "tests/conformance/diff/recorded.hpp"

using namespace schemad;
using namespace schemad::test;

BOOST_AUTO_TEST_SUITE(conformance_diff)

BOOST_AUTO_TEST_CASE(snapshot_diff_gives_the_recorded_diff) {
    std::size_t all = 0;
    for (const auto& line : lines("engine/snapshot-diff.jsonl")) {
        const auto value = read(line);
        const auto& one = value.get_object();
        const std::string name{model::text_of(one, "name")};
        ++all;
        BOOST_TEST_CONTEXT(name) {
            diff::Options options;
            if (model::text_of(one, "mode") == "merge") options.mode = diff::Mode::merge;
            const auto& current = one.at("current").get_object();
            const auto& after = one.at("after").get_object();
            if (one.contains("error")) {
                BOOST_TEST(!refusal_of([&] { diff::snapshot_diff(current, after, options); }).empty());
                continue;
            }
            const auto& expected = one.at("expected");
            // on purpose another diff: a list that is not there says nothing of system fields, and drops no index
            if (const auto* recorded = expected.if_object();
                recorded && !after.contains("systemFields") && !recorded->at("systemFields").as_array().empty()) {
                auto without = *recorded;
                without["systemFields"].emplace_array();
                const auto ours = diff::snapshot_diff(current, after, options);
                BOOST_TEST((ours ? text_of(json::value(*ours)) : lists_of(json::object{})) == lists_of(without));
                continue;
            }
            const auto found = diff::snapshot_diff(current, after, options);
            const auto wanted = lists_of(expected.is_null() ? json::object{} : expected);
            // nothing is recorded as four empty lists, which the route answers with 204
            if (wanted == lists_of(json::object{}))
                BOOST_TEST(!found);
            else
                BOOST_TEST(text_of(found) == wanted);
        }
    }
    BOOST_TEST(all > 0u);
}

// engine/older-versions.jsonl is left out: the 10.0 and 11.0 code sorted arrays, kept untracked items and had no system
// fields, and we claim none of that. What we do claim of versions before 12.4.0 is that nested changes stand alone.
BOOST_AUTO_TEST_CASE(meta_collapses_from_12_4_on) {
    BOOST_TEST(model::traits_of(model::VersionNumber::of("12.4.0")).collapses_meta);
    BOOST_TEST(model::traits_of(model::VersionNumber::of("12.10.1")).collapses_meta);
    BOOST_TEST(model::traits_of(model::VersionNumber::of("13.0.0")).collapses_meta);
    BOOST_TEST(!model::traits_of(model::VersionNumber::of("12.3.9")).collapses_meta);
    BOOST_TEST(!model::traits_of(model::VersionNumber::of("11.17.4")).collapses_meta);
}

BOOST_AUTO_TEST_SUITE_END()
