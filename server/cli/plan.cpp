// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <fstream>
#include <system_error>

#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/use_cases/offline_plan.hpp"
#include "server/cli/command.hpp"
#include "server/cli/options.hpp"
#include "server/config/vendor_names.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string bytes_of(const std::string& path, const formats::Limits& limits) {
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    std::string bytes(limits.max_bytes + 1, '\0');
    if (in) in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad() || (!in && in.gcount() == 0 && errno))
        throw std::runtime_error(path + " cannot be read: " + std::generic_category().message(errno));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > limits.max_bytes)
        throw std::runtime_error(path + " is larger than " + std::to_string(limits.max_bytes) + " bytes");
    return bytes;
}

// JSON or YAML, told by its first character; with or without the envelope of an answer.
json::value snapshot_of(const std::string& path, const formats::Limits& limits) {
    const auto bytes = bytes_of(path, limits);
    try {
        const auto first = bytes.find_first_not_of(" \t\r\n");
        auto value = first != std::string::npos && bytes[first] == '{'
                         ? formats::read_json(bytes, limits, true)
                         : formats::read_yaml(bytes, limits).value_or(json::value(nullptr));
        auto* object = value.if_object();
        auto* data = object && object->size() == 1 ? object->if_contains("data") : nullptr;
        return data ? json::value(std::move(*data)) : value;
    } catch (const formats::ParseError& error) { throw std::runtime_error(path + ": " + error.what()); }
}

} // namespace

int plan(const Arguments& arguments, Streams& streams) {
    auto flags = config_flags();
    flags.push_back({"from", "FILE", "the snapshot of the target as it is, JSON or YAML"});
    flags.push_back({"to", "FILE", "the snapshot of what is wished"});
    flags.push_back({"vendor", "NAME", "the target's vendor, as in postgres"});
    flags.push_back({"mode", "MODE", "mirror (default): what --to does not list goes; merge: nothing goes"});
    flags.push_back({"export", "FORMAT", "json (default) or sql: a script for the vendor's shell"});
    flags.push_back({"force", "", "--to may be of another version or vendor"});
    const Options options("plan",
                          "Prints what an apply would do, from two snapshots and without a database. What only the\n"
                          "database knows is told in the warnings.",
                          flags, arguments, streams.out);
    const auto needed = [&](const char* name) {
        const auto value = options.one(name);
        if (!value || value->empty())
            throw UsageError("--" + std::string(name) + " is missing; see `schemad plan --help`");
        return *value;
    };
    const auto from = needed("from"), to = needed("to"), vendor = config::vendor_of(needed("vendor"));
    const auto mode = options.one("mode").value_or("mirror"), format = options.one("export").value_or("json");
    if (mode != "mirror" && mode != "merge") throw UsageError("--mode takes mirror or merge");
    if (format != "json" && format != "sql") throw UsageError("--export takes json or sql");

    auto load = load_options(options);
    load.projects_required = false;
    const auto config = config::load(load).config;
    const auto& allow = config.plugins.allow;
    PluginLoader loader(config.plugins.directory, allow.empty() ? std::vector{vendor} : allow, {});
    const auto plugin = loader.load(vendor);
    const auto before = snapshot_of(from, config.documents), after = snapshot_of(to, config.documents);
    const auto made = use_cases::plan_offline(
        {before, after, mode == "merge" ? DiffMode::merge : DiffMode::mirror, options.has("force")}, *plugin);
    if (format == "sql" && !made.script.fault.empty())
        throw invalid_payload("The plan cannot be a script. " + made.script.fault);
    streams.out << (format == "sql" ? made.script.text
                                    : formats::write_json_indented(json::value(made.document)) + "\n");
    return 0;
}

} // namespace schemad::cli
