// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/formats/formats.hpp"
#include "server/cli/changes.hpp"
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/printable.hpp"
#include "server/cli/render.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value && value->is_string()) return one_line(std::string_view(value->get_string()));
    return value && value->is_number() ? formats::write_json(*value) : std::string();
}

void write_entry_line(const json::object& entry, std::ostream& out) {
    const auto hash = text_in(entry, "hash_after");
    const auto id = text_in(entry, "id"), steps = text_in(entry, "steps");
    out << std::string(id.size() < 5 ? 5 - id.size() : 0, ' ') << id << "  " << text_in(entry, "when") << "  "
        << hash.substr(0, 8) << "  " << std::string(steps.size() < 5 ? 5 - steps.size() : 0, ' ') << steps << " steps  "
        << text_in(entry, "by") << "  " << text_in(entry, "outcome") << '\n';
}

int tell_chain(const json::object& answer, Streams& streams) {
    const auto chain = text_in(answer, "chain");
    if (chain.empty() || chain == "intact") return 0;
    streams.err << "schemad: the history is not as it was written: " << chain << '\n';
    return 1;
}

void write_entry(const json::object& entry, Streams& streams) {
    auto& out = streams.out;
    for (const auto* key : {"id", "when", "by", "outcome", "hash_before", "hash_after"})
        out << std::string(key) << std::string(13 - std::string_view(key).size(), ' ') << text_in(entry, key) << '\n';
    if (const auto* lost = entry.if_contains("lost"); lost && lost->is_array())
        for (const auto& one : lost->get_array())
            if (const auto* object = one.if_object())
                out << "lost         " << text_in(*object, "count") << ' ' << text_in(*object, "what") << " of "
                    << text_in(*object, "entity") << '\n';
    const auto* diff = entry.if_contains("diff");
    if (const auto* whole = diff ? diff->if_object() : nullptr) {
        const auto* inner = whole->if_contains("diff");
        const auto& model = inner && inner->is_object() ? inner->get_object() : *whole;
        const auto* records = model.if_contains("configuration");
        out << '\n';
        write_text(changes_of(model, nullptr, records ? records->if_object() : nullptr),
                   {look_of(streams.out_is_terminal).colours, true}, out);
    }
}

int history(const Options& options, Streams& streams) {
    const auto target = chosen_target(options, streams);
    const auto id = options.operand();
    const auto limit = options.one("limit").value_or("20"), offset = options.one("offset").value_or("0");
    const auto answer = id ? target->history_entry(*id)
                           : target->history("limit=" + percent_encoded(limit) + "&offset=" + percent_encoded(offset));
    if (options.has("json")) {
        streams.out << formats::write_json_indented(json::value(answer)) << '\n';
        return tell_chain(answer, streams);
    }
    if (id) {
        write_entry(answer, streams);
        return tell_chain(answer, streams);
    }
    const auto* entries = answer.if_contains("entries");
    if (!entries || !entries->is_array()) throw std::runtime_error(target->name() + " has no history");
    if (entries->get_array().empty()) streams.err << one_line(target->name()) << ": no applies\n";
    for (const auto& entry : entries->get_array())
        if (entry.is_object()) write_entry_line(entry.get_object(), streams.out);
    return tell_chain(answer, streams);
}

} // namespace

Command history_command() {
    return {"history",
            "list what applies did, or show one of them",
            "Lists what applies did, newest first, or shows one with its changes. Exit status 1: the\n"
            "history is not as it was written.",
            with({{"limit", "NUMBER", "so many entries: 20 (default), 0 to 1000"},
                  {"offset", "NUMBER", "not the newest so many"},
                  {"json", "", "as a document"}},
                 target_flags()),
            history,
            {{"ENTRY", "the number of one", false}},
            {{"schemad history --limit 5", "the last five applies"}, {"schemad history 12", "what the twelfth did"}}};
}

} // namespace schemad::cli
