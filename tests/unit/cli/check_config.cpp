// SPDX-License-Identifier: Apache-2.0
// What check-config says beyond the configuration's own grammar: the plugins' part, the places, the warnings.
#include <filesystem>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "tests/unit/cli/running.hpp"

using namespace schemad;
using test::has;
using test::ran;

namespace {

const std::string plugins = "plugins: {directory: \"" SCHEMAD_PLUGIN_DIR "\"}\n";

test::Ran checked(const test::Folder& folder, const std::string& text) {
    return ran({"check-config", "--config", folder.write("c.yaml", text)});
}
test::Ran checked_project(const test::Folder& folder, const std::string& vendor, const std::string& connection) {
    return checked(folder,
                   plugins + "projects:\n  shop:\n    vendor: " + vendor + "\n    connection: " + connection + "\n");
}

} // namespace

BOOST_AUTO_TEST_SUITE(check_config)

BOOST_AUTO_TEST_CASE(the_plugin_is_asked_about_its_settings) {
    const test::Folder folder;
    struct Case {
        const char *vendor, *connection, *fault; // fault: after the place; empty: it is good
    } cases[] = {
        {"sqlite", "{filename: a.db}", ""},
        {"sqlite", "{filename: a.db, create: true, busy_timeout_ms: 5, statement_timeout_ms: 0}", ""},
        {"sqlite", "{filname: a.db}", R"(sqlite knows no setting "filname"; did you mean "filename"?)"},
        {"sqlite", "{filename: a.db, create: maybe}", "the setting create has to be true or false"},
        {"sqlite", "{filename: a.db, busy_timeout_ms: soon}", "the setting busy_timeout_ms has to be a number"},
        {"sqlite", "{create: true}", "sqlite needs the setting filename"},
        {"sqlite", "{filename: ''}", "sqlite needs the setting filename"},
        {"mysql", "{host: db, database: d, user: u, password: x}", ""},
        {"mysql", "{connection_string: 'mysql://u:p@db:3307/shop'}", ""},
        {"mysql", "{host: db, databse: d, user: u}", R"(mysql knows no setting "databse"; did you mean "database"?)"},
        {"mysql", "{host: db, database: d}", "mysql needs the setting user"},
        {"mysql", "{host: db, database: d, user: u, port: 70000}", "the setting port has to be a port number"},
        {"mysql", "{host: db, database: d, user: u, ssl_mode: on}", "the setting ssl_mode has to be"},
        {"mysql", "{host: '', database: d, user: u}", "mysql needs the setting host"},
        {"mysql", "{connection_string: 'postgres://x'}", "the setting connection_string has to begin with mysql://"},
        {"postgres", "{host: db, database: d, user: u, search_path: 'a, b'}", ""},
        {"postgres", "{connection_string: 'postgresql://u:p@db/shop'}", ""},
        {"postgres", "{host: db, user: u}", "postgres needs the setting database or connection_string"},
        {"postgres", "{host: db, database: d, prot: 1}", R"(postgres knows no setting "prot"; did you mean "port"?)"},
        {"postgres", "{host: db, database: d, port: 0}", "the setting port has to be a port number"},
        {"postgres", "{host: db, database: d, search_path: ','}", "the setting search_path names an empty schema"},
        {"postgres", "{connection_string: nonsense}", "is no connection string that libpq takes"},
    };
    for (const auto& [vendor, connection, fault] : cases) {
        const auto said = checked_project(folder, vendor, connection);
        BOOST_TEST_CONTEXT(vendor << ' ' << connection << ": " << said.err) {
            BOOST_TEST((said.status == 0) == (*fault == '\0'));
            if (!*fault) continue;
            BOOST_TEST(said.out == "");
            BOOST_TEST(has(said.err, fault));
            BOOST_TEST(said.err.starts_with((folder.path / "c.yaml").string() + ":5:"));
            BOOST_TEST(has(said.err, "projects.shop.connection: "));
        }
    }
    BOOST_TEST(!std::filesystem::exists(folder.path / "a.db")); // asked, not opened
}

