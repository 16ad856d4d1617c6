// SPDX-License-Identifier: Apache-2.0
// A vendor that the reference does not know: its plugin makes its name a good one.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "tests/unit/cli/running.hpp"

using namespace schemad;
using test::has;
using test::ran;

namespace {

namespace fs = std::filesystem;

// A folder with the plugins `fake`, of nobody else, and `sqlite`; its configuration has a project on sqlite.
struct Eighth : test::Folder {
    std::string config;
    Eighth() {
        fs::create_directory(path / "plugins");
        put(EIGHTH_VENDOR, "fake");
        put(fs::path(SCHEMAD_PLUGIN_DIR) / "libschemad_sqlite.so", "sqlite");
        config = write("c.yaml", "plugins: {directory: \"" + (path / "plugins").string() +
                                     "\"}\nlog_level: off\nprojects:\n"
                                     "  default: {vendor: sqlite, connection: {filename: a.db}}\n");
    }
    void put(const fs::path& from, const std::string& name) const {
        const auto file = path / "plugins" / ("libschemad_" + name + ".so");
        fs::copy_file(from, file);
        fs::permissions(file, fs::perms(0644));
    }
    std::string snapshot(const std::string& vendor, const std::string& collections) const {
        return write(vendor + ".json", R"({"version":1,"directus":"11.17.4","vendor":")" + vendor +
                                           R"(","collections":[)" + collections + R"(],"fields":[],"relations":[]})");
    }
};

const std::string folder_of_posts = R"({"collection":"posts","meta":{"collection":"posts"},"schema":null})";

} // namespace

BOOST_FIXTURE_TEST_SUITE(eighth_vendor, Eighth)

BOOST_AUTO_TEST_CASE(it_is_planned_for_without_a_database) {
    const auto from = snapshot("fake", ""), to = snapshot("sqlite", folder_of_posts);
    const auto same = ran({"plan", "--config", config, "--from", from, "--to", from, "--vendor", "fake"});
    BOOST_TEST(same.status == 0, same.err);
    const auto planned = ran({"plan", "--config", config, "--from", from, "--to", to, "--vendor", "fake", "--force"});
    BOOST_TEST(planned.status == 0, planned.err);
    BOOST_TEST(has(planned.out, "\"vendor\": \"fake\""), planned.out);
    BOOST_TEST(has(planned.out, "posts"), planned.out);
}

BOOST_AUTO_TEST_CASE(its_snapshot_is_taken_where_its_plugin_is) {
    const auto theirs = snapshot("fake", folder_of_posts);
    const auto made = ran({"translate", "--config", config, "--from", theirs, "--to", "sqlite"});
    BOOST_TEST(made.status == 0, made.err);
    BOOST_TEST(has(made.out, "\"vendor\": \"sqlite\""), made.out);
    BOOST_TEST(ran({"init", "--config", config}).status == 0);
    const auto compared = ran({"diff", "--config", config, "--force", theirs});
    BOOST_TEST(compared.status == 0, compared.err);
    BOOST_TEST(has(compared.out, "posts"), compared.out);
}

BOOST_AUTO_TEST_CASE(without_its_plugin_the_answer_is_the_references) {
    const auto unknown = snapshot("db2", folder_of_posts);
    constexpr auto words = "\"vendor\" must be one of [mysql, postgres, cockroachdb, sqlite, oracle, mssql, redshift]";
    for (const auto& refused : {ran({"translate", "--config", config, "--from", unknown, "--to", "sqlite"}),
                                ran({"plan", "--config", config, "--from", snapshot("sqlite", ""), "--to", unknown,
                                     "--vendor", "sqlite", "--force"})}) {
        BOOST_TEST(refused.status != 0);
        BOOST_TEST(has(refused.err, words), refused.err);
    }
}

BOOST_AUTO_TEST_SUITE_END()
