// SPDX-License-Identifier: Apache-2.0
// The commands that load a plugin.
#include <sys/stat.h>

#include <algorithm>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/unit/cli/running.hpp"

using namespace schemad;
using test::has;
using test::ran;

namespace {

std::string config_of(const test::Folder& folder) {
    return folder.write("c.yaml", "plugins: {directory: \"" SCHEMAD_PLUGIN_DIR "\"}\nlog_level: off\nprojects:\n"
                                  "  default: {vendor: sqlite, connection: {filename: a.db}}\n"
                                  "  other: {vendor: sqlite, connection: {filename: b.db}}\n");
}

} // namespace

BOOST_AUTO_TEST_SUITE(databases)

BOOST_AUTO_TEST_CASE(vendors_lists_what_is_there) {
    const auto listed = ran({"vendors", "--plugins-directory", SCHEMAD_PLUGIN_DIR});
    BOOST_TEST(listed.status == 0, listed.err);
    const auto file = SCHEMAD_PLUGIN_DIR "/libschemad_sqlite.so";
    BOOST_TEST(has(listed.out, std::string("sqlite\n  file: ") + file + "\n  vendor string: sqlite\n  version: "),
               listed.out);
    BOOST_TEST(has(listed.out, "\n  licence: Apache-2.0\n  ABI: 1."), listed.out);
    BOOST_TEST(has(listed.out, "\n  capabilities: transactional-ddl"), listed.out);
}

BOOST_AUTO_TEST_CASE(vendors_as_a_document) {
    const auto listed = ran({"vendors", "--json", "--plugins-directory", SCHEMAD_PLUGIN_DIR});
    BOOST_TEST(listed.status == 0, listed.err);
    const auto all = boost::json::parse(listed.out);
    const auto& plugins = all.as_array();
    const auto found =
        std::find_if(plugins.begin(), plugins.end(), [](auto& one) { return one.at("name") == "sqlite"; });
    BOOST_REQUIRE((found != plugins.end()));
    BOOST_TEST(found->at("vendor").as_string() == "sqlite");
    BOOST_TEST(found->at("file").as_string() == SCHEMAD_PLUGIN_DIR "/libschemad_sqlite.so");
    BOOST_TEST(found->at("abi").as_string().starts_with("1."));
    BOOST_TEST(found->at("capabilities").as_array().at(0).as_string() == "transactional-ddl");
    const test::Folder folder;
    folder.write("libschemad_broken.so", "not a shared object");
    const auto broken = ran({"vendors", "--json", "--plugins-directory", folder.path.string()});
    BOOST_TEST(broken.status == 1);
    const auto list = boost::json::parse(broken.out);
    const auto& told = list.as_array().at(0).as_object();
    BOOST_TEST(told.size() == 5u); // name, file, state, reason, projects
    BOOST_TEST(told.at("state") == "refused");
    BOOST_TEST(has(std::string(told.at("reason").as_string()), "broken"));
}

BOOST_AUTO_TEST_CASE(vendors_says_why_one_is_not_loaded) {
    const test::Folder folder;
    folder.write("libschemad_broken.so", "not a shared object");
    folder.write("libother.so", "");
    const auto listed = ran({"vendors", "--plugins-directory", folder.path.string()});
    BOOST_TEST(listed.status == 1);
    BOOST_TEST(has(listed.out, "broken\n  file: "), listed.out);
    BOOST_TEST(has(listed.out, "\n  not loaded: plugin "), listed.out);
    BOOST_TEST(!has(listed.out, "other"), listed.out);
    const auto file = folder.write("c.yaml", "plugins: {directory: ., allow: [sqlite]}\n");
    const auto refused = ran({"vendors", "--config", file});
    BOOST_TEST(refused.status == 0);
    BOOST_TEST(has(refused.out, "\n  not loaded: vendor broken is not on the list"), refused.out);
    BOOST_TEST(has(ran({"vendors", "--plugins-directory", "/nowhere"}).err, "there is no such folder"));
}

BOOST_AUTO_TEST_CASE(vendors_says_which_project_is_on_which_server) {
    const test::Folder folder;
    const auto file = config_of(folder);
    BOOST_TEST(ran({"init", "--config", file, "--project", "other"}).status == 0);
    const auto listed = ran({"vendors", "--config", file});
    BOOST_TEST(listed.status == 0, listed.err); // the plugins are fine
    BOOST_TEST(has(listed.out, "\n  project default: not reached: "), listed.out);
    BOOST_TEST(has(listed.out, "\n  project other: SQLite 3."), listed.out);
    BOOST_TEST(!std::filesystem::exists(folder.path / "a.db"));

    const auto told = ran({"vendors", "--config", file, "--json"});
    BOOST_TEST(told.status == 0, told.err);
    const auto document = boost::json::parse(told.out);
    for (const auto& plugin : document.as_array()) {
        BOOST_TEST(plugin.at("state") == "loaded");
        const auto& projects = plugin.at("projects").as_array();
        if (plugin.at("name") != "sqlite") {
            BOOST_TEST(projects.empty());
            continue;
        }
        BOOST_REQUIRE(projects.size() == 2u);
        BOOST_TEST(projects[0].at("project") == "default");
        BOOST_TEST(!projects[0].as_object().contains("server"));
        BOOST_TEST(projects[0].as_object().contains("reason"));
        BOOST_TEST(projects[1].at("server").as_string().starts_with("SQLite 3."));
        BOOST_TEST(!projects[1].as_object().contains("reason"));
    }
}

