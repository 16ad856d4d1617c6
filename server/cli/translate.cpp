// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/translate.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "server/api/schema_query.hpp"
#include "server/cli/command.hpp"
#include "server/cli/document.hpp"
#include "server/cli/options.hpp"
#include "server/cli/projects.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {

namespace json = boost::json;

int translate(const Arguments& arguments, Streams& streams) {
    auto flags = config_flags();
    flags.push_back({"from", "FILE", "the snapshot, JSON or YAML, of any version and vendor or by hand"});
    flags.push_back({"to", "DIALECT", "version and vendor, as in 11.17.4/mysql, or one of the two"});
    flags.push_back({"export", "FORMAT", "json (default), yaml, or report: what became of each entity"});
    const Options options("translate",
                          "Prints a snapshot as an empty project of that version on that vendor would report it, with\n"
                          "what could not be carried over counted on the standard error stream. Needs no database.",
                          flags, arguments, streams.out);
    const auto needed = [&](const char* name) {
        const auto value = options.one(name);
        if (!value || value->empty())
            throw UsageError("--" + std::string(name) + " is missing; see `schemad translate --help`");
        return *value;
    };
    const auto from = needed("from"), to = needed("to"), format = options.one("export").value_or("json");
    if (format != "json" && format != "yaml" && format != "report")
        throw UsageError("--export takes json, yaml or report");

    auto load = load_options(options);
    load.projects_required = false;
    const auto config = config::load(load).config;
    const auto snapshot = document_of(from, config.documents);
    const auto* object = snapshot.if_object();
    const auto own = [&](const char* key) {
        return object ? std::string{model::text_of(*object, key)} : std::string{};
    };
    const auto name = api::dialect_named(to, own("directus"), own("vendor"));
    if (name.vendor.empty()) throw UsageError("--to needs a vendor, as the snapshot names none");
    const auto allow = config.plugins.allow.empty() ? vendors_in(config.plugins.directory) : config.plugins.allow;
    PluginLoader loader(config.plugins.directory, allow, {});
    const auto vendor = loader.load(name.vendor);
    const model::Dialect dialect(name.version, std::string{vendor->vendor_string()});
    auto made = use_cases::in_dialect(snapshot, dialect, *vendor);
    streams.err << "schemad: " << dialect.version() << "/" << dialect.vendor() << ": " << made.report.summary() << '\n';
    const json::value data(format == "report" ? json::value(made.report.document()) : std::move(*made.snapshot));
    streams.out << (format == "yaml" ? formats::write_yaml(&data) : formats::write_json_indented(data) + "\n");
    return 0;
}

} // namespace schemad::cli
