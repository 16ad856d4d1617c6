// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "server/cli/command.hpp"
#include "server/cli/options.hpp"
#include "server/cli/projects.hpp"
#include "server/ops/log.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

// A name may hold anything, and a terminal takes some of it for a command.
std::string shown(std::string_view name) {
    std::string text(name);
    for (auto& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text;
}

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? shown(value->get_string()) : std::string();
}

std::string counted(std::size_t count, const char* one, const char* more) {
    return std::to_string(count) + ' ' + (count == 1 ? one : more);
}

std::string plain(const json::value& name) { return shown(name.as_string()); }

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

void write(const std::string& project, const AdoptRequest& request, const json::object& document, std::ostream& out) {
    const auto& collections = document.at(request.forget ? "forgotten" : "adopted").as_array();
    std::size_t fields = 0, relations = 0;
    for (const auto& one : collections) {
        fields += one.at("fields").as_array().size();
        relations += one.at("relations").as_array().size();
    }
    const char* verb =
        request.forget ? (request.apply ? "forgot " : "would forget ") : (request.apply ? "adopted " : "would adopt ");
    out << project << ": ";
    if (collections.empty())
        out << (request.forget ? "nothing to forget\n" : "nothing to adopt\n");
    else
        out << verb << counted(collections.size(), "collection", "collections") << ", "
            << counted(fields, "field", "fields") << " and " << counted(relations, "relation", "relations") << ":\n";
    for (const auto& one : collections) write_collection(one.as_object(), out);
    write_left_out(document.at("left_out").as_array(), request.forget, out);
    if (!collections.empty() && !request.apply) out << " nothing was changed; --apply does it\n";
}

bool adopt_in(const config::Project& configured, const AdoptRequest& request, PluginLoader& loader, Streams& streams) {
    try {
        Project project(options_of(configured), loader.load(configured.vendor));
        write(configured.name, request, project.adopt(request).document, streams.out);
        return true;
    } catch (const std::exception& error) {
        streams.err << configured.name << ": " << error.what() << '\n';
        return false;
    }
}

} // namespace

int adopt(const Arguments& arguments, Streams& streams) {
    auto flags = config_flags();
    flags.push_back({"project", "NAME", "only this project; needed where the configuration has several"});
    flags.push_back({"tables", "PATTERN", "only tables so called, as in 'film*'; may be repeated", true});
    flags.push_back(
        {"aliases", "", "also a field on the other side of each relation, with a list of what leads there"});
    flags.push_back({"forget", "", "the way back: collections lose their meta rows, tables and rows stay"});
    flags.push_back({"apply", "", "do it; else it is only told what would be done"});
    flags.push_back({"confirm", "ID", "of the plan that a project with `destructive: confirm` asks for"});
    const Options options("adopt",
                          "Makes collections of tables, fields of columns and relations of foreign keys that are\n"
                          "there, and names what it cannot. It writes rows of the three meta tables alone.",
                          flags, arguments, streams.out);
    const auto loaded = config::load(load_options(options));
    ops::set_level(ops::level_of(loaded.config.log_level).value_or(ops::Level::info));
    const auto& projects = loaded.config.projects;
    const auto wanted = options.one("project");
    if (wanted && !projects.contains(*wanted))
        throw UsageError("there is no project \"" + *wanted + "\" in the configuration");
    if (!wanted && projects.size() != 1)
        throw UsageError("--project is missing: the configuration has " + std::to_string(projects.size()) +
                         " projects");

    AdoptRequest request;
    request.tables = options.all("tables");
    request.forget = options.has("forget");
    request.aliases = options.has("aliases");
    request.apply = options.has("apply");
    request.order.by = "schemad adopt";
    request.order.confirmed = options.one("confirm").value_or("");
    const auto loader = loader_of(loaded.config);
    const auto& project = wanted ? projects.at(*wanted) : projects.begin()->second;
    return adopt_in(project, request, *loader, streams) ? 0 : 1;
}

} // namespace schemad::cli
