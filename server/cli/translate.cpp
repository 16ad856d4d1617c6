// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/translate.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "server/api/schema_query.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/document.hpp"
#include "server/cli/options.hpp"
#include "server/cli/vendor_plugin.hpp"

namespace schemad::cli {

namespace json = boost::json;

namespace {

int translate(const Options& options, Streams& streams) {
    const auto from = options.needed("from"), to = options.needed("to"),
               format = options.one("export").value_or("json");

    auto load = load_options(options);
    load.projects_required = false;
    const auto config = config::load(load).config;
    const auto snapshot = snapshot_of(from, config.documents, streams.in);
    const auto* object = snapshot.if_object();
    const auto own = [&](const char* key) {
        return object ? std::string{model::text_of(*object, key)} : std::string{};
    };
    const auto name = api::dialect_named(to, own("directus"), own("vendor"));
    if (name.vendor.empty()) throw UsageError("--to needs a vendor, as the snapshot names none");
    const auto vendor = plugin_of(name.vendor, config);
    const model::Dialect dialect(name.version, std::string{vendor->vendor_string()});
    auto made = use_cases::in_dialect(snapshot, dialect, *vendor, {}, vendor_names_of(any_plugin_of(config, nullptr)));
    streams.err << "schemad: " << dialect.version() << "/" << dialect.vendor() << ": " << made.report.summary() << '\n';
    const json::value data(format == "report" ? json::value(made.report.document()) : std::move(*made.snapshot));
    streams.out << (format == "yaml" ? formats::write_yaml(&data) : formats::write_json_indented(data) + "\n");
    return 0;
}

} // namespace

Command translate_command() {
    return {
        "translate",
        "write a snapshot as another version or vendor would, without a database",
        "Prints a snapshot as an empty project of that version on that vendor would report it, with\n"
        "what could not be carried over counted on the standard error stream. Needs no database.",
        with(config_flags(),
             {{"from", "FILE",
               "the snapshot, JSON, YAML or a tree, of any version and vendor or by hand; - is standard input"},
              {"to", "DIALECT", "version and vendor, as in 11.17.4/mysql, or one of the two"},
              {"export",
               "FORMAT",
               "json (default), yaml, or report: what became of each entity",
               false,
               {"json", "yaml", "report"}}}),
        translate,
        {},
        {{"schemad translate --from model.yaml --to 11.17.4/mysql > mysql.json", "for a Directus 11.17.4 on MySQL"}}};
}

} // namespace schemad::cli
