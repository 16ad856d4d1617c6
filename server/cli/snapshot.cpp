// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/formats.hpp"
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/model_tree.hpp"
#include "server/cli/unsettled.hpp"
#include "server/cli/whole_file.hpp"

namespace schemad::cli {
namespace {

std::string query_of(const Options& options) {
    std::string query;
    const auto add = [&](const char* key, const std::string& value) {
        query += (query.empty() ? "" : "&") + std::string(key) + '=' + percent_encoded(value);
    };
    for (const auto& name : options.all("include")) add("includeCollections[]", name);
    for (const auto& name : options.all("exclude")) add("excludeCollections[]", name);
    if (const auto as = options.one("as")) add("as", *as);
    return query;
}

int snapshot(const Options& options, Streams& streams) {
    const auto path = options.operand().value_or("-");
    const bool tree = means_tree(path);
    const auto query = query_of(options);
    if (tree && (options.has("include") || options.has("exclude")))
        throw UsageError("a tree is the whole model: --include and --exclude are for one file");
    auto format = options.one("format").value_or(path.ends_with(".json") ? "json" : "yaml");
    if (tree && format != "yaml") throw UsageError("the files of a tree are YAML");
    const auto target = chosen_target(options, streams);
    if (tree) {
        const auto model = target->snapshot(query);
        tell_unsettled(*target, options, streams);
        const auto written = write_tree(path, model);
        if (!options.has("quiet"))
            streams.err << path << ": " << written.files << " files, " << written.written << " written, "
                        << written.removed << " removed\n";
        return 0;
    }
    auto text = target->written_snapshot(format, query);
    tell_unsettled(*target, options, streams);
    if (!text.ends_with('\n')) text += '\n';
    if (path == "-")
        streams.out << text;
    else
        write_whole(path, text);
    return 0;
}

} // namespace

Command snapshot_command() {
    return {
        "snapshot",
        "write the model of a project or server to a file or a tree of files",
        "Writes the model to a file, to standard output, or to a folder with one file for each\n"
        "collection, made for git: files whose collection is gone are removed, others never touched.",
        with({{"format", "FORMAT", "yaml (default) or json, as the file's name says", false, {"yaml", "json"}},
              {"include", "COLLECTION", "only this collection; may be repeated", true},
              {"exclude", "COLLECTION", "all but this collection; may be repeated", true},
              {"as", "DIALECT", "in the words of another version and vendor, as in 11.17.4/mysql"},
              {"quiet", "", "say nothing but what fails"}},
             target_flags()),
        snapshot,
        {{"OUT", "a file; a folder (there already, or with a slash at its end); - is standard output", false}},
        {{"schemad snapshot > model.yaml", "the model of the only project that is configured"},
         {"schemad snapshot --project shop model/", "a tree of files"},
         {"schemad snapshot --url https://cms.example --token-file token model.yaml", "of any Directus or schemad"}}};
}

} // namespace schemad::cli
