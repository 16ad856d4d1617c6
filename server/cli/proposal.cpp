// SPDX-License-Identifier: Apache-2.0
#include "server/cli/proposal.hpp"

#include <utility>

#include "engine/formats/formats.hpp"
#include "server/cli/document.hpp"
#include "server/cli/options.hpp"
#include "server/cli/printable.hpp"
#include "server/cli/render.hpp"

namespace schemad::cli {

namespace json = boost::json;

namespace {

constexpr std::size_t most_told = 20; // of what a translation could not carry over

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

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
    const auto* records = made.diff.if_contains("configuration");
    made.changes = changes_of(inner ? *inner : json::object(), made.plan ? &*made.plan : nullptr,
                              records ? records->if_object() : nullptr);
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
    const auto has_some = [&](std::string_view what) {
        const auto at = compared.translation.find(what);
        return at != std::string::npos && !compared.translation.substr(at + what.size()).starts_with('0');
    };
    if (!has_some("lossy=") && !has_some("left-out=") && !has_some("added=")) return;
    streams.err << "translated: " << one_line(compared.translation) << '\n';
    const auto* report = compared.diff.if_contains("translation");
    const auto* entities = report && report->is_object() ? report->get_object().if_contains("entities") : nullptr;
    if (!entities || !entities->is_array()) return;
    std::size_t told = 0, more = 0;
    for (const auto& value : entities->get_array()) {
        const auto* entity = value.if_object();
        const auto outcome = entity ? text_in(*entity, "outcome") : std::string();
        if (outcome != "left out" && outcome != "lossy") continue;
        if (told == most_told) {
            ++more;
            continue;
        }
        ++told;
        const auto field = text_in(*entity, "field");
        streams.err << "  " << outcome << ": " << one_line(text_in(*entity, "collection")) << (field.empty() ? "" : ".")
                    << one_line(field);
        const char* between = ": ";
        if (const auto* details = entity->if_contains("details"); details && details->is_array())
            for (const auto& detail : details->get_array())
                if (detail.is_string())
                    streams.err << std::exchange(between, "; ") << one_line(std::string_view(detail.get_string()));
        streams.err << '\n';
    }
    if (more) streams.err << "  and " << more << " more; `schemad diff --json` has all\n";
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
