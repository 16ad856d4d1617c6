// SPDX-License-Identifier: Apache-2.0
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/printable.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? one_line(std::string_view(value->get_string())) : std::string();
}

std::string counted(std::size_t count, const char* one, const char* more) {
    return std::to_string(count) + ' ' + (count == 1 ? one : more);
}

std::string plain(const json::value& name) { return one_line(std::string_view(name.as_string())); }

// "  film (13 fields) language_id -> language, original_language_id -> language"
void write_collection(const json::object& one, std::ostream& out) {
    const auto &fields = one.at("fields").as_array(), &relations = one.at("relations").as_array();
    const auto* is_new = one.if_contains("new");
    const auto* hidden = one.if_contains("hidden");
    out << "  " << text_in(one, "collection") << " (" << counted(fields.size(), "field", "fields")
        << (is_new && !is_new->as_bool() ? ", a collection already" : "")
        << (hidden && hidden->as_bool() ? ", hidden: a junction" : "") << ')';
    const char* before = " ";
    for (const auto& relation : relations) {
        out << before;
        if (const auto* object = relation.if_object())
            out << plain(object->at("field")) << " -> " << plain(object->at("related_collection"));
        else
            out << plain(relation);
        before = ", ";
    }
    out << '\n';
}

void write_left_out(const json::array& list, bool forget, std::ostream& out) {
    if (list.empty()) return;
    out << " not " << (forget ? "forgotten" : "adopted") << ":\n";
    for (const auto& value : list) {
        const auto& one = value.as_object();
        const auto field = text_in(one, "field");
        out << "  " << text_in(one, "collection") << (field.empty() ? "" : "." + field) << ": "
            << text_in(one, "reason") << '\n';
    }
}

struct Wish {
    bool forget = false, apply = false;
};

void write(const std::string& project, const Wish& wish, const json::object& document, std::ostream& out) {
    const auto& collections = document.at(wish.forget ? "forgotten" : "adopted").as_array();
    std::size_t fields = 0, relations = 0;
    for (const auto& one : collections) {
        fields += one.at("fields").as_array().size();
        relations += one.at("relations").as_array().size();
    }
    const char* verb =
        wish.forget ? (wish.apply ? "forgot " : "would forget ") : (wish.apply ? "adopted " : "would adopt ");
    out << project << ": ";
    if (collections.empty())
        out << (wish.forget ? "nothing to forget\n" : "nothing to adopt\n");
    else
        out << verb << counted(collections.size(), "collection", "collections") << ", "
            << counted(fields, "field", "fields") << " and " << counted(relations, "relation", "relations") << ":\n";
    for (const auto& one : collections) write_collection(one.as_object(), out);
    write_left_out(document.at("left_out").as_array(), wish.forget, out);
    if (!collections.empty() && !wish.apply) out << " nothing was changed; --apply does it\n";
}

int adopt(const Options& options, Streams& streams) {
    const Wish wish{options.has("forget"), options.has("apply")};
    std::string query;
    const auto add = [&](const char* key, const std::string& value) {
        query += (query.empty() ? "" : "&") + std::string(key) + '=' + percent_encoded(value);
    };
    for (const auto& pattern : options.all("tables")) add("tables[]", pattern);
    for (const auto* flag : {"forget", "aliases", "apply"})
        if (options.has(flag)) add(flag, "true");
    if (const auto plan = options.one("confirm")) add("confirm", *plan);
    const auto target = chosen_target(options, streams);
    write(target->name(), wish, target->adopt(query), streams.out);
    return 0;
}

} // namespace

Command adopt_command() {
    return {"adopt",
            "make collections of the tables that are there, or forget them",
            "Makes collections of tables, fields of columns and relations of foreign keys that are\n"
            "there, and names what it cannot. It writes rows of the three meta tables alone.",
            with({{"tables", "PATTERN", "only tables so called, as in 'film*'; may be repeated", true},
                  {"aliases", "", "also a field on the other side of each relation, with a list of what leads there"},
                  {"forget", "", "the way back: collections lose their meta rows, tables and rows stay"},
                  {"apply", "", "do it; else it is only told what would be done"},
                  {"confirm", "ID", "of the plan that a project with `destructive: confirm` asks for"}},
                 target_flags()),
            adopt,
            {},
            {{"schemad adopt --project shop", "what would be done"},
             {"schemad adopt --project shop --tables 'film*' --apply", "done for some tables"}}};
}

} // namespace schemad::cli
