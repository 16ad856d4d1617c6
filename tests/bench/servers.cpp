// SPDX-License-Identifier: Apache-2.0
// Snapshot and apply of a large model on a database server, against what the bare client library needs for the same in
// the same run; and the round trips of both, counted on the line.
// schemad_bench_servers PLUGINS SERVER LARGE SMALL RUNS TARGET...: SERVER as tests/servers/servers.py describes it;
// LARGE: a database with the large project, or a file with its snapshot; SMALL: a database with a project without
// collections; TARGET: 2 x RUNS databases like SMALL, changed by this.
// schemad_bench_servers --snapshot PLUGINS SERVER LARGE: prints that snapshot, for the vendors that have no LARGE.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/formats/formats.hpp"
#include "engine/plan/plan.hpp"
#include "engine/plan/sql_text.hpp"
#include "engine/project.hpp"
#include "tests/bench/counting_proxy.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/one_field_more.hpp"
#include "tests/bench/raw_client.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::bench {

namespace {

namespace json = boost::json;
constexpr const char* version = "11.17.4";

std::string text_of(const json::object& o, const char* key) { return std::string(o.at(key).as_string()); }

class Bench {
public:
    Bench(std::shared_ptr<const Vendor> vendor, json::object server, int runs)
        : vendor_(std::move(vendor)), server_(std::move(server)), runs_(runs), name_(text_of(server_, "vendor")) {}

    Project open(const std::string& database, int port = 0) const {
        ProjectOptions options;
        options.name = "bench";
        options.connection = settings(database, port);
        options.directus_version = version;
        return {options, vendor_};
    }

    void snapshot(const std::string& database) const {
        auto project = open(database);
        const auto client = raw_client(server_, database);
        const auto queries = bare_queries(name_, database);
        std::vector<double> ours, plain, floor;
        std::size_t bytes = 0;
        for (int i = -1; i < 9; ++i) { // one after the other, so that a slow moment of the machine meets both
            const auto taken = timed(
                [&] {
                    json::monotonic_resource memory;
                    bytes += formats::write_json(project.snapshot({}, &memory)).size();
                },
                Clock::wall);
            const auto without_text = timed(
                [&] {
                    json::monotonic_resource memory;
                    project.snapshot({}, &memory);
                },
                Clock::wall);
            const auto bare = timed(
                [&] {
                    client->run("begin");
                    bytes += client->run_all(queries);
                    client->run("commit");
                },
                Clock::wall);
            if (i < 0) continue; // the server has it all in memory from now on
            ours.push_back(taken), plain.push_back(without_text), floor.push_back(bare);
        }
        if (bytes == 0) throw std::runtime_error("nothing was read");
        report("snapshot", middle(plain), "bare catalog and meta queries", middle(floor));
        report("snapshot, written as JSON", middle(ours), "bare catalog and meta queries", middle(floor));
        const auto cpu = median(5, [&] {
            json::monotonic_resource memory;
            project.snapshot({}, &memory);
        });
        const auto bare_cpu = median(5, [&] { client->run_all(queries); });
        report("snapshot, processor time of this process", cpu, "the same of the bare queries", bare_cpu);
        const auto connection = vendor_->open(settings(database));
        const auto inspect = median(
            5, [&] { connection->inspect(); }, Clock::wall);
        const auto catalog = median(
            5,
            [&] {
                client->run_all({queries.begin() + 3, queries.end()});
            },
            Clock::wall);
        report("inspect() alone", inspect, "bare catalog queries", catalog);
    }

    // Each pair of databases gets the same change: the first from us, the second from the bare client library.
    void apply(const char* what, const std::vector<std::string>& targets, const json::value& wanted) const {
        std::vector<double> ours, floor, with_reads;
        std::size_t statements = 0, checks = 0, left_out = 0;
        for (int i = 0; i < runs_; ++i) {
            const auto &here = targets[static_cast<std::size_t>(2 * i)],
                       &there = targets[static_cast<std::size_t>(2 * i + 1)];
            auto project = open(here);
            const auto payload = project.diff(wanted, {.force = true}).diff;
            if (!payload) throw std::runtime_error("nothing to apply");
            const auto sql = statements_of(there, *payload, checks);
            statements = sql.size();
            ours.push_back(
                timed([&] { left_out = project.apply(*payload, {.force = true}).left_out.size(); }, Clock::wall));
            const auto client = raw_client(server_, there);
            floor.push_back(timed(
                [&] {
                    client->run(name_ == "mysql" ? "set autocommit = 0" : "begin");
                    for (const auto& one : sql) client->run(one);
                    client->run("commit");
                },
                Clock::wall));
            const auto queries = bare_queries(name_, there);
            const auto read = median(
                3, [&] { client->run_all(queries); }, Clock::wall);
            with_reads.push_back(floor.back() + 2 * read);
        }
        report(what, middle(ours), "its statements, one by one", middle(floor));
        report("  the same", middle(ours), "and the model read before and after", middle(with_reads));
        std::printf("  %zu statements and %zu checks; %zu properties that the target has of its own\n", statements,
                    checks, left_out);
    }