BOOST_AUTO_TEST_CASE(vendors_names_one_that_a_project_wants_and_that_is_not_there) {
    const test::Folder folder;
    const auto file = folder.write("c.yaml", "plugins: {directory: .}\nlog_level: off\nprojects:\n"
                                             "  default: {vendor: nowhere, connection: {host: a}}\n");
    const auto listed = ran({"vendors", "--config", file});
    BOOST_TEST(listed.status == 1);
    BOOST_TEST(has(listed.out, "nowhere\n  file: "), listed.out);
    BOOST_TEST(has(listed.out, "No such file or directory\n  project default: not served\n"), listed.out);
}

BOOST_AUTO_TEST_CASE(init_makes_databases_once) {
    const test::Folder folder;
    const auto file = config_of(folder);
    const auto one = ran({"init", "--config", file, "--project", "other"});
    BOOST_TEST(one.status == 0, one.err);
    BOOST_TEST(one.out == "other: the meta tables were made\n");
    BOOST_TEST(!std::filesystem::exists(folder.path / "a.db"));
    BOOST_TEST(std::filesystem::exists(folder.path / "b.db"));
    const auto both = ran({"init", "--config", file});
    BOOST_TEST(both.status == 0, both.err);
    BOOST_TEST(both.out == "default: the meta tables were made\nother: the meta tables were there already\n");
}

BOOST_AUTO_TEST_CASE(init_names_each_project_once_and_keeps_files_to_itself) {
    const test::Folder folder;
    const auto file =
        folder.write("c.yaml", "plugins: {directory: \"" SCHEMAD_PLUGIN_DIR "\"}\nlog_level: off\nprojects:\n"
                               "  gone: {vendor: sqlite, connection: {filename: nowhere/a.db}}\n"
                               "  made: {vendor: sqlite, connection: {filename: b.db}}\n");
    const auto before = umask(0);
    const auto both = ran({"init", "--config", file});
    umask(before);
    BOOST_TEST(both.status == 1);
    BOOST_TEST(both.out == "made: the meta tables were made\n");
    BOOST_TEST(both.err.starts_with("gone: "), both.err);
    BOOST_TEST(both.err.find("gone", 1) == std::string::npos, both.err);
    for (const auto& made : std::filesystem::directory_iterator(folder.path))
        if (made.path().filename().string().starts_with("b.db")) // and what SQLite lays beside it
            BOOST_TEST((made.status().permissions() ==
                        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)),
                       made.path());
}

BOOST_AUTO_TEST_CASE(init_makes_a_token_that_check_config_takes) {
    const test::Folder folder;
    const auto made = ran({"init", "--config", config_of(folder), "--project", "default", "--admin-token-name", "ci"});
    BOOST_TEST(made.status == 0, made.err);
    const auto at = made.out.find("  - {name: ci, sha256: ");
    BOOST_REQUIRE(at != std::string::npos);
    const auto file =
        folder.write("t.yaml", "projects:\n default:\n  vendor: sqlite\n  connection: {filename: a.db}\n  tokens:\n" +
                                   made.out.substr(at));
    BOOST_TEST(has(ran({"check-config", "--config", file}).out, "1 tokens"));
    BOOST_TEST(ran({"init", "--config", config_of(folder), "--admin-token-name", "a b"}).status == 2);
}

BOOST_AUTO_TEST_CASE(init_says_what_went_wrong) {
    const test::Folder folder;
    const auto file = config_of(folder);
    BOOST_TEST(has(ran({"init", "--config", file, "--project", "nope"}).err, "there is no project \"nope\""));
    std::filesystem::create_directory(folder.path / "a.db");
    const auto failed = ran({"init", "--config", file, "--admin-token-name", "ci"});
    BOOST_TEST(failed.status == 1);
    BOOST_TEST(failed.err.starts_with("default: "), failed.err);
    BOOST_TEST(has(failed.out, "other: the meta tables were made"), failed.out);
    BOOST_TEST(!has(failed.out, "token"), failed.out);
    const auto unknown =
        folder.write("u.yaml", "plugins: {directory: \"" SCHEMAD_PLUGIN_DIR "\"}\nlog_level: off\nprojects:\n"
                               "  default: {vendor: nosuch, connection: {filename: a.db}}\n");
    BOOST_TEST(has(ran({"init", "--config", unknown}).err, "nosuch"));
}

BOOST_AUTO_TEST_SUITE_END()
