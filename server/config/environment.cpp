// SPDX-License-Identifier: Apache-2.0
#include "server/config/environment.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <unistd.h>

#include "server/config/directus_environment.hpp"
#include "server/config/secret_file.hpp"
#include "server/config/units.hpp"

namespace schemad::config {
namespace {

constexpr std::string_view prefix = "SCHEMAD_";
constexpr std::string_view file_suffix = "_FILE";

using Path = std::vector<std::string>;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

// As a variable can spell it.
std::string spelled(std::string_view name) {
    auto out = lower(name);
    std::replace(out.begin(), out.end(), '-', '_');
    return out;
}

// The key's path; empty when the variable is not one of ours.
Path path_of(std::string_view rest) {
    if (rest == "LISTEN" || rest == "LOG_LEVEL") return {lower(rest)};
    if (rest == "PLUGINS_DIRECTORY") return {"plugins", "directory"};
    if (rest == "PLUGINS_ALLOW") return {"plugins", "allow"};
    Path path;
    if (rest.find("__") == std::string_view::npos) return path;
    for (;;) {
        const auto end = rest.find("__");
        path.push_back(lower(rest.substr(0, end)));
        if (end == std::string_view::npos) return path;
        rest.remove_prefix(end + 2);
    }
}

class Overlay {
public:
    Overlay(Node& root, std::vector<std::string>& problems) : root_(root), problems_(problems) {}

    void set(Path path, std::string value, const Origin& origin) {
        if (path.size() > 1 && path[0] == "projects") {
            auto name = project_name(path[1], origin);
            if (!name) return;
            path[1] = std::move(*name);
            if (path.size() == 4 && path[2] == "tokens") return set_token(path, value, origin);
        }
        Node* node = &root_;
        for (const auto& key : path) node = &node->at(key, origin);
        *node = {};
        node->kind = Node::Kind::text;
        node->origin = origin;
        node->text = std::move(value);
    }

private:
    std::optional<std::string> project_name(const std::string& wanted, const Origin& origin) {
        std::string found;
        if (const auto* projects = root_.find("projects")) {
            for (const auto& member : projects->members) {
                if (spelled(member.key) != wanted) continue;
                if (!found.empty()) {
                    problems_.push_back(origin.text + ": could mean project \"" + found + "\" or \"" + member.key +
                                        "\"; expected names that differ in more than case and '-'");
                    return std::nullopt;
                }
                found = member.key;
            }
        }
        return found.empty() ? wanted : found;
    }

    void set_token(const Path& path, const std::string& hash, const Origin& origin) {
        Node token;
        token.at("name", origin).kind = Node::Kind::text;
        token.find("name")->text = path[3];
        token.at("sha256", origin).kind = Node::Kind::text;
        token.find("sha256")->text = hash;
        auto& tokens = root_.at("projects", origin).at(path[1], origin).at("tokens", origin);
        if (tokens.kind != Node::Kind::list) {
            tokens = {};
            tokens.kind = Node::Kind::list;
            tokens.origin = origin;
        }
        std::erase_if(tokens.items, [&](const Node& there) {
            const auto* name = there.find("name");
            return name && spelled(name->text) == path[3];
        });
        tokens.items.push_back(std::move(token));
    }

