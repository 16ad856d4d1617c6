// SPDX-License-Identifier: Apache-2.0
// What a right configuration means.
#include <boost/test/unit_test.hpp>

#include "server/config/units.hpp"
#include "tests/unit/config/files.hpp"

using namespace schemad;
using test::Loading;
using test::sqlite_project;

namespace {

std::string value_of(const config::Project& project, const std::string& key) {
    for (const auto& [name, value] : project.connection)
        if (name == key) return value;
    return "(none)";
}

} // namespace

BOOST_AUTO_TEST_SUITE(load)

BOOST_AUTO_TEST_CASE(defaults) {
    Loading loading(sqlite_project);
    const auto config = loading.config();
    BOOST_REQUIRE(config.listen.size() == 1u);
    BOOST_TEST(config::text_of(config.listen[0]) == "127.0.0.1:8056");
    BOOST_TEST(config.log_level == "info");
    BOOST_TEST(config.plugins.directory == (loading.folder.path / "plugins").string());
    BOOST_TEST(config.plugins.allow.empty());
    BOOST_TEST(config.documents.max_bytes == 52428800u);
    BOOST_TEST(config.json_body_bytes == 1048576u);
    const auto& project = config.projects.at("default");
    BOOST_TEST(project.name == "default");
    BOOST_TEST(project.vendor == "sqlite");
    BOOST_TEST(project.directus_version.empty());
    BOOST_TEST(project.max_connections == 4u);
    BOOST_TEST(value_of(project, "filename") == (loading.folder.path / "a.db").string());
}

BOOST_AUTO_TEST_CASE(everything_stated) {
    Loading loading(R"(
listen: [127.0.0.1:1, "[::1]:2"]
plugins: {directory: lib, allow: [sqlite, postgres]}
log_level: warning
limits:
  header_size: 16kb
  body_size: 200mb
  early_json_size: 2mb
  upload_size: 100mb
  bodies_size: 1gb
  header_timeout: 1s
  body_timeout: 2m
  idle_timeout: 500ms
  write_timeout: 1h
  shutdown_grace: 0s
  connections: 10
  workers: 2
  queue: 3
  streams: 5
  apply_jobs: 6
  document_depth: 100
  document_aliases: 0
  document_values: 1000
projects:
  blog:
    vendor: postgres
    connection: {host: db, port: 5432, user: u, password: "p:w", database: d, ssl: true, nothing: null}
    directus_version: 11.17.4
    max_connections: 8
    secret: s3cret
    tokens:
      - {name: ci, sha256: BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD}
      - {name: ro, sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, admin: false}
  mem:
    vendor: sqlite
    connection: {filename: ":memory:"}
  abs:
    vendor: sqlite
    connection: {filename: /var/../data/x.db}
)");
    const auto config = loading.config();
    BOOST_TEST(config.listen.size() == 2u);
    BOOST_TEST(config.listen[1].host == "::1");
    BOOST_TEST(config.plugins.directory == (loading.folder.path / "lib").string());
    BOOST_TEST(config.plugins.allow.size() == 2u);
    BOOST_TEST(config.log_level == "warning");
    BOOST_TEST(config.http.header_bytes == 16u * 1024);
    BOOST_TEST(config.http.body_bytes == 200u << 20);
    BOOST_TEST(config.json_body_bytes == 2u << 20);
    BOOST_TEST(config.http.bodies_bytes == 1u << 30);
    BOOST_TEST(config.documents.max_bytes == 100u << 20);
    BOOST_TEST(config.http.header_timeout.count() == 1000);
    BOOST_TEST(config.http.body_timeout.count() == 120'000);
    BOOST_TEST(config.http.idle_timeout.count() == 500);
    BOOST_TEST(config.http.write_timeout.count() == 3'600'000);
    BOOST_TEST(config.shutdown_grace.count() == 0);
    BOOST_TEST(config.http.connections == 10u);
    BOOST_TEST(config.http.workers == 2u);
    BOOST_TEST(config.http.queue == 3u);
    BOOST_TEST(config.http.streams == 5u);
    BOOST_TEST(config.apply_jobs == 6u);
    BOOST_TEST(config.documents.max_depth == 100u);
    BOOST_TEST(config.documents.max_aliases == 0u);
    BOOST_TEST(config.documents.max_nodes == 1000u);
    const auto& blog = config.projects.at("blog");
    BOOST_TEST(value_of(blog, "password") == "p:w");
    BOOST_TEST(value_of(blog, "port") == "5432");
    BOOST_TEST(value_of(blog, "nothing") == "(none)");
    BOOST_TEST(blog.directus_version == "11.17.4");
    BOOST_TEST(blog.max_connections == 8u);
    BOOST_TEST(blog.secret == "s3cret");
    BOOST_REQUIRE(blog.tokens.size() == 2u);
    BOOST_TEST(blog.tokens[0].name == "ci");
    BOOST_TEST(blog.tokens[0].admin);
    BOOST_TEST(blog.tokens[0].sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(!blog.tokens[1].admin);
    BOOST_TEST(value_of(config.projects.at("mem"), "filename") == ":memory:");
    BOOST_TEST(value_of(config.projects.at("abs"), "filename") == "/data/x.db");
}

BOOST_AUTO_TEST_CASE(json_is_a_configuration) {
    Loading loading(R"({"listen": "127.0.0.1:9", "plugins": {"directory": "/p"}, "projects": {"default": {
        "vendor": "sqlite", "connection": {"filename": "/x/source.db"}, "directus_version": "12.4.0",
        "tokens": [], "max_connections": 2}}})");
    const auto config = loading.config();
    BOOST_TEST(config.listen.at(0).port == 9);
    BOOST_TEST(config.plugins.directory == "/p");
    BOOST_TEST(config.projects.at("default").max_connections == 2u);
}

