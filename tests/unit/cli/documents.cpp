// SPDX-License-Identifier: Apache-2.0
// What is said of a file that is not what was expected, of a vendor that is not there, of a target that is not named.
#include <boost/test/unit_test.hpp>

#include "server/cli/document.hpp"
#include "tests/unit/cli/running.hpp"

using namespace schemad;
using test::has;
using test::ran;

namespace {

std::string fault_of(const std::string& path, const std::string& input = {}) {
    std::istringstream in(input);
    try {
        cli::snapshot_of(path, {}, in);
    } catch (const std::exception& error) { return error.what(); }
    return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(documents)

BOOST_AUTO_TEST_CASE(a_file_that_is_no_snapshot_is_named_with_its_line) {
    const test::Folder folder;
    const auto file = folder.write("x.yaml", "");
    const std::pair<const char*, const char*> cases[] = {
        {"", ":1: this is no snapshot: it holds nothing"},
        {"<html><body>404</body></html>\n", ":1: this is no snapshot: it holds a text"},
        {"- a\n", ":1: this is no snapshot: it holds a list"},
        {"{\"errors\": []}", ":1: this is no snapshot: it holds other things"},
        {"{\"hash\": \"x\", \"diff\": {}}", "it is a diff, which `schemad apply` takes"},
        {"collections: []\nfields: {\n", ":3:"},
        {"{\"collections\": [],\n  \"fields\" []}", ":2:"},
        {"a: b: c\n", ":1:"},
    };
    for (const auto& [text, wanted] : cases) {
        folder.write("x.yaml", text);
        BOOST_TEST(has(fault_of(file), wanted), text << ": " << fault_of(file));
        BOOST_TEST(has(fault_of(file), "x.yaml"), fault_of(file));
        BOOST_TEST(has(fault_of("-", text), "standard input"), fault_of("-", text));
    }
    BOOST_TEST(fault_of("-", "collections: []\n") == "");
    BOOST_TEST(has(fault_of("/no/such"), "/no/such cannot be read: No such file"), fault_of("/no/such"));
}

BOOST_AUTO_TEST_CASE(the_vendors_there_are_are_listed) {
    const test::Folder folder;
    const auto file = folder.write(
        "x.yaml", "version: 1\ndirectus: 12.4.0\nvendor: sqlite\ncollections: []\nfields: []\nrelations: []\n");
    for (const auto& words : {cli::Arguments{"translate", "--from", file, "--to", "oracel"},
                              cli::Arguments{"plan", "--from", file, "--to", file, "--vendor", "oracel"}}) {
        auto all = words;
        all.insert(all.end(), {"--plugins-directory", SCHEMAD_PLUGIN_DIR});
        const auto said = ran(all);
        BOOST_TEST(said.status == 1);
        BOOST_TEST(has(said.err, "known are cockroachdb, mysql, postgres, sqlite"), said.err);
    }
}

BOOST_AUTO_TEST_CASE(a_target_has_to_be_named) {
    const test::Folder folder;
    const auto config = folder.write("c.yaml", "plugins: {directory: \"" SCHEMAD_PLUGIN_DIR
                                               "\"}\nprojects:\n  a: {vendor: sqlite, connection: {filename: a.db}}\n"
                                               "  b: {vendor: sqlite, connection: {filename: b.db}}\n");
    const auto asked = [&](cli::Arguments more) {
        more.insert(more.begin(), {"snapshot", "--config", config});
        return ran(more);
    };
    BOOST_TEST(asked({}).status == 2);
    BOOST_TEST(has(asked({}).err, "--project is missing: the configuration has 2 projects: a, b"), asked({}).err);
    BOOST_TEST(has(asked({"--project", "c"}).err, "there is no project \"c\" in the configuration; it has a, b"));
    BOOST_TEST(has(asked({"--project", "a", "--url", "http://x"}).err, "name two targets"));
    BOOST_TEST(asked({"--url", "x"}).status == 2);
    BOOST_TEST(
        has(asked({"--url", "http://x", "--token-file", "/no/such"}).err, "the token file /no/such cannot be read"));
    BOOST_TEST(has(asked({"--url", "http://x", "--timeout", "soon"}).err, "--timeout takes a time"));
    BOOST_TEST(asked({"--project", "a", "--include", "x", folder.path.string()}).status == 2);
}

BOOST_AUTO_TEST_SUITE_END()