BOOST_AUTO_TEST_CASE(every_unknown_setting_is_named_and_no_value) {
    const test::Folder folder;
    const auto said = checked_project(folder, "mysql", "{hots: hunter2, pasword: hunter2, databse: hunter2}");
    BOOST_TEST(said.status == 1);
    for (const auto* name : {"\"hots\"", "\"pasword\"", "\"databse\""}) BOOST_TEST(has(said.err, name), said.err);
    BOOST_TEST(!has(said.err, "hunter2"), said.err);
    BOOST_TEST(!has(said.err, "needs"), said.err); // it is there, misspelled
}

BOOST_AUTO_TEST_CASE(everything_is_said_in_one_run_in_the_order_of_the_file) {
    const test::Folder folder;
    const auto said =
        checked(folder, plugins + "projects:\n"
                                  "  one:\n"
                                  "    vendor: mysql\n"
                                  "    connection:\n"
                                  "      port: many\n" // 6
                                  "      host: db\n"
                                  "      databse: d\n"               // 8
                                  "      ssl_mode: hunter2\n"        // 9
                                  "      lock_timeout_ms: hunter2\n" // 10
                                  "  two: {vendor: sqlite, connection: {create: perhaps, filename: a.db}}\n"
                                  "  three: {vendor: Postgres, connection: {host: db}}\n"
                                  "log_level: loud\n"); // 13
    BOOST_TEST(said.status == 1);
    BOOST_TEST(said.out == "");
    std::string places;
    std::istringstream lines(said.err);
    const auto file = (folder.path / "c.yaml").string() + ":";
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(file)) places += line.substr(file.size(), line.find(':', file.size()) - file.size()) + ' ';
    BOOST_TEST(places == "6 8 9 10 11 12 13 ", said.err);
    for (const auto* text : {"the setting port has to be", "\"databse\"; did you mean \"database\"?",
                             "the setting ssl_mode has to be", "the setting lock_timeout_ms has to be",
                             "the setting create has to be", "did you mean \"postgres\"?", "log_level is \"loud\""})
        BOOST_TEST(has(said.err, text), said.err);
    BOOST_TEST(!has(said.err, "needs"), said.err);
    BOOST_TEST(!has(said.err, "hunter2"), said.err);
}

BOOST_AUTO_TEST_CASE(what_is_no_name_of_a_vendor_gets_a_hint) {
    const test::Folder folder;
    const std::pair<const char*, const char*> names[] = {
        {"Postgres", "postgres"}, {"PG", "postgres"},   {"PostgreSQL", "postgres"},     {"MySQL", "mysql"},
        {"MariaDB", "mysql"},     {"SQLite", "sqlite"}, {"Cockroach-DB", "cockroachdb"}};
    for (const auto& [written, meant] : names) {
        const auto said = checked_project(folder, written, "{filename: a.db}");
        BOOST_TEST(said.status == 1, written);
        BOOST_TEST(has(said.err, std::string("did you mean \"") + meant + "\"?"), said.err);
    }
    for (const auto* other : {"mssql", "oracle", "oracledb", "redshift"}) { // near a name, and not meant by it
        const auto said = checked_project(folder, other, "{host: db, database: d, user: u}");
        BOOST_TEST(said.status == 1, other);
        BOOST_TEST(has(said.err, "there is no plugin \""), said.err);
        BOOST_TEST(!has(said.err, "did you mean"), said.err);
    }
}

BOOST_AUTO_TEST_CASE(a_plugin_that_is_a_link_to_nothing_is_told) {
    const test::Folder folder;
    const auto plugins = folder.path / "plugins";
    std::filesystem::create_directory(plugins);
    std::filesystem::create_symlink("nowhere", plugins / "libschemad_shop.so");
    const auto said = checked(folder, "plugins: {directory: \"" + plugins.string() +
                                          "\"}\nprojects: {p: {vendor: shop, connection: {filename: a.db}}}\n");
    BOOST_TEST(said.status == 1);
    BOOST_TEST(has(said.err, "a link to a file that is not there"), said.err);
    BOOST_TEST(!has(said.err, "did you mean"), said.err);
}