    // How often the server is asked, with a connection that is open.
    std::uint64_t snapshot_round_trips(const std::string& database) const {
        CountingProxy proxy(text_of(server_, "host"), server_.at("port").to_number<std::uint16_t>());
        auto project = open(database, proxy.port());
        project.ping();
        const auto before = proxy.round_trips();
        project.snapshot();
        return proxy.round_trips() - before;
    }
    std::uint64_t apply_round_trips(const std::string& database, const json::value& wanted) const {
        CountingProxy proxy(text_of(server_, "host"), server_.at("port").to_number<std::uint16_t>());
        auto project = open(database, proxy.port());
        const auto payload = project.diff(wanted, {.force = true}).diff;
        if (!payload) throw std::runtime_error("nothing to apply");
        const auto before = proxy.round_trips();
        project.apply(*payload, {.force = true});
        return proxy.round_trips() - before;
    }

private:
    Settings settings(const std::string& database, int port = 0) const {
        return {{"host", text_of(server_, "host")},
                {"port", std::to_string(port ? port : server_.at("port").to_number<int>())},
                {"user", text_of(server_, "user")},
                {"password", text_of(server_, "password")},
                {"database", database},
                {"ssl_mode", "disable"}};
    }

    std::vector<std::string> statements_of(const std::string& database, const json::value& payload,
                                           std::size_t& checks) const {
        const model::Dialect spoken(version, std::string{vendor_->vendor_string()});
        const auto connection = vendor_->open(settings(database));
        connection->begin(SCHEMAD_BEGIN_READ);
        const auto model = snapshot::read_model(*connection, spoken, {}, {});
        connection->rollback();
        plan::ChangeSet changes(payload.at("diff").get_object(), model.snapshot.get_object());
        const auto plan = plan::make_plan(changes, model, *vendor_, spoken);
        const plan::SqlDialect dialect(*vendor_);
        std::vector<std::string> all;
        checks = 0;
        for (const auto& step : plan.steps)
            for (const auto& statement : step.statements) {
                if (statement.check)
                    ++checks;
                else
                    all.push_back(plan::sql_text(statement, dialect));
            }
        return all;
    }

    std::shared_ptr<const Vendor> vendor_;
    json::object server_;
    int runs_;
    std::string name_;
};

json::value snapshot_file(const std::string& file) {
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return formats::read_json(text, {});
}

int print_snapshot(char** argv) {
    const auto server = json::parse(argv[1]).as_object();
    const auto name = text_of(server, "vendor");
    PluginLoader loader(argv[0], {name}, [](auto&&...) {});
    std::cout << formats::write_json(Bench(loader.load(name), server, 1).open(argv[2]).snapshot());
    return 0;
}

int run(int argc, char** argv) {
    const std::string plugins = argv[1], large = argv[3], small = argv[4];
    const auto server = json::parse(argv[2]).as_object();
    const auto name = text_of(server, "vendor");
    const int runs = std::atoi(argv[5]);
    const std::vector<std::string> targets(argv + 6, argv + argc);
    if (runs < 1 || targets.size() != static_cast<std::size_t>(2 * runs)) return 2;
    PluginLoader loader(plugins, {name}, [](auto&&...) {});
    const Bench bench(loader.load(name), server, runs);

    const bool is_file = large.find('/') != std::string::npos;
    const auto wanted = is_file ? snapshot_file(large) : bench.open(large).snapshot();
    bench.apply("apply to an empty project", targets, wanted);
    const auto& measured = is_file ? targets[0] : large;
    bench.snapshot(measured);
    const auto current = bench.open(targets[0]).snapshot();
    const std::string type = name == "mysql" ? "varchar" : "character varying";
    bench.apply("apply of one field more in 50 collections", targets, one_field_more(current, 50, type));

    const auto few = bench.snapshot_round_trips(small), many = bench.snapshot_round_trips(measured);
    std::printf("round trips of a snapshot: %llu (none of 500 collections), %llu (all)\n",
                static_cast<unsigned long long>(few), static_cast<unsigned long long>(many));
    std::printf("round trips of an apply of 50 fields: %llu\n",
                static_cast<unsigned long long>(bench.apply_round_trips(targets[0], current)));
    return 0;
}

} // namespace

} // namespace schemad::bench

int main(int argc, char** argv) {
    const bool only_snapshot = argc == 5 && std::string_view(argv[1]) == "--snapshot";
    if (argc < 8 && !only_snapshot) return 2;
    try {
        if (only_snapshot) return schemad::bench::print_snapshot(argv + 2);
        return schemad::bench::run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "schemad_bench_servers: " << error.what() << '\n';
        return 1;
    }
}
