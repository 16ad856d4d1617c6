// SPDX-License-Identifier: Apache-2.0
#include "server/config/environment.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/config/files.hpp"

using namespace schemad;
using test::Loading;
using test::sqlite_project;

namespace {

config::Config with(config::Environment environment, const std::string& file = sqlite_project) {
    Loading loading(file);
    loading.options.environment = std::move(environment);
    return loading.config();
}

std::string problems_with(config::Environment environment, const std::string& file = sqlite_project) {
    Loading loading(file);
    loading.options.environment = std::move(environment);
    return loading.problems();
}

std::string connection(const config::Project& project, const std::string& key) {
    for (const auto& [name, value] : project.connection)
        if (name == key) return value;
    return "(none)";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

BOOST_AUTO_TEST_SUITE(environment)

BOOST_AUTO_TEST_CASE(leaves_of_every_kind) {
    const auto config = with({{"SCHEMAD_LISTEN", "127.0.0.1:1,[::1]:2"},
                              {"SCHEMAD_LOG_LEVEL", "error"},
                              {"SCHEMAD_PLUGINS_DIRECTORY", "/plugins"},
                              {"SCHEMAD_PLUGINS_ALLOW", "sqlite, postgres"},
                              {"SCHEMAD_LIMITS__UPLOAD_SIZE", "60mb"},
                              {"SCHEMAD_PROJECTS__DEFAULT__CONNECTION__FILENAME", "/other.db"},
                              {"SCHEMAD_PROJECTS__DEFAULT__MAX_CONNECTIONS", "9"},
                              {"SCHEMAD_PROJECTS__DEFAULT__TOKENS__CI", std::string(64, 'b')},
                              {"SCHEMAD_PROJECTS__NEW__VENDOR", "postgres"},
                              {"SCHEMAD_PROJECTS__NEW__CONNECTION__PASSWORD", "a,b=c"},
                              {"PATH", "/bin"}});
    BOOST_TEST(config.listen.size() == 2u);
    BOOST_TEST(config.log_level == "error");
    BOOST_TEST(config.plugins.directory == "/plugins");
    BOOST_TEST(config.plugins.allow.size() == 2u);
    BOOST_TEST(config.documents.max_bytes == 60u << 20);
    const auto& project = config.projects.at("default");
    BOOST_TEST(connection(project, "filename") == "/other.db");
    BOOST_TEST(project.max_connections == 9u);
    BOOST_REQUIRE(project.tokens.size() == 1u);
    BOOST_TEST(project.tokens[0].name == "ci");
    BOOST_TEST(connection(config.projects.at("new"), "password") == "a,b=c");
}

BOOST_AUTO_TEST_CASE(project_names_are_found_without_case) {
    const std::string file = "projects:\n  My-Blog:\n    vendor: sqlite\n    connection: {filename: a.db}\n";
    const auto config = with({{"SCHEMAD_PROJECTS__MY_BLOG__DIRECTUS_VERSION", "11.0.1"}}, file);
    BOOST_TEST(config.projects.size() == 1u);
    BOOST_TEST(config.projects.at("My-Blog").directus_version == "11.0.1");
    const auto two = file + "  my_blog:\n    vendor: sqlite\n    connection: {filename: a.db}\n";
    BOOST_TEST(has(problems_with({{"SCHEMAD_PROJECTS__MY_BLOG__DIRECTUS_VERSION", "11.0.1"}}, two),
                   "could mean project \"My-Blog\" or \"my_blog\""));
}

BOOST_AUTO_TEST_CASE(a_token_replaces_its_namesake) {
    const auto file = sqlite_project + "    tokens: [{name: ci, sha256: " + std::string(64, 'a') + "}]\n";
    const auto config = with({{"SCHEMAD_PROJECTS__DEFAULT__TOKENS__CI", std::string(64, 'b')}}, file);
    BOOST_REQUIRE(config.projects.at("default").tokens.size() == 1u);
    BOOST_TEST(config.projects.at("default").tokens[0].sha256 == std::string(64, 'b'));
}

BOOST_AUTO_TEST_CASE(relative_paths_start_at_the_current_directory) {
    const auto config =
        with({{"SCHEMAD_PROJECTS__DEFAULT__CONNECTION__FILENAME", "x.db"}, {"SCHEMAD_PLUGINS_DIRECTORY", "p"}});
    const auto here = std::filesystem::current_path();
    BOOST_TEST(connection(config.projects.at("default"), "filename") == (here / "x.db").string());
    BOOST_TEST(config.plugins.directory == (here / "p").string());
}

BOOST_AUTO_TEST_CASE(values_from_files) {
    test::Folder folder;
    const auto file = folder.write("pw", "hunter2\n");
    const std::string name = "SCHEMAD_PROJECTS__DEFAULT__CONNECTION__PASSWORD";
    BOOST_TEST(connection(with({{name + "_FILE", file}}).projects.at("default"), "password") == "hunter2");
    BOOST_TEST(has(problems_with({{name + "_FILE", file}, {name, "x"}}), name + " is set too"));
    BOOST_TEST(has(problems_with({{name + "_FILE", file + ".missing"}}), "cannot be read; expected a readable file"));
    const auto big = folder.write("big", std::string(100'000, 'x'));
    BOOST_TEST(has(problems_with({{name + "_FILE", big}}), "is too large for a value"));
    for (const auto* nothing : {"", "\n", "\r\n"}) {
        const auto empty = folder.write("empty", nothing);
        BOOST_TEST(has(problems_with({{name + "_FILE", empty}}),
                       "environment variable " + name + "_FILE: the file \"" + empty + "\" is empty; expected"));
        BOOST_TEST(has(problems_with({{"SCHEMAD_PROJECTS__DEFAULT__SECRET_FILE", empty}}), "SECRET_FILE: the file"));
    }
    const auto spaces = folder.write("spaces", " a \n\n");
    BOOST_TEST(connection(with({{name + "_FILE", spaces}}).projects.at("default"), "password") == " a \n");
}

BOOST_AUTO_TEST_CASE(wrong_variables) {
    BOOST_TEST(has(problems_with({{"SCHEMAD_LIMIT__QUEUE", "1"}}),
                   "environment variable SCHEMAD_LIMIT__QUEUE: unknown key \"limit\"; did you mean \"limits\"?"));
    BOOST_TEST(has(problems_with({{"SCHEMAD_PROJECTS__DEFAULT__VENDR", "x"}}), "unknown key \"vendr\""));
    BOOST_TEST(has(problems_with({{"SCHEMAD_LOG_LEVEL", "loud"}}),
                   "environment variable SCHEMAD_LOG_LEVEL: log_level is \"loud\""));
    BOOST_TEST(has(problems_with({{"SCHEMAD_PROJECTS____VENDOR", "x"}}), "an empty name between underscores"));
    BOOST_TEST(has(problems_with({{"SCHEMAD_LISTEN__X", "x"}}), "listen is a map"));
    BOOST_TEST(has(problems_with({{"SCHEMAD_PROJECTS__DEFAULT__TOKENS__CI", "plain"}}), "schemad hash-token"));
    BOOST_TEST(!has(problems_with({{"SCHEMAD_PROJECTS__DEFAULT__TOKENS__CI", "hunter2"}}), "hunter2"));
    BOOST_TEST(problems_with({{"SCHEMAD_LISTEN", ""}, {"SCHEMAD_PROJECTS__DEFAULT__VENDOR", ""}}) == "");
}

BOOST_AUTO_TEST_CASE(strangers_are_left_alone) {
    Loading loading(sqlite_project);
    loading.options.environment = {
        {"SCHEMAD_SERVICE_HOST", "10.0.0.1"}, {"SCHEMAD_PORT_8055_TCP", "x"}, {"SCHEMAD_CONFIG", "x"}};
    BOOST_TEST(config::load(loading.options).warnings.empty());
    loading.options.environment = {{"SCHEMAD_LIMITS_UPLOAD_SIZE", "3"}};
    const auto section = config::load(loading.options).warnings;
    BOOST_REQUIRE(section.size() == 1u);
    BOOST_TEST(has(section[0], "did you mean SCHEMAD_LIMITS__UPLOAD_SIZE?"));
    loading.options.environment = {{"SCHEMAD_LOGLEVEL", "debug"}};
    const auto warnings = config::load(loading.options).warnings;
    BOOST_REQUIRE(warnings.size() == 1u);
    BOOST_TEST(has(warnings[0], "SCHEMAD_LOGLEVEL means nothing here; did you mean SCHEMAD_LOG_LEVEL?"));
}

BOOST_AUTO_TEST_SUITE_END()