BOOST_AUTO_TEST_CASE(vendors_have_the_names_that_people_write) {
    const test::Folder folder;
    const std::string server = "{host: db, database: d, user: u}", file = "{filename: a.db}";
    const std::pair<const char*, const char*> names[] = {
        {"pg", "postgres"},    {"postgresql", "postgres"},   {"mysql2", "mysql"},         {"mariadb", "mysql"},
        {"sqlite3", "sqlite"}, {"better-sqlite3", "sqlite"}, {"cockroach", "cockroachdb"}};
    for (const auto& [written, vendor] : names) {
        const auto said = checked_project(folder, written, std::string_view(vendor) == "sqlite" ? file : server);
        BOOST_TEST(said.status == 0, written << ": " << said.err);
        BOOST_TEST(has(said.out, std::string("shop: ") + vendor + " ("), said.out);
        const auto allowed =
            checked(folder, "plugins: {directory: \"" SCHEMAD_PLUGIN_DIR "\", allow: [" + std::string(written) +
                                "]}\nprojects: {shop: {vendor: " + vendor +
                                ", connection: " + (std::string_view(vendor) == "sqlite" ? file : server) + "}}\n");
        BOOST_TEST(allowed.status == 0, written << ": " << allowed.err);
    }
    const auto unknown = checked_project(folder, "postgrse", server);
    BOOST_TEST(unknown.status == 1);
    BOOST_TEST(has(unknown.err, "there is no plugin \"postgrse\" in "), unknown.err);
    BOOST_TEST(has(unknown.err, "did you mean \"postgres\"?"), unknown.err);
    BOOST_TEST(checked_project(folder, "oracle", server).status == 1);
    // without plugins nothing can be asked, and it says so
    const auto none =
        checked(folder, "plugins: {directory: /nowhere}\nprojects: {shop: {vendor: pg, connection: " + server + "}}\n");
    BOOST_TEST(none.status == 0);
    BOOST_TEST(has(none.err, "warning: projects.shop: its settings were not looked at: "), none.err);
}

BOOST_AUTO_TEST_CASE(a_tab_is_called_a_tab) {
    const test::Folder folder;
    const std::pair<const char*, const char*> cases[] = {
        {"projects:\n\tdefault:\n\t  vendor: sqlite\n", ":2:1: a tab; expected spaces"},
        {"# note\nprojects:\n  default:\n  \tvendor: sqlite\n", ":4:3: a tab; expected spaces"},
        {"projects:\n  default:\n    tokens:\n\t- {name: x}\n", ":4:1: a tab; expected spaces"},
        {"projects:\r\n\tdefault: {}\r\n", ":2:1: a tab; expected spaces"},
    };
    for (const auto& [text, fault] : cases) {
        const auto said = checked(folder, text);
        BOOST_TEST(said.status == 1, text);
        BOOST_TEST(has(said.err, fault), said.err);
    }
    const auto json = checked(folder, "{\n\t\"projects\": {\n\t\t\"default\": [}\n}\n"); // where a tab is all right
    BOOST_TEST(has(json.err, "not valid YAML"), json.err);
    BOOST_TEST(!has(json.err, "tab"), json.err);
}

BOOST_AUTO_TEST_CASE(plain_http_on_a_public_address_is_warned_about) {
    const test::Folder folder;
    const std::string project = plugins + "projects: {shop: {vendor: sqlite, connection: {filename: a.db}}}\n";
    for (const auto* open : {"0.0.0.0:1", "8.8.8.8:1", "\"[::]:1\"", "\"[2001:db8::1]:1\"", "\"[::ffff:8.8.8.8]:1\"",
                             "172.32.0.1:1", "100.128.0.1:1"}) {
        const auto said = checked(folder, "listen: " + std::string(open) + "\n" + project);
        BOOST_TEST(said.status == 0, open);
        BOOST_TEST(has(said.err, "may be reached from anywhere, and tokens travel in plain HTTP"), open);
    }
    for (const auto* closed :
         {"127.0.0.1:1", "localhost:1", "127.9.9.9:1", "\"[::1]:1\"", "10.1.2.3:1", "192.168.0.2:1", "172.16.0.1:1",
          "172.31.255.1:1", "169.254.1.1:1", "\"[fd00::1]:1\"", "\"[fe80::1]:1\"", "\"[::ffff:127.0.0.1]:1\""})
        BOOST_TEST(checked(folder, "listen: " + std::string(closed) + "\n" + project).err == "", closed);
}

