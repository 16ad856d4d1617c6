// SPDX-License-Identifier: Apache-2.0
// A snapshot asks the server as often for a large model as for a small one. Run under tests/servers/with_servers.py.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "engine/project.hpp"
#include "tests/bench/counting_proxy.hpp"
#include "tests/bench/one_field_more.hpp"
#include "tests/bench/raw_client.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::bench {

namespace {

namespace json = boost::json;

struct Subject {
    std::string variable, admin, key, text_type;
    std::uint64_t most_trips; // of an apply that adds a field to 50 collections
};
constexpr int added = 50;
const Subject subjects[] = {{"SCHEMAD_TEST_POSTGRES", "postgres", "serial primary key", "character varying", 19},
                            {"SCHEMAD_TEST_MYSQL", "mysql", "int auto_increment primary key", "varchar", 105}};
constexpr const char* database = "schemad_round_trips";

json::object server_of(const Subject& subject) {
    const char* text = std::getenv(subject.variable.c_str());
    BOOST_REQUIRE_MESSAGE(text, subject.variable << " is not set: run this under tests/servers/with_servers.py");
    return json::parse(text).as_object();
}

std::string text_of(const json::object& o, const char* key) { return std::string(o.at(key).as_string()); }

void add_collections(RawClient& client, const Subject& subject, int count) {
    for (int i = 0; i < count; ++i) {
        const auto name = "shop_" + std::to_string(i);
        std::string sql =
            "create table " + name + " (id " + subject.key + ", title varchar(255) default 'a', parent int";
        sql += ", constraint " + name + "_parent foreign key (parent) references shop_0 (id))";
        client.run(sql);
        client.run("create index " + name + "_title on " + name + " (title)");
        client.run("insert into directus_collections (collection) values ('" + name + "')");
        client.run("insert into directus_fields (collection, field) values ('" + name + "', 'title')");
        client.run("insert into directus_relations (many_collection, many_field, one_collection) values ('" + name +
                   "', 'parent', 'shop_0')");
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_snapshot_asks_as_often_for_every_size) {
    for (const auto& subject : subjects) {
        const auto server = server_of(subject);
        BOOST_TEST_CONTEXT(text_of(server, "vendor")) {
            const auto admin = raw_client(server, subject.admin);
            admin->run(std::string("drop database if exists ") + database);
            admin->run(std::string("create database ") + database);
            {
                static PluginLoader loader(SCHEMAD_PLUGIN_DIR, {"postgres", "mysql"}, {});
                CountingProxy proxy(text_of(server, "host"), server.at("port").to_number<std::uint16_t>());
                ProjectOptions options;
                options.connection = {{"host", text_of(server, "host")},         {"port", std::to_string(proxy.port())},
                                      {"user", text_of(server, "user")},         {"database", database},
                                      {"password", text_of(server, "password")}, {"ssl_mode", "disable"}};
                Project project(options, loader.load(text_of(server, "vendor")));
                project.create_meta_tables();
                const auto trips_of = [&](auto&& work) {
                    const auto before = proxy.round_trips();
                    work();
                    return proxy.round_trips() - before;
                };
                BOOST_TEST(trips_of([&] { project.ping(); }) == 2U); // of the pool, and what was asked for
                // which Directus it is: asked once, and again after a while
                BOOST_TEST(trips_of([&] { project.require_version(); }) <= 4U);
                BOOST_TEST(trips_of([&] { project.require_version(); }) == 0U);

                const auto items = [](const json::value& snapshot) {
                    return snapshot.at("collections").as_array().size() + snapshot.at("fields").as_array().size() +
                           snapshot.at("relations").as_array().size();
                };
                json::value small, large;
                const auto few = trips_of([&] { small = project.snapshot(); });
                const auto client = raw_client(server, database);
                add_collections(*client, subject, 60);
                const auto many = trips_of([&] { large = project.snapshot(); });
                BOOST_TEST(items(small) == 0U);
                BOOST_TEST(items(large) == 180U);
                BOOST_TEST(few > 2U);
                BOOST_TEST(many == few);

                // an apply: a statement a step, its place in the journal where there is one, and little else
                auto wanted = one_field_more(large, added, subject.text_type);
                const auto diff = project.diff(wanted, {}).diff;
                BOOST_REQUIRE(diff);
                project.apply(*diff, {}); // makes schemad's own tables
                const auto again = project.diff(large, {}).diff;
                BOOST_REQUIRE(again);
                project.apply(*again, {});
                const auto once_more = project.diff(wanted, {}).diff;
                BOOST_REQUIRE(once_more);
                const auto applied = trips_of([&] { project.apply(*once_more, {}); });
                BOOST_TEST(applied <= subject.most_trips);
                BOOST_TEST(applied > 5U); // the lock, the model, the statements, the model again, the commit
                BOOST_TEST_MESSAGE(subject.admin << ": " << applied << " round trips of an apply");
            }
            admin->run(std::string("drop database ") + database);
        }
    }
}

} // namespace schemad::bench
