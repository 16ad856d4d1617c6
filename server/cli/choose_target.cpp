// SPDX-License-Identifier: Apache-2.0
#include "server/cli/choose_target.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "server/cli/local_peer.hpp"
#include "server/client/http_peer.hpp"
#include "server/config/units.hpp"
#include "server/ops/log.hpp"

namespace schemad::cli {
namespace {

constexpr std::size_t max_token_bytes = 8192; // of a JWT with much in it

std::optional<std::string> variable(const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

// The first line; errors name the file alone.
std::string token_in(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string token(max_token_bytes + 1, '\0');
    if (in) in.read(token.data(), static_cast<std::streamsize>(token.size()));
    if (!in && in.gcount() == 0) throw UsageError("the token file " + file + " cannot be read, or is empty");
    token.resize(static_cast<std::size_t>(in.gcount()));
    token.resize(std::min(token.find('\n'), token.size()));
    if (token.ends_with('\r')) token.pop_back();
    if (token.size() > max_token_bytes) throw UsageError("the token file " + file + " holds no token: it is too long");
    if (token.empty()) throw UsageError("the token file " + file + " begins with an empty line");
    return token;
}

bool is_url(const std::string& text) { return text.find("://") != std::string::npos; }

std::unique_ptr<Target> server_at(const std::string& url, const std::string& token, const Options& options,
                                  Streams& streams) {
    client::HttpPeerOptions chosen;
    chosen.url = url, chosen.token = token, chosen.ca_file = options.one("ca-file").value_or("");
    if (const auto timeout = options.one("timeout")) {
        const auto time = config::duration_of(*timeout);
        if (!time || time->count() < 1 || *time > std::chrono::hours{24})
            throw UsageError("--timeout takes a time such as 30s or 10m");
        chosen.timeout = *time;
    }
    auto peer = std::make_unique<client::HttpPeer>(std::move(chosen));
    if (token.empty())
        streams.err << "note: no token is given for " << peer->name() << "; --token-file or SCHEMAD_TOKEN names one\n";
    if (peer->is_plain_and_far())
        streams.err << "warning: the token travels to " << peer->name() << " unencrypted; is there no https://?\n";
    return std::make_unique<Target>(std::move(peer), false);
}

std::string names_of(const config::Config& config) {
    std::string all;
    for (const auto& [name, project] : config.projects) all += (all.empty() ? "" : ", ") + name;
    return all;
}

std::unique_ptr<Target> project_of(const std::optional<std::string>& wanted, const char* flag, const Options& options) {
    auto config = config::load(load_options(options)).config;
    // what the log tells a server's administrator is told here as an answer
    ops::set_level(ops::level_of(options.one("log-level").value_or("error")).value_or(ops::Level::error));
    if (!wanted && config.projects.size() != 1)
        throw UsageError("--" + std::string(flag) + " is missing: the configuration has " +
                         std::to_string(config.projects.size()) + " projects: " + names_of(config));
    const auto name = wanted.value_or(config.projects.begin()->first);
    if (!config.projects.contains(name))
        throw UsageError("there is no project \"" + name + "\" in the configuration; it has " + names_of(config));
    return std::make_unique<Target>(
        std::make_unique<LocalPeer>(std::move(config), name, "schemad-" + options.command().name), true);
}

} // namespace

std::vector<Flag> connection_flags() {
    auto flags = config_flags();
    std::erase_if(flags, [](const Flag& flag) { return flag.name == "listen"; });
    return with(std::move(flags), {{"ca-file", "FILE", "certificates (PEM) to believe instead of the system's"},
                                   {"timeout", "TIME", "for an answer of a server: 10m (default), 30s, ..."}});
}

std::vector<Flag> target_flags() {
    return with({{"project", "NAME", "the project of the configuration; needed where it has several"},
                 {"url", "URL", "or a server, schemad or Directus, as in https://host/shop (else $SCHEMAD_URL)"},
                 {"token-file", "FILE", "its first line is the token for the server (else $SCHEMAD_TOKEN)"}},
                connection_flags());
}

std::unique_ptr<Target> target_named(const std::string& name, const Options& options, Streams& streams,
                                     const char* token_flag, const char* token_variable) {
    if (!is_url(name)) return project_of(name, "project", options);
    const auto file = options.one(token_flag);
    return server_at(name,
                     file ? token_in(*file) : variable(token_variable).value_or(variable("SCHEMAD_TOKEN").value_or("")),
                     options, streams);
}

std::unique_ptr<Target> chosen_target(const Options& options, Streams& streams) {
    const auto url = options.one("url"), project = options.one("project");
    if (url && project) throw UsageError("--url and --project name two targets; give one of them");
    if (url && !is_url(*url))
        throw UsageError("--url takes https://host or http://host, with a path where there is one");
    if (url) return target_named(*url, options, streams, "token-file", "SCHEMAD_TOKEN");
    const auto named = variable("SCHEMAD_URL");
    if (named && !project)
        return server_at(*named,
                         options.one("token-file") ? token_in(*options.one("token-file"))
                                                   : variable("SCHEMAD_TOKEN").value_or(""),
                         options, streams);
    return project_of(project, "project", options);
}

} // namespace schemad::cli
