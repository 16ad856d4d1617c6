// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/formats.hpp"
#include "server/cli/carry_out.hpp"
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/printable.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value && value->is_string()) return one_line(std::string_view(value->get_string()));
    return value ? one_line(formats::write_json(*value)) : std::string();
}

void tell_what_stays_lost(const json::object& way, std::ostream& err) {
    if (const auto* lost = way.if_contains("lost"); lost && lost->is_array())
        for (const auto& one : lost->get_array())
            if (const auto* object = one.if_object())
                err << "comes back without its data: " << text_in(*object, "entity") << " ("
                    << text_in(*object, "count") << ' ' << text_in(*object, "what") << ")\n";
    if (const auto* warnings = way.if_contains("warnings"); warnings && warnings->is_array())
        for (const auto& one : warnings->get_array())
            if (one.is_string()) err << "note: " << one_line(std::string_view(one.get_string())) << '\n';
}

int revert(const Options& options, Streams& streams) {
    const auto target = chosen_target(options, streams);
    const auto way = target->revert(*options.operand());
    const auto proposal = proposal_of(*target, way.diff);
    if (options.has("dry-run")) {
        show(proposal, *target, options, streams);
        tell_what_stays_lost(way.diff, streams.err);
        return proposal.refused.empty() ? 0 : 3;
    }
    if (!options.has("quiet")) {
        show_text(proposal, target->name(), streams.err_is_terminal, streams.err);
        tell_what_stays_lost(way.diff, streams.err);
    }
    if (!proposal.nothing()) carry_out(proposal, *target, options, streams, {.asks_always = true});
    return 0;
}

} // namespace

Command revert_command() {
    return {"revert",
            "lead a model back to how it was before an entry of the history",
            "Shows the way back over that entry and all since, asks, and takes it. Data that was\n"
            "destroyed does not come back.",
            with(with(with({{"dry-run", "", "only show it"}}, show_flags()),
                      with(apply_flags(), {{"yes", "", "do not ask where nothing is destroyed"}})),
                 target_flags()),
            revert,
            {{"ENTRY", "its number, as `schemad history` lists it"}},
            {{"schemad revert --dry-run 12", "what would be done"},
             {"schemad revert --yes 12", "unasked, unless data would be destroyed"}}};
}

} // namespace schemad::cli
