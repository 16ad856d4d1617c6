// SPDX-License-Identifier: Apache-2.0
// snapshots/<vendor>/<base>: what GET /schema/snapshot?export=... answered.
#include <boost/test/unit_test.hpp>

#include "tests/unit/formats/shown.hpp"
#include "tests/vectors.hpp"

using namespace schemad;

BOOST_AUTO_TEST_CASE(every_snapshot_exports_to_the_same_bytes_and_reads_back) {
    std::size_t count = 0, exported = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::conformance() / "snapshots")) {
        if (entry.path().filename() != "snapshot.json") continue;
        ++count;
        const auto folder = entry.path().parent_path();
        const auto body = formats::read_json(test::slurp(entry.path()), {});
        const auto& data = body.as_object().at("data");
        BOOST_TEST_CONTEXT(folder) {
            const auto yaml = formats::write_yaml(&data);
            if (std::filesystem::exists(folder / "export-yaml.yaml")) { // recorded for all but the largest
                ++exported;
                BOOST_CHECK(yaml == test::slurp(folder / "export-yaml.yaml"));
                BOOST_CHECK(formats::write_csv(&data, false) == test::slurp(folder / "export-csv.csv"));
                BOOST_CHECK(formats::write_csv(&data, true) == test::slurp(folder / "export-csv_utf8.csv"));
                BOOST_CHECK(formats::write_xml(&data) == test::slurp(folder / "export-xml.xml"));
            }
            const auto again = formats::read_yaml(yaml, {});
            BOOST_REQUIRE(again.has_value());
            BOOST_CHECK(test::shown(*again) == test::shown(data));
        }
    }
    BOOST_CHECK_GT(exported, 0U);
    BOOST_TEST_MESSAGE(count << " snapshots, " << exported << " with exports");
}
