// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <ctime>
#include <thread>

#include <fmt/format.h>

#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/document.hpp"
#include "server/cli/printable.hpp"
#include "server/cli/proposal.hpp"
#include "server/cli/unsettled.hpp"
#include "server/config/units.hpp"

namespace schemad::cli {
namespace {

std::string time_text() {
    const auto now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
}

struct Look {
    std::string state; // another one: something else is to be told
    Proposal proposal;
};

// The file is read again each time: it may be a working copy that is pulled.
Look look(Target& target, const std::string& path, const Options& options, Streams& streams) {
    const auto snapshot = snapshot_of(path, {}, streams.in);
    auto compared = target.diff(snapshot, diff_choice_of(options));
    if (!compared.differs()) return {"same", {}};
    auto state = boost::json::serialize(compared.diff.at("diff"));
    Proposal proposal;
    proposal.diff = std::move(compared.diff);
    const auto* inner = proposal.diff.at("diff").if_object();
    proposal.changes = changes_of(inner ? *inner : boost::json::object(), nullptr);
    return {std::move(state), std::move(proposal)};
}

void tell(const Look& seen, Target& target, const Options& options, Streams& streams) {
    if (options.has("quiet")) return;
    tell_unsettled(target, options, streams);
    if (seen.proposal.nothing())
        streams.out << one_line(target.name()) << ": as the files say.\n";
    else {
        streams.out << "has drifted; what would lead back to the files:\n";
        show(seen.proposal, target, options, streams);
    }
    streams.out << std::flush;
}

int watch(const Options& options, Streams& streams) {
    const auto path = *options.operand();
    const auto interval = config::duration_of(options.one("interval").value_or("60s"));
    if (!interval || *interval < std::chrono::seconds{1} || *interval > std::chrono::hours{24 * 7})
        throw UsageError("--interval takes a time of at least a second, such as 30s or 10m");
    const bool once = options.has("once");
    if (!once && path == "-") throw UsageError("standard input can be read --once");
    const auto target = chosen_target(options, streams);
    std::string told;
    for (;;) {
        try {
            const auto seen = look(*target, path, options, streams);
            if (seen.state != told) {
                if (!once) streams.out << time_text();
                tell(seen, *target, options, streams);
            }
            told = seen.state;
            if (once) return seen.proposal.nothing() ? 0 : 1;
        } catch (const std::exception& error) {
            if (once) throw;
            const std::string why = error.what(); // a server that restarts is no reason to end
            if (why != told) streams.err << time_text() << why << std::endl;
            told = why;
        }
        std::this_thread::sleep_for(*interval);
    }
}

} // namespace

Command watch_command() {
    return {
        "watch",
        "say when a project drifts from its files",
        "Compares again and again, and tells when something begins to differ, differs otherwise, or\n"
        "is as the files say again. With --once the exit status tells: 0 as the files say, 1 drifted,\n"
        "2 failed.",
        with(with({{"once", "", "compare once and exit"},
                   {"interval", "TIME", "between two looks: 60s (default), 10m, ..."},
                   {"quiet", "", "say nothing; for --once"},
                   {"json", "", "the diff as a document"},
                   {"markdown", "", "as a table"}},
                  diff_flags()),
             target_flags()),
        watch,
        {{"FILE", "a snapshot or a tree"}},
        {{"schemad watch --once model/", "in a job that runs every night"},
         {"schemad watch --interval 5m --url https://cms.example --token-file token model/", "until it is stopped"}},
        true};
}

} // namespace schemad::cli
