// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <future>
#include <map>
#include <thread>
#include <vector>

#include "server/api/apply_jobs.hpp"
#include "server/cli/beside.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"
#include "server/cli/projects.hpp"
#include "server/cli/stopper.hpp"
#include "server/config/units.hpp"
#include "server/http/server.hpp"
#include "server/ops/access_log.hpp"
#include "server/ops/file_limit.hpp"
#include "server/ops/housekeeping.hpp"
#include "server/ops/log.hpp"
#include "server/ops/signals.hpp"

namespace schemad::cli {
namespace {

struct Attached {
    Attached(Stopper& to, http::Server& server, api::ApplyJobs& jobs) : stopper(to) { stopper.attach(&server, &jobs); }
    ~Attached() { stopper.attach(nullptr, nullptr); }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;
    Stopper& stopper;
};

constexpr std::chrono::seconds housekeeping_every{15};
// At the latest: what a crash left half done is settled before the first answer, where the databases answer soon.
constexpr std::chrono::seconds answers_after{1};

void look_at(const std::string& name, const api::ProjectEntry& entry) {
    try {
        entry.service->ping();
        entry.service->require_version();
        entry.service->recover({}, {});
        ops::log(ops::Level::info, "project is ready", {{"project", name}, {"vendor", entry.service->vendor()}});
    } catch (const std::exception& error) {
        ops::log(ops::Level::error, "project does not answer", {{"project", name}, {"reason", error.what()}});
    }
}

// Says early what would otherwise be found by the first request, and settles what a crash left in the middle. No
// project waits for another.
void look_at_projects(const std::map<std::string, api::ProjectEntry>& projects) {
    beside_each_other(projects, [](const auto& entry) { look_at(entry.first, entry.second); });
}

// Connections of clients, and of the projects to their databases with the files that those have open.
void allow_what_is_configured(const config::Config& config) {
    std::size_t wanted = config.http.connections + 256;
    for (const auto& [name, project] : config.projects) wanted += project.max_connections * 8;
    if (const auto allowed = ops::allow_open_files(wanted); allowed < wanted)
        ops::log(ops::Level::warning, "fewer open files are allowed than the limits may need",
                 {{"allowed", allowed}, {"needed", wanted}});
}

std::string urls_of(const std::vector<http::Address>& addresses) {
    std::string all;
    for (const auto& address : addresses) all += (all.empty() ? "http://" : ", http://") + config::text_of(address);
    return all;
}

int serve(const Options& options, Streams& streams) {
    const auto loaded = config::load(load_options(options));
    const auto& config = loaded.config;
    ops::set_level(ops::level_of(config.log_level).value_or(ops::Level::info));
    ops::log(ops::Level::info, "configuration", {{"file", loaded.file.value_or("none")}});
    for (const auto& warning : loaded.warnings) ops::log(ops::Level::warning, warning);

    allow_what_is_configured(config);
    ops::return_large_blocks();
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN)); // a reader that went away is an error code, not the end
    Stopper stopper(config.shutdown_grace);
    const ops::SignalWatcher watcher([&](int number) { stopper.signalled(number); }); // before any other thread

    const auto loader = loader_of(config);
    auto app_options = app_options_with_projects(config, loader);
    const auto projects = app_options.projects;
    const auto jobs = app_options.jobs;
    stopper.watch(projects);
    http::Server server(config.listen, config.http, ops::with_access_log(api::make_app(std::move(app_options))));
    server.bind();
    const Attached attached(stopper, server, *jobs);
    const ops::Housekeeping housekeeping(housekeeping_every, [&] {
        for (const auto& [name, entry] : projects) entry.service->drop_what_is_idle();
    });
    std::promise<void> looked;
    const std::jthread looker([&] {
        look_at_projects(projects);
        looked.set_value();
    });
    streams.out << "schemad listening on " << urls_of(server.addresses()) << std::endl;
    static_cast<void>(looked.get_future().wait_for(answers_after));
    server.run();
    stopper.end_reads();
    jobs->finish(); // applies that go on without a connection
    ops::log(ops::Level::info, "stopped");
    return 0;
}

} // namespace

Command serve_command() {
    return {"serve",
            "answer requests until SIGTERM",
            "Answers requests until SIGTERM or SIGINT; what runs is then finished first.",
            config_flags(),
            serve,
            {},
            {{"schemad serve --config schemad.yaml", "answers for every project of the configuration"}}};
}

} // namespace schemad::cli
