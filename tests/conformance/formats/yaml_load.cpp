// SPDX-License-Identifier: Apache-2.0
// engine/yaml-load.jsonl: what the reference's YAML reader answered.
#include <boost/test/unit_test.hpp>

#include "tests/unit/formats/shown.hpp"
#include "tests/vectors.hpp"

using namespace schemad;

BOOST_AUTO_TEST_CASE(every_yaml_load_case_agrees) {
    std::size_t count = 0;
    for (const auto& line : test::lines("engine/yaml-load.jsonl")) {
        ++count;
        BOOST_CHECK_EQUAL(test::yaml_case_fault(line), "");
    }
    BOOST_CHECK_GT(count, 10U);
    BOOST_TEST_MESSAGE(count << " yaml-load cases");
}