BOOST_AUTO_TEST_CASE(two_projects_on_one_database_are_warned_about) {
    const test::Folder folder;
    std::filesystem::create_directory(folder.path / "sub");
    std::filesystem::create_directory_symlink(folder.path / "sub", folder.path / "link");
    struct Case {
        const char *vendor, *one, *other;
        bool same;
    } cases[] = {
        {"sqlite", "{filename: a.db}", "{filename: a.db}", true},
        {"sqlite", "{filename: a.db}", "{filename: sub/../a.db}", true},
        {"sqlite", "{filename: sub/a.db}", "{filename: link/a.db}", true},
        {"sqlite", "{filename: a.db}", "{filename: b.db}", false},
        {"sqlite", "{filename: ':memory:'}", "{filename: ':memory:'}", false},
        {"mysql", "{host: db, database: d, user: u}", "{host: db, port: 3306, database: d, user: v}", true},
        {"mysql", "{host: db, database: d, user: u}", "{connection_string: 'mysql://x:y@db/d'}", true},
        {"mysql", "{host: localhost, database: d, user: u}", "{host: 127.0.0.1, database: d, user: u}", true},
        {"mysql", "{host: db, database: d, user: u}", "{host: db, database: e, user: u}", false},
        {"mysql", "{host: DB.Example, database: d, user: u}", "{host: db.example, database: d, user: u}", true},
        {"mysql", "{host: Db, database: d, user: u}", "{connection_string: 'mysql://u@dB:3306/d'}", true},
        {"postgres", "{host: Db, database: d}", "{connection_string: 'postgres://DB/d'}", true},
        {"postgres", "{host: LocalHost, database: d}", "{host: 127.0.0.1, port: 5432, database: d}", true},
        {"postgres", "{host: /tmp/A, database: d}", "{host: /tmp/a, database: d}", false},
        {"postgres", "{host: db, database: D}", "{host: db, database: d}", false},
        {"mysql", "{host: db, database: d, user: u}", "{host: db, port: 3307, database: d, user: u}", false},
        {"postgres", "{host: db, database: d}", "{connection_string: 'postgres://u:p@db:5432/d'}", true},
        {"postgres", "{host: db, database: d}", "{connection_string: 'host=db dbname=d'}", true},
        {"postgres", "{host: db, database: d, search_path: a}", "{host: db, database: d, search_path: b}", false},
        {"postgres", "{host: db, database: d}", "{host: other, database: d}", false},
    };
    for (const auto& [vendor, one, other, same] : cases) {
        // clang 14 captures no binding by its name alone
        const auto project = [vendor = vendor](const char* name, const char* connection) {
            return std::string("  ") + name + ": {vendor: " + vendor + ", connection: " + connection + "}\n";
        };
        const auto said = checked(folder, plugins + "projects:\n" + project("first", one) + project("second", other));
        BOOST_TEST(said.status == 0, said.err);
        BOOST_TEST(has(said.err, "warning: projects.second.connection leads to the database of projects.first") == same,
                   vendor << ' ' << one << ' ' << other << ": " << said.err);
    }
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_warned_about) {
    const test::Folder folder;
    const auto said = checked_project(folder, "sqlite", "{filename: data/shop.db}");
    BOOST_TEST(said.status == 0);
    BOOST_TEST(said.err == "warning: projects.shop.connection.filename: there is no folder " +
                               (folder.path / "data").string() + "\n");
    BOOST_TEST(has(checked_project(folder, "mysql", "{host: db, database: d, user: u, ssl_ca: /nowhere/ca.pem}").err,
                   "projects.shop.connection.ssl_ca: there is no folder /nowhere"));
}

BOOST_AUTO_TEST_SUITE_END()
