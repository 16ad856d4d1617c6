// SPDX-License-Identifier: Apache-2.0
#include "server/cli/proposal.hpp"

#include "engine/formats/formats.hpp"
#include "server/cli/document.hpp"
#include "server/cli/options.hpp"
#include "server/cli/printable.hpp"
#include "server/cli/render.hpp"

namespace schemad::cli {

namespace json = boost::json;

Proposal proposal_of(Target& target, json::object diff, const PlanChoice& choice) {
    Proposal made;
    made.diff = std::move(diff);
    if (made.nothing()) return made;
    try {
        made.plan = target.plan(made.diff, choice.force, choice.try_in_scratch);
    } catch (const TargetRefused& refused) {
        if (refused.code != "FORBIDDEN") made.refused = refused.what();
        // a token that may compare and apply need not be one that may plan: nothing is counted then
    }
    const auto* inner = made.diff.at("diff").if_object();
    made.changes = changes_of(inner ? *inner : json::object(), made.plan ? &*made.plan : nullptr);
    return made;
}

std::vector<Flag> show_flags() {
    return {{"json", "", "the diff with its plan as a document, which `schemad apply` takes"},
            {"markdown", "", "a table for a comment on a pull request"},
            {"sql", "", "the plan as a script for the shell of the database"}};
}

std::vector<Flag> diff_flags() {
    return {{"mode",
             "MODE",
             "mirror (default): what the file does not list goes; merge: nothing goes",
             false,
             {"mirror", "merge"}},
            {"force", "", "whatever version, vendor or hash the file has"},
            {"no-translate", "", "compare letter for letter, as Directus does, instead of what is meant"}};
}

DiffChoice diff_choice_of(const Options& options) {
    return {options.one("mode") == "merge", options.has("force"), !options.has("no-translate")};
}

void show_text(const Proposal& proposal, const std::string& target, bool is_terminal, std::ostream& out) {
    if (proposal.nothing()) {
        out << one_line(target) << ": nothing differs.\n";
        return;
    }
    out << one_line(target) << ":\n\n";
    write_text(proposal.changes, look_of(is_terminal), out);
}

void show(const Proposal& proposal, Target& target, const Options& options, Streams& streams) {
    const bool as_json = options.has("json"), as_markdown = options.has("markdown"), as_sql = options.has("sql");
    if (as_json + as_markdown + as_sql > 1) throw UsageError("--json, --markdown and --sql exclude each other");
    if (as_sql) {
        if (!proposal.nothing()) streams.out << target.script(proposal.diff, options.has("force"));
    } else if (as_markdown) {
        write_markdown(proposal.changes, target.name(), streams.out);
        if (!proposal.refused.empty())
            streams.out << "\nIt cannot be applied:\n\n    " << one_line(proposal.refused) << '\n';
    } else if (as_json) {
        auto document = proposal.diff;
        if (proposal.nothing()) document = {{"hash", nullptr}, {"diff", nullptr}};
        if (proposal.plan) document["plan"] = *proposal.plan;
        if (!proposal.refused.empty()) document["refused"] = proposal.refused;
        streams.out << formats::write_json_indented(json::value(std::move(document))) << '\n';
    } else {
        show_text(proposal, target.name(), streams.out_is_terminal, streams.out);
        if (!proposal.refused.empty()) streams.out << "It cannot be applied. " << one_line(proposal.refused) << '\n';
    }
}

void tell_translation(const Compared& compared, Streams& streams) {
    // what is the same, or spelled otherwise, is nobody's news
    for (const auto* what : {"lossy=", "left-out=", "added="}) {
        const auto at = compared.translation.find(what);
        if (at == std::string::npos || compared.translation.substr(at + std::string_view(what).size()).starts_with('0'))
            continue;
        streams.err << "translated: " << one_line(compared.translation) << '\n';
        return;
    }
}

Compared compared_with(Target& target, const std::string& path, const Options& options, Streams& streams) {
    auto document = document_of(path, {}, streams.in);
    if (is_diff(document)) {
        Compared compared;
        if (document.at("diff").is_object()) compared.diff = std::move(document.get_object());
        return compared;
    }
    document = checked_snapshot(std::move(document), path);
    return target.diff(document, diff_choice_of(options));
}

} // namespace schemad::cli