    Node& root_;
    std::vector<std::string>& problems_;
};

void warn_if_near(std::string_view name, std::vector<std::string>& warnings) {
    static constexpr std::array<std::string_view, 5> known{"SCHEMAD_CONFIG", "SCHEMAD_LISTEN", "SCHEMAD_LOG_LEVEL",
                                                           "SCHEMAD_PLUGINS_DIRECTORY", "SCHEMAD_PLUGINS_ALLOW"};
    const auto suggestion =
        nearest(name.substr(prefix.size()),
                std::array<std::string_view, 5>{"CONFIG", "LISTEN", "LOG_LEVEL", "PLUGINS_DIRECTORY", "PLUGINS_ALLOW"});
    for (const std::string_view section : {"LIMITS", "PROJECTS"}) { // their keys stand behind two underscores
        const auto rest = name.substr(prefix.size());
        if (rest.size() <= section.size() + 1 || !rest.starts_with(section) || rest[section.size()] != '_') continue;
        warnings.push_back("environment variable " + std::string(name) + " means nothing here; did you mean " +
                           std::string(prefix).append(section).append("__").append(rest.substr(section.size() + 1)) +
                           "?");
        return;
    }
    for (const auto full : known)
        if (!suggestion.empty() && full.substr(prefix.size()) == suggestion && full != name)
            warnings.push_back("environment variable " + std::string(name) + " means nothing here; did you mean " +
                               std::string(full) + "?");
}

} // namespace

Environment process_environment() {
    Environment all;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string_view::npos &&
            (text.starts_with(prefix) || text.starts_with("DB_") || text.starts_with("SECRET")))
            all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return all;
}

namespace {

// After the variables of our own, which say more precisely what is meant.
void apply_directus(Node& root, const std::vector<DirectusSetting>& settings, std::vector<std::string>& problems,
                    std::vector<std::string>& warnings) {
    if (settings.empty()) return;
    const auto* projects = root.find("projects");
    const auto* project = projects ? projects->find("default") : nullptr;
    if (project && project->find("vendor")) {
        warnings.push_back("environment variable DB_CLIENT and its like have no effect: the project default is "
                           "configured otherwise");
        return;
    }
    const bool says_cors = root.find("cors") != nullptr;
    Overlay overlay(root, problems);
    for (const auto& setting : settings) {
        if (setting.of_server && says_cors) continue; // ours are the more precise words
        const Origin origin{"environment variable " + setting.variable, ""};
        Path path;
        if (!setting.of_server) path = {"projects", "default"};
        path.insert(path.end(), setting.path.begin(), setting.path.end());
        std::string why;
        if (!setting.from_file)
            overlay.set(std::move(path), setting.value, origin);
        else if (auto content = content_of(setting.value, why))
            overlay.set(std::move(path), std::move(*content), origin);
        else
            problems.push_back(origin.text + ": the file \"" + setting.value + "\" " + why +
                               "; expected a readable file with the value");
    }
}

} // namespace

void apply_environment(Node& root, Environment environment, std::vector<std::string>& problems,
                       std::vector<std::string>& warnings) {
    const auto directus = directus_settings(environment, problems, warnings);
    std::erase_if(environment, [](const auto& e) { return !e.first.starts_with(prefix) || e.second.empty(); });
    std::sort(environment.begin(), environment.end()); // the order of an environment means nothing
    const auto stated = [&](const std::string& name) {
        return std::any_of(environment.begin(), environment.end(), [&](const auto& e) { return e.first == name; });
    };
    Overlay overlay(root, problems);
    for (const auto& [name, value] : environment) {
        const bool from_file = name.ends_with(file_suffix);
        const auto bare = from_file ? name.substr(0, name.size() - file_suffix.size()) : name;
        auto path = path_of(bare.size() > prefix.size() ? std::string_view(bare).substr(prefix.size()) : "");
        if (path.empty()) {
            warn_if_near(name, warnings);
            continue;
        }
        const Origin origin{"environment variable " + name, ""};
        if (std::find(path.begin(), path.end(), "") != path.end()) {
            problems.push_back(origin.text +
                               ": an empty name between underscores; expected two of them between levels");
            continue;
        }
        if (!from_file) {
            overlay.set(std::move(path), value, origin);
            continue;
        }
        std::string why;
        if (stated(bare))
            problems.push_back(origin.text + ": " + bare + " is set too; expected one of them");
        else if (auto content = content_of(value, why))
            overlay.set(std::move(path), std::move(*content), origin);
        else
            problems.push_back(origin.text + ": the file \"" + value + "\" " + why +
                               "; expected a readable file with the value");
    }
    apply_directus(root, directus, problems, warnings);
}

} // namespace schemad::config