BOOST_AUTO_TEST_CASE(listen_as_one_text_with_commas) {
    BOOST_TEST(Loading("listen: 127.0.0.1:1, 127.0.0.1:2\n" + sqlite_project).config().listen.size() == 2u);
}

BOOST_AUTO_TEST_CASE(body_size_follows_the_uploads) {
    BOOST_TEST(Loading("limits: {upload_size: 200mb}\n" + sqlite_project).config().http.body_bytes == 205u << 20);
    BOOST_TEST(Loading("limits: {upload_size: 1mb}\n" + sqlite_project).config().http.body_bytes == 55u << 20);
}

BOOST_AUTO_TEST_CASE(default_plugin_folders) {
    Loading loading(sqlite_project);
    namespace fs = std::filesystem;
    fs::create_directories(loading.folder.path / "lib/schemad/plugins");
    BOOST_TEST(loading.config().plugins.directory == (loading.folder.path / "lib/schemad/plugins").string());
    fs::create_directories(loading.folder.path / "plugins");
    BOOST_TEST(loading.config().plugins.directory == (loading.folder.path / "plugins").string());
}

BOOST_AUTO_TEST_CASE(flags_win) {
    Loading loading("listen: 127.0.0.1:1\nlog_level: error\nplugins: {directory: a, allow: [sqlite]}\n" +
                    sqlite_project);
    loading.options.environment = {{"SCHEMAD_LISTEN", "127.0.0.1:2"}, {"SCHEMAD_LOG_LEVEL", "warning"}};
    BOOST_TEST(loading.config().listen.at(0).port == 2);
    BOOST_TEST(loading.config().log_level == "warning");
    loading.options.listen = {"127.0.0.1:3", "127.0.0.1:4"};
    loading.options.log_level = "debug";
    loading.options.plugins_directory = "b";
    const auto config = loading.config();
    BOOST_TEST(config.listen.size() == 2u);
    BOOST_TEST(config.listen[0].port == 3);
    BOOST_TEST(config.log_level == "debug");
    BOOST_TEST(config.plugins.directory == (std::filesystem::current_path() / "b").string());
    BOOST_TEST(config.plugins.allow.size() == 1u);
}

BOOST_AUTO_TEST_CASE(no_file_at_all) {
    config::LoadOptions options;
    options.projects_required = false;
    BOOST_TEST(config::load(options).config.projects.empty());
    options.environment = {{"SCHEMAD_PROJECTS__DEFAULT__VENDOR", "sqlite"},
                           {"SCHEMAD_PROJECTS__DEFAULT__CONNECTION__FILENAME", "/x.db"}};
    options.projects_required = true;
    BOOST_TEST(config::load(options).config.projects.at("default").vendor == "sqlite");
}

BOOST_AUTO_TEST_CASE(the_usual_places_are_looked_at_in_order) {
    const test::Folder folder;
    const auto one = (folder.path / "one.yaml").string(), two = (folder.path / "two.yaml").string();
    config::LoadOptions options;
    options.default_files = {one, two};
    options.projects_required = false;
    BOOST_TEST(!config::load(options).file);
    BOOST_TEST(config::no_file(options) ==
               "no configuration file was read: no --config, no $SCHEMAD_CONFIG, no " + one + ", no " + two);
    folder.write("two.yaml", "log_level: debug\n");
    BOOST_TEST(config::load(options).file.value() == two);
    BOOST_TEST(config::load(options).config.log_level == "debug");
    folder.write("one.yaml", "log_level: error\n");
    BOOST_TEST(config::load(options).config.log_level == "error");
    options.file = two; // what is named wins
    BOOST_TEST(config::load(options).config.log_level == "debug");
    folder.write("one.yaml", "log_level: loud\n"); // one that is there and wrong is not passed over
    options.file.reset();
    BOOST_CHECK_THROW(config::load(options), config::ConfigError);
    options.projects_required = true;
    options.default_files = {(folder.path / "none.yaml").string()};
    try {
        config::load(options);
        BOOST_ERROR("no project, and no complaint");
    } catch (const config::ConfigError& error) {
        BOOST_TEST(std::string(error.what()).find("none.yaml") != std::string::npos, error.what());
    }
}

BOOST_AUTO_TEST_SUITE_END()
