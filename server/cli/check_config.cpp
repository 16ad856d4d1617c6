// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>

#include "server/cli/beside.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"
#include "server/cli/plugin_files.hpp"
#include "server/cli/projects.hpp"
#include "server/config/reader.hpp"
#include "server/config/units.hpp"
#include "server/config/vendor_names.hpp"
#include "server/ops/redact.hpp"

namespace schemad::cli {
namespace {

// Settings that hold no secret on any vendor; everything else is masked, also what a future vendor brings.
constexpr std::array<std::string_view, 8> shown{"filename", "host",   "port",   "user",
                                                "database", "schema", "create", "socket"};

struct SeenVersion {
    std::string text, remark; // as what it would be spoken to; what is wrong, or in doubt
    bool wrong = false;
};

SeenVersion version_of(const config::Project& project, PluginLoader& loader) {
    auto options = options_of(project);
    std::erase_if(options.connection, [](const auto& setting) { return setting.first == "create"; }); // only to look
    SeenVersion seen;
    options.on_version = [&](const std::string& version, const std::string& said, bool contradicts) {
        seen = {"Directus " + version + (project.directus_version.empty() ? " (as its database tells)" : ""), said,
                contradicts};
    };
    try {
        Project asked(std::move(options), loader.load(project.vendor));
        asked.ping();
        asked.require_version();
    } catch (const std::exception&) {} // the server may come up later, or be out of reach from here
    if (seen.text.empty())
        seen.text = "Directus " + (project.directus_version.empty()
                                       ? std::string{model::newest_version} + ", unless its database tells otherwise"
                                       : project.directus_version);
    return seen;
}

std::map<std::string, SeenVersion> versions_of(const config::Config& config) {
    std::map<std::string, SeenVersion> seen;
    for (const auto& [name, project] : config.projects) seen[name];
    const auto loader = loader_of(config);
    beside_each_other(seen, [&](auto& mine) { mine.second = version_of(config.projects.at(mine.first), *loader); });
    return seen;
}

void write_project(std::ostream& out, const config::Project& project, const std::string& version) {
    out << "  " << project.name << ": " << project.vendor << " (";
    bool first = true;
    for (const auto& [key, value] : project.connection) {
        const bool open = std::find(shown.begin(), shown.end(), key) != shown.end();
        out << (first ? "" : ", ") << key << ' ' << (open ? value : "***");
        first = false;
    }
    out << "), as " << version << ", " << project.tokens.size() << " tokens, at most " << project.max_connections
        << " connections" << (project.secret.empty() ? "" : ", secret ***");
    if (!project.protected_names.empty()) out << ", " << project.protected_names.size() << " protected";
    if (!project.ignored_names.empty()) out << ", " << project.ignored_names.size() << " ignored";
    out << '\n';
}

// What each plugin says of its projects' settings.
class PluginAsker {
public:
    explicit PluginAsker(const config::Config& config)
        : directory_(config.plugins.directory), loader_(loader_of(config)), there_(vendors_in(directory_)) {}

    void ask(const config::Project& project) {
        if (!config::is_vendor_name(project.vendor) || project.connection.empty()) return; // that was said already
        const auto vendor = loaded(project);
        if (!vendor) return;
        auto settings = project.connection;
        const auto known = vendor->known_settings();
        const std::vector<std::string_view> names(known.begin(), known.end());
        bool whole = known.empty() || std::erase_if(settings, [&](const auto& setting) {
                                          return is_unknown(project, setting.first, names);
                                      }) == 0;
        while (const auto wrong = wrong_setting(project, *vendor, settings, whole)) { // a plugin tells the first one
            std::erase_if(settings, [&](const auto& setting) { return setting.first == *wrong; });
            whole = false;
        }
        if (!whole || refused_) return;
        const auto target = vendor->target_of(settings);
        if (target.empty()) return;
        const auto [first, alone] = targets_.emplace(project.vendor + ' ' + target, project.name);
        if (!alone)
            warnings.push_back("projects." + project.name + ".connection leads to the database of projects." +
                               first->second + ": two projects on one database");
    }

    std::vector<std::string> problems, warnings;

private:
    void problem(const config::Project& project, const std::string& key, const std::string& what) {
        const auto place = project.places.find(key);
        problems.push_back((place == project.places.end() ? std::string() : place->second + ": ") + "projects." +
                           project.name + what);
    }

