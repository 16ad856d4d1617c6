// SPDX-License-Identifier: Apache-2.0
// GET /vendors: each plugin with its state, and the project that was asked, with no word of the others.
#include <boost/test/unit_test.hpp>

#include "fake_project.hpp"
#include "server/api/plugin_file.hpp"

using namespace schemad;
using namespace schemad::test;
namespace json = boost::json;

namespace {

struct Loaded final : Vendor {
    schemad_vendor own{};
    Loaded() {
        own.struct_size = sizeof own;
        own.abi_major = 1, own.abi_minor = 1;
        own.name = str("sqlite"), own.vendor_string = str("sqlite"), own.version = str("3.2"), own.licence = str("MIT");
        own.capabilities = SCHEMAD_CAP_TRANSACTIONAL_DDL | SCHEMAD_CAP_NO_SET_DEFAULT | (1ull << 63);
        table_ = &own;
    }
};

api::AppOptions with_plugins() {
    api::AppOptions options;
    options.plugins = [] {
        return std::vector<api::PluginFile>{{"broken", "/p/libschemad_broken.so", nullptr, "it is no plugin"},
                                            {"mysql", "/p/libschemad_mysql.so"},
                                            {"sqlite", "/p/libschemad_sqlite.so", std::make_shared<const Loaded>()}};
    };
    return options;
}

} // namespace

BOOST_AUTO_TEST_SUITE(vendors)

BOOST_AUTO_TEST_CASE(each_plugin_says_what_it_is_or_why_not) {
    const FakeApp app(with_plugins());
    const auto answer = app.as_admin("GET", "/vendors");
    BOOST_TEST(answer.status == 200);
    const auto data = json::parse(answer.body).at("data").as_array();
    BOOST_REQUIRE(data.size() == 3u);
    BOOST_TEST(data[0].at("state") == "refused");
    BOOST_TEST(data[0].at("reason") == "it is no plugin");
    BOOST_TEST(!data[0].as_object().contains("capabilities"));
    BOOST_TEST(data[1].at("state") == "not loaded");
    BOOST_TEST(!data[1].as_object().contains("reason"));
    BOOST_TEST(data[1].at("projects").as_array().empty());
    const json::object project{{"project", "default"}, {"server", "SQLite 3.40.1"}};
    BOOST_TEST(data[2] == json::value({{"name", "sqlite"},
                                       {"file", "/p/libschemad_sqlite.so"},
                                       {"state", "loaded"},
                                       {"vendor", "sqlite"},
                                       {"version", "3.2"},
                                       {"licence", "MIT"},
                                       {"abi", "1.1"},
                                       {"capabilities", json::array{"transactional-ddl", "no-set-default"}},
                                       {"projects", json::array{project}}}));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_away_is_told_beside_its_plugin) {
    const FakeApp app(with_plugins());
    app.project->away = "no server; postgres://me:hidden@db/x";
    const auto data = json::parse(app.as_admin("GET", "/vendors").body).at("data");
    const auto& project = data.at(2).at("projects").at(0);
    BOOST_TEST(!project.as_object().contains("server"));
    BOOST_TEST(project.at("reason").as_string().starts_with("no server"));
    BOOST_TEST(project.at("reason").as_string().find("hidden") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
