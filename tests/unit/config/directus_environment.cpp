// SPDX-License-Identifier: Apache-2.0
// The names users of Directus know, for the project `default`.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "tests/unit/config/files.hpp"

using namespace schemad;
using test::Loading;

namespace {

config::Loaded load(config::Environment environment, const std::string& file = "log_level: info\n") {
    Loading loading(file);
    loading.options.environment = std::move(environment);
    return config::load(loading.options);
}

std::string connection(const config::Project& project, const std::string& key) {
    for (const auto& [name, value] : project.connection)
        if (name == key) return value;
    return "(none)";
}

std::string problems(config::Environment environment) {
    Loading loading("log_level: info\n");
    loading.options.environment = std::move(environment);
    return loading.problems();
}

} // namespace

BOOST_AUTO_TEST_SUITE(directus_environment)

BOOST_AUTO_TEST_CASE(a_server_database) {
    const auto loaded = load({{"DB_CLIENT", "pg"},
                              {"DB_HOST", "db"},
                              {"DB_PORT", "5433"},
                              {"DB_DATABASE", "directus"},
                              {"DB_USER", "me"},
                              {"DB_PASSWORD", "p=w"},
                              {"DB_SEARCH_PATH", "array:shop,public"},
                              {"DB_SSL__REJECT_UNAUTHORIZED", "false"},
                              {"DB_SSL", "true"},
                              {"DB_POOL__MAX", "7"},
                              {"DB_FILENAME", "left over"},
                              {"SECRET", "shh"}});
    const auto& project = loaded.config.projects.at("default");
    BOOST_TEST(project.vendor == "postgres");
    BOOST_TEST(connection(project, "host") == "db");
    BOOST_TEST(connection(project, "port") == "5433");
    BOOST_TEST(connection(project, "database") == "directus");
    BOOST_TEST(connection(project, "user") == "me");
    BOOST_TEST(connection(project, "password") == "p=w");
    BOOST_TEST(connection(project, "search_path") == "shop,public");
    BOOST_TEST(connection(project, "ssl_mode") == "require");
    BOOST_TEST(connection(project, "filename") == "(none)");
    BOOST_TEST(project.max_connections == 7u);
    BOOST_TEST(project.secret == "shh");
    BOOST_TEST(loaded.warnings.size() == 0u);
}

BOOST_AUTO_TEST_CASE(clients_and_their_vendors) {
    for (const auto& [client, vendor] :
         {std::pair{"pg", "postgres"}, std::pair{"pgsql", "postgres"}, std::pair{"postgres", "postgres"},
          std::pair{"mysql", "mysql"}, std::pair{"mysql2", "mysql"}, std::pair{"cockroachdb", "cockroachdb"},
          std::pair{"mssql", "mssql"}})
        BOOST_TEST(load({{"DB_CLIENT", client}, {"DB_HOST", "h"}}).config.projects.at("default").vendor == vendor);
    const auto sqlite = load({{"DB_CLIENT", "sqlite3"}, {"DB_FILENAME", "/data.db"}, {"DB_HOST", "left over"}});
    BOOST_TEST(sqlite.config.projects.at("default").vendor == "sqlite");
    BOOST_TEST(connection(sqlite.config.projects.at("default"), "filename") == "/data.db");
    BOOST_TEST(connection(sqlite.config.projects.at("default"), "host") == "(none)");
}

BOOST_AUTO_TEST_CASE(ssl_as_the_reference_takes_it) {
    const auto mode = [](config::Environment more) {
        more.insert(more.end(), {{"DB_CLIENT", "mysql"}, {"DB_HOST", "h"}});
        return connection(load(more).config.projects.at("default"), "ssl_mode");
    };
    BOOST_TEST(mode({}) == "(none)");
    BOOST_TEST(mode({{"DB_SSL", "true"}}) == "verify-full");
    BOOST_TEST(mode({{"DB_SSL", "false"}}) == "disable");
    BOOST_TEST(mode({{"DB_SSL__REJECT_UNAUTHORIZED", "true"}}) == "verify-full");
}

BOOST_AUTO_TEST_CASE(secrets_from_files) {
    const auto file = std::filesystem::temp_directory_path() / ("schemad-password-" + std::to_string(::getpid()));
    std::ofstream(file) << "from a file\n";
    const auto loaded = load({{"DB_CLIENT", "mysql"}, {"DB_PASSWORD_FILE", file.string()}});
    BOOST_TEST(connection(loaded.config.projects.at("default"), "password") == "from a file");
    BOOST_TEST(problems({{"DB_CLIENT", "mysql"}, {"DB_PASSWORD_FILE", file.string()}, {"DB_PASSWORD", "x"}})
                   .find("DB_PASSWORD is set too") != std::string::npos);
    std::filesystem::remove(file);
    BOOST_TEST(problems({{"DB_CLIENT", "mysql"}, {"DB_PASSWORD_FILE", file.string()}}).find("cannot be read") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_else_says_of_the_project_wins) {
    const auto file = load({{"DB_CLIENT", "pg"}, {"DB_HOST", "db"}}, test::sqlite_project);
    BOOST_TEST(file.config.projects.at("default").vendor == "sqlite");
    BOOST_TEST(file.warnings.size() == 1u);
    // a token beside them is no other project
    const auto token =
        load({{"DB_CLIENT", "pg"}, {"DB_HOST", "db"}, {"SCHEMAD_PROJECTS__DEFAULT__TOKENS__CI", std::string(64, 'b')}});
    BOOST_TEST(token.config.projects.at("default").vendor == "postgres");
    BOOST_TEST(token.config.projects.at("default").tokens.size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_a_client_they_mean_nothing) {
    const auto loaded = load({{"DB_HOST", "db"}, {"SECRET", "shh"}}, test::sqlite_project);
    BOOST_TEST(loaded.config.projects.at("default").secret.empty());
    BOOST_TEST(connection(loaded.config.projects.at("default"), "host") == "(none)");
}

BOOST_AUTO_TEST_CASE(what_has_no_effect_is_named) {
    const auto loaded = load({{"DB_CLIENT", "pg"}, {"DB_HOST", "db"}, {"DB_EXCLUDE_TABLES", "a"}});
    BOOST_REQUIRE(loaded.warnings.size() == 1u);
    BOOST_TEST(loaded.warnings[0].find("DB_EXCLUDE_TABLES") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_belongs_to_another_database_is_named_and_left_out) {
    const auto postgres =
        load({{"DB_CLIENT", "pg"}, {"DB_HOST", "db"}, {"DB_SOCKET_PATH", "/s"}, {"DB_CHARSET", "utf8mb4"}});
    BOOST_TEST(connection(postgres.config.projects.at("default"), "socket") == "(none)");
    BOOST_TEST(connection(postgres.config.projects.at("default"), "charset") == "(none)");
    BOOST_TEST(postgres.warnings.size() == 2u);
    const auto mysql = load({{"DB_CLIENT", "mysql"}, {"DB_SOCKET_PATH", "/s"}, {"DB_SEARCH_PATH", "a"}});
    BOOST_TEST(connection(mysql.config.projects.at("default"), "socket") == "/s");
    BOOST_TEST(connection(mysql.config.projects.at("default"), "search_path") == "(none)");
    BOOST_TEST(mysql.warnings.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