    // Says what the plugin says of the settings; the one whose value is wrong, where it names one ("the setting port
    // has to be ..."). What is missing from settings that are not whole may be what is misspelled.
    std::optional<std::string> wrong_setting(const config::Project& project, const Vendor& vendor,
                                             const Settings& settings, bool whole) {
        refused_ = false;
        try {
            vendor.check_settings(settings);
        } catch (const VendorError& wrong) {
            refused_ = true;
            const std::string_view said = wrong.what();
            for (const auto& [key, value] : settings)
                if (said.starts_with("the setting " + key + " ")) {
                    problem(project, "connection." + key, ".connection: " + ops::redacted(wrong.what()));
                    return key;
                }
            if (whole) problem(project, "connection", ".connection: " + ops::redacted(wrong.what()));
        }
        return std::nullopt;
    }

    std::shared_ptr<const Vendor> loaded(const config::Project& project) {
        try {
            return loader_->load(project.vendor);
        } catch (const PluginError& error) {
            if (error.reason == PluginError::Reason::not_found &&
                std::find(there_.begin(), there_.end(), project.vendor) != there_.end()) {
                problem(project, "vendor",
                        ".vendor: the plugin \"" + project.vendor + "\" in " + directory_ +
                            " is a link to a file that is not there");
            } else if (error.reason == PluginError::Reason::not_found && !there_.empty()) {
                const std::vector<std::string_view> names(there_.begin(), there_.end());
                std::string all;
                for (const auto name : names) all.append(all.empty() ? "" : ", ").append(name);
                const auto near = config::is_without_plugin(project.vendor) ? std::string_view()
                                                                            : config::nearest(project.vendor, names);
                problem(project, "vendor",
                        ".vendor: there is no plugin \"" + project.vendor + "\" in " + directory_ +
                            (near.empty() ? "" : "; did you mean \"" + std::string(near) + "\"?") +
                            " (expected one of: " + all + ")");
            } else if (error.reason == PluginError::Reason::not_found) {
                warnings.push_back("projects." + project.name + ": its settings were not looked at: " + error.what());
            } else if (error.reason != PluginError::Reason::not_allowed) { // that was said already
                problem(project, "vendor", ".vendor: " + std::string(error.what()));
            }
            return nullptr;
        }
    }

    bool is_unknown(const config::Project& project, const std::string& key, std::span<const std::string_view> known) {
        if (std::find(known.begin(), known.end(), key) != known.end()) return false;
        std::string all;
        for (const auto name : known) all.append(all.empty() ? "" : ", ").append(name);
        const auto near = config::nearest(key, known);
        problem(project, "connection." + key,
                ".connection: " + project.vendor + " knows no setting \"" + key + '"' +
                    (near.empty() ? "" : "; did you mean \"" + std::string(near) + "\"?") +
                    " (expected one of: " + all + ")");
        return true;
    }

    bool refused_ = false; // by the plugin, the last settings that it was asked about
    std::string directory_;
    std::shared_ptr<PluginLoader> loader_;
    std::vector<std::string> there_;
    std::map<std::string, std::string> targets_; // and the project that has it
};

int check_config(const Options& options, Streams& streams) {
    const auto load = load_options(options);
    std::vector<std::string> problems; // of one run, so that nobody mends one and meets the next
    const auto loaded = config::read(load, problems);
    const auto& config = loaded.config;
    PluginAsker asker(config);
    for (const auto& [name, project] : config.projects) asker.ask(project);
    std::map<std::string, SeenVersion> versions;
    if (problems.empty() && asker.problems.empty()) versions = versions_of(config);
    for (const auto& [name, seen] : versions)
        if (seen.wrong)
            problems.push_back("projects." + name + ".directus_version: " + seen.remark);
        else if (!seen.remark.empty())
            asker.warnings.push_back("projects." + name + ": " + seen.remark);
    for (const auto& warning : loaded.warnings) streams.err << "warning: " << warning << '\n';
    for (const auto& warning : asker.warnings) streams.err << "warning: " << warning << '\n';
    problems.insert(problems.end(), asker.problems.begin(), asker.problems.end());
    config::put_in_order(problems, loaded.file);
    if (!problems.empty()) throw config::ConfigError(std::move(problems));
    streams.out << (loaded.file ? "file: " + *loaded.file : no_file(load)) << "\nlisten:";
    for (const auto& address : config.listen) streams.out << ' ' << config::text_of(address);
    streams.out << "\nplugins: " << config.plugins.directory << "\nlog_level: " << config.log_level << "\nprojects:\n";
    for (const auto& [name, project] : config.projects) write_project(streams.out, project, versions[name].text);
    streams.out << "The configuration is all right.\n";
    return 0;
}

} // namespace

Command check_config_command() {
    return {"check-config", "say whether the configuration is right, and what is wrong with it",
            "Reads file, environment and flags as `serve` does, asks each plugin about its settings, and\n"
            "each database that answers which version of Directus it is of. Exit status 0: all right, and\n"
            "what they say together is shown, without secrets; 1: every problem is named with its place.",
            config_flags(), check_config};
}

} // namespace schemad::cli
