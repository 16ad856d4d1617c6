// SPDX-License-Identifier: Apache-2.0
#include "server/cli/carry_out.hpp"

#include <string>

#include "server/cli/options.hpp"
#include "server/cli/printable.hpp"
#include "server/cli/progress_bar.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool says_yes(const std::string& question, Streams& streams) {
    streams.err << question << " Only yes goes on: " << std::flush;
    std::string answer;
    for (char c = 0; answer.size() < 16 && streams.in.get(c) && c != '\n';) answer += c;
    return answer == "yes";
}

// Throws Refused where it is not wanted.
void agree(const Proposal& proposal, const Target& target, const Options& options, Streams& streams,
           const CarryOut& how) {
    const bool destroys = proposal.changes.destroys();
    if (destroys ? options.has("allow-destroy") : !how.asks_always || options.has("yes")) return;
    const auto* flag = destroys ? "--allow-destroy" : "--yes";
    const auto would = destruction_in_words(proposal.changes);
    if (how.in_is_used || !streams.in_is_terminal || !streams.err_is_terminal)
        throw Refused("nothing was changed, as " + (destroys ? would : "nobody has agreed to it") + "; " + flag +
                      " agrees to that");
    const auto question =
        "Apply it to " + one_line(target.name()) + (destroys ? ", although " + would : std::string()) + '?';
    if (!says_yes(question, streams)) throw Refused("nothing was changed");
}

void tell(const json::object& report, const Proposal& proposal, const Target& target, Streams& streams) {
    const auto* done = report.if_contains("done");
    streams.err << one_line(target.name()) << ": applied, ";
    if (done && done->is_array())
        streams.err << counted_in_words(done->get_array().size(), "step", "steps");
    else
        streams.err << counts_in_words(proposal.changes);
    const auto* entry = report.if_contains("entry");
    if (entry && entry->is_int64()) streams.err << "; entry " << entry->get_int64() << " of the history";
    streams.err << '\n';
    const auto* left = report.if_contains("left_out");
    if (!left || !left->is_array()) return;
    for (const auto& value : left->get_array()) {
        const auto* one = value.if_object();
        if (!one) continue;
        const auto field = text_in(*one, "field"), property = text_in(*one, "property");
        streams.err << "left out: " << one_line(text_in(*one, "collection")) << (field.empty() ? "" : ".")
                    << one_line(field) << (property.empty() ? "" : ", ") << one_line(property) << ": "
                    << one_line(text_in(*one, "reason")) << '\n';
    }
}

} // namespace

std::vector<Flag> apply_flags() {
    return {{"allow-destroy", "", "do not ask before data is destroyed"},
            {"verify", "HOW", "scratch: try it in a copy of the structure first", false, {"scratch"}},
            {"quiet", "", "say nothing but what fails"}};
}

std::size_t carry_out(const Proposal& proposal, Target& target, const Options& options, Streams& streams,
                      const CarryOut& how) {
    if (!proposal.refused.empty()) throw Refused(proposal.refused);
    if (proposal.changes.blocked)
        throw Refused("nothing was changed: rows or settings are in the way, as shown by `schemad diff`");
    agree(proposal, target, options, streams, how);
    ApplyChoice choice;
    choice.force = options.has("force");
    choice.try_in_scratch = options.has("verify");
    if (proposal.plan) choice.confirm = text_in(*proposal.plan, "id"); // this plan, and no other, was agreed to
    const bool quiet = options.has("quiet");
    json::object report;
    {
        ProgressBar bar(streams.err, quiet                     ? ProgressBar::Kind::none
                                     : streams.err_is_terminal ? ProgressBar::Kind::bar
                                                               : ProgressBar::Kind::lines);
        report = target.apply(proposal.diff, choice, [&](const json::object& job) { bar.show(job); });
    }
    if (!quiet) tell(report, proposal, target, streams);
    const auto* left = report.if_contains("left_out");
    return left && left->is_array() ? left->get_array().size() : 0;
}

} // namespace schemad::cli
