// SPDX-License-Identifier: Apache-2.0
// `projects`: no value of this part is quoted in a problem, it may be a password in the wrong place.
#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "server/config/reader.hpp"
#include "server/config/units.hpp"
#include "server/config/vendor_names.hpp"

namespace schemad::config {
namespace {

constexpr std::size_t max_projects = 1000;
constexpr std::uint64_t max_connections = 256;
constexpr std::string_view name_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

// First segments of routes at the root, of the reference and of ours: /{project}/... must not hide them.
constexpr std::array<std::string_view, 51> reserved{
    "access",    "activity",    "admin",        "api",         "assets",        "auth",       "collections",
    "comments",  "config",      "dashboards",   "deployments", "docs",          "extensions", "directus-extension-sync",
    "fields",    "files",       "flows",        "folders",     "graphql",       "health",     "items",
    "license",   "licenses",    "mcp",          "metrics",     "notifications", "openapi",    "operations",
    "panels",    "permissions", "ping",         "policies",    "presets",       "projects",   "relations",
    "revisions", "roles",       "schema",       "server",      "sessions",      "settings",   "shares",
    "static",    "system",      "translations", "ui",          "users",         "utils",      "vendors",
    "versions",  "websocket"};

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

// 12.4.0, with an optional suffix as in 12.0.0-rc.1
bool is_version(std::string_view text) {
    const auto dash = text.find('-');
    const auto suffix = dash == std::string_view::npos ? std::string_view{"x"} : text.substr(dash + 1);
    if (suffix.empty() || suffix.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.-") != suffix.npos)
        return false;
    text = text.substr(0, dash);
    int numbers = 0;
    for (;; ++numbers) {
        const auto dot = text.find('.');
        const auto number = number_of(text.substr(0, dot));
        if (!number || *number > 9999) return false;
        if (dot == std::string_view::npos) return numbers == 2;
        text.remove_prefix(dot + 1);
    }
}

void read_connection(ConfigReader& reader, const Node* node, const std::string& path, const Origin& owner,
                     Project& project) {
    const std::string expected = "the vendor's settings as in {filename: data.db} or {host: ..., user: ..., ...}";
    if (!node || node->kind == Node::Kind::nothing)
        return reader.problem(owner, path + " is missing; expected " + expected);
    if (!reader.is_map(node, path, expected)) return;
    for (const auto& member : node->members) {
        const auto text = reader.text(&member.value, path + "." + member.key, "a single value");
        if (!text) continue;
        const bool is_file = member.key == "filename" && !text->empty() && *text != ":memory:";
        project.places["connection." + member.key] = member.origin.text;
        project.connection.emplace_back(member.key, is_file ? resolved(*text, member.value.origin) : *text);
    }
    project.places["connection"] = node->origin.text;
    if (project.connection.empty()) reader.problem(node->origin, path + " is empty; expected " + expected);
}

constexpr std::string_view only_hashes =
    "expected {name, sha256}: only hashes are kept here, make one with `schemad hash-token`";

void read_token(ConfigReader& reader, const Node& node, const std::string& path, Project& project) {
    static constexpr std::array<std::string_view, 4> known{"name", "sha256", "admin", "rights"};
    if (node.kind != Node::Kind::map)
        return reader.problem(node.origin, path + " is not a map; " + std::string(only_hashes));
    if (const auto* plain = node.find("token"))
        return reader.problem(plain->origin, path + " holds a plain token; " + std::string(only_hashes));
    reader.known_keys(node, path, known);

    Token token;
    token.name = reader.text(node.find("name"), path + ".name", "a name").value_or("");
    if (token.name.empty() || token.name.size() > 64)
        reader.problem(node.origin,
                       path + ".name is missing or too long; expected a name for the log, 64 bytes at most");
    if (token.name.starts_with("schemad-") || token.name.find(',') != std::string::npos)
        reader.problem(node.origin, path +
                                        ".name could be taken for somebody else in the history; expected one without a "
                                        "comma that does not begin with schemad-");
    const auto* hash_node = node.find("sha256");
    const auto hash = sha256_of(reader.text(hash_node, path + ".sha256", "64 hexadecimal digits").value_or(""));
    if (!hash)
        reader.problem(hash_node ? hash_node->origin : node.origin,
                       path + ".sha256 is not a hash of 64 hexadecimal digits; " + std::string(only_hashes));
    else
        token.sha256 = *hash;
    const auto* admin_node = node.find("admin");
    if (const auto admin = reader.text(admin_node, path + ".admin", "true or false")) {
        if (const auto value = boolean_of(*admin))
            token.admin = *value;
        else
            reader.problem(admin_node->origin, path + ".admin is neither; expected true or false");
    }
    if (const auto* rights = node.find("rights")) {
        if (!token.admin)
            reader.problem(rights->origin,
                           path + ".rights are an administrator's; expected no rights beside admin: false");
        token.rights = Rights::none();
        std::size_t index = 0;
        for (const auto& item : reader.texts(rights, path + ".rights", "a list as in [read, diff, plan]")) {
            const auto here = path + ".rights[" + std::to_string(index++) + "]";
            if (const auto right = right_named(item.text))
                token.rights.add(*right);
            else
                reader.problem(item.origin, here + " is none; expected read, diff, plan, apply or approve");
        }
    }
    for (const auto& other : project.tokens)
        if (other.name == token.name) reader.problem(node.origin, path + ".name is taken; expected a name of its own");
    project.tokens.push_back(std::move(token));
}

// "shop.example.org", "127.0.0.1:8057", "[::1]:8057": as the header has it.
bool is_host(std::string_view text) {
    if (text.size() > 255) return false;
    const bool v6 = text.starts_with('[');
    const auto end = v6 ? text.find(']') : text.find(':');
    if (v6 && end == std::string_view::npos) return false;
    const auto name = text.substr(v6 ? 1 : 0, v6 ? end - 1 : end);
    const auto port = end == std::string_view::npos ? std::string_view{} : text.substr(end + (v6 ? 1 : 0));
    if (!port.empty()) {
        const auto number = number_of(port.substr(1));
        if (port.front() != ':' || !number || *number == 0 || *number > 65535) return false;
    }
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_", digits = "0123456789abcdef:.";
    return !name.empty() && name.find_first_not_of(v6 ? digits : letters) == std::string_view::npos;
}

void read_hosts(ConfigReader& reader, const Node* node, const std::string& path, const Config& config,
                Project& project) {
    std::size_t index = 0;
    for (const auto& item : reader.texts(node, path, "a list of hosts as in [shop.example.org, 127.0.0.1:8057]")) {
        const auto here = path + "[" + std::to_string(index++) + "]";
        const auto host = lower(item.text);
        if (!is_host(host))
            reader.problem(item.origin, here + " is no host; expected one as in shop.example.org or 127.0.0.1:8057");
        for (const auto& [name, other] : config.projects)
            if (std::find(other.hosts.begin(), other.hosts.end(), host) != other.hosts.end())
                reader.problem(item.origin, here + " is taken by projects." + name + "; expected a host of its own");
        project.hosts.push_back(host);
    }
}

void read_patterns(ConfigReader& reader, const Node* node, const std::string& path, guard::NamePatterns& patterns) {
    std::size_t index = 0;
    for (const auto& item : reader.texts(node, path, "a list of names as in [posts, posts.title, log_*]")) {
        const auto here = path + "[" + std::to_string(index++) + "]";
        try {
            patterns.add(item.text);
        } catch (const std::invalid_argument& wrong) {
            reader.problem(item.origin, here + " is no pattern: " + wrong.what() +
                                            "; expected names as in posts, posts.title, log_*");
            if (patterns.size() == guard::NamePatterns::max_patterns) return;
        }
    }
}

// The name for one that only letters of another size or marks keep from being one. Not quoted itself.
std::string meant(std::string_view written) {
    std::string plain;
    for (const char c : lower(written))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
    const auto vendor = known_vendor_of(plain);
    return vendor.empty() ? std::string() : "; did you mean \"" + vendor + "\"?";
}

void read_project(ConfigReader& reader, const Node::Member& member, const Config& config, Project& project) {
    static constexpr std::array<std::string_view, 12> known{
        "vendor",      "connection", "directus_version", "tokens",  "max_connections", "secret",
        "destructive", "protected",  "ignore",           "history", "hosts",           "after_apply"};
    const auto path = "projects." + member.key;
    const auto& node = member.value;
    if (node.kind != Node::Kind::map)
        return reader.problem(node.origin, path + " is not a map; expected {vendor: ..., connection: {...}}");
    reader.known_keys(node, path, known);

    const auto* vendor_node = node.find("vendor");
    if (const auto vendor = reader.text(vendor_node, path + ".vendor", std::string(vendor_name_rule))) {
        project.vendor = vendor_of(*vendor);
        project.places["vendor"] = vendor_node->origin.text;
        if (!is_vendor_name(project.vendor))
            reader.problem(vendor_node->origin, path + ".vendor is no such name; expected " +
                                                    std::string(vendor_name_rule) + meant(project.vendor));
        else if (const auto& allow = config.plugins.allow;
                 !allow.empty() && std::find(allow.begin(), allow.end(), project.vendor) == allow.end())
            reader.problem(vendor_node->origin,
                           path + ".vendor is not among plugins.allow; expected it to be listed there");
    } else if (!vendor_node || vendor_node->kind == Node::Kind::nothing) {
        reader.problem(member.origin, path + ".vendor is missing; expected " + std::string(vendor_name_rule));
    }
    read_connection(reader, node.find("connection"), path + ".connection", member.origin, project);

    const auto* version_node = node.find("directus_version");
    if (const auto version = reader.text(version_node, path + ".directus_version", "a version as in 12.4.0")) {
        project.directus_version = *version;
        if (!is_version(*version))
            reader.problem(version_node->origin, path + ".directus_version is no version; expected one as in 12.4.0");
    }
    const auto* limit_node = node.find("max_connections");
    if (const auto limit = reader.text(limit_node, path + ".max_connections", "a number")) {
        const auto value = number_of(*limit);
        if (!value || *value < 1 || *value > max_connections)
            reader.problem(limit_node->origin, path + ".max_connections is out of range; expected a number from 1 to " +
                                                   std::to_string(max_connections));
        else
            project.max_connections = *value;
    }
    const auto* destructive_node = node.find("destructive");
    if (const auto word = reader.text(destructive_node, path + ".destructive", "allow, confirm or deny")) {
        if (*word == "allow")
            project.destructive = Destructive::allow;
        else if (*word == "confirm")
            project.destructive = Destructive::confirm;
        else if (*word == "deny")
            project.destructive = Destructive::deny;
        else
            reader.problem(destructive_node->origin, path + ".destructive is none; expected allow, confirm or deny");
    }
    read_patterns(reader, node.find("protected"), path + ".protected", project.protected_names);
    read_patterns(reader, node.find("ignore"), path + ".ignore", project.ignored_names);
    const auto* history_node = node.find("history");
    if (const auto word = reader.text(history_node, path + ".history", "true or false")) {
        if (const auto value = boolean_of(*word))
            project.history = *value;
        else
            reader.problem(history_node->origin, path + ".history is neither; expected true or false");
    }
    read_after_apply(reader, node.find("after_apply"), path + ".after_apply", project);
    read_hosts(reader, node.find("hosts"), path + ".hosts", config, project);
    const auto* secret_node = node.find("secret");
    project.secret = reader.text(secret_node, path + ".secret", "Directus's SECRET").value_or("");
    if (secret_node && project.secret.empty() &&
        (secret_node->kind == Node::Kind::nothing || secret_node->kind == Node::Kind::text))
        reader.problem(secret_node->origin, path + ".secret is empty; expected Directus's SECRET, or no such key");

    const auto* tokens = node.find("tokens");
    if (!tokens || tokens->kind == Node::Kind::nothing) return;
    if (tokens->kind != Node::Kind::list)
        return reader.problem(tokens->origin, path + ".tokens is not a list; " + std::string(only_hashes));
    for (std::size_t i = 0; i < tokens->items.size(); ++i)
        read_token(reader, tokens->items[i], path + ".tokens[" + std::to_string(i) + "]", project);
}

} // namespace

void read_projects(ConfigReader& reader, const Node* projects, Config& config) {
    if (!reader.is_map(projects, "projects", "names with their settings, as in {default: {vendor: sqlite, ...}}"))
        return;
    if (projects->members.size() > max_projects)
        return reader.problem(projects->origin,
                              "projects holds too many; expected " + std::to_string(max_projects) + " at most");
    std::set<std::string> names; // routes are compared without case
    for (const auto& member : projects->members) {
        const auto& name = member.key;
        const auto name_lower = lower(name);
        if (name.empty() || name.size() > 64 || name.find_first_not_of(name_characters) != std::string::npos)
            reader.problem(member.origin,
                           "\"" + name.substr(0, 64) +
                               "\" cannot be a project's name; expected A-Z, a-z, 0-9, _ and -, 64 at most");
        else if (std::find(reserved.begin(), reserved.end(), name_lower) != reserved.end())
            reader.problem(member.origin, "\"" + name + "\" cannot be a project's name: /" + name_lower +
                                              " is a route of its own; expected another name");
        else if (!names.insert(name_lower).second)
            reader.problem(member.origin,
                           "\"" + name + "\" differs from another project in case only; expected another name");
        Project project;
        project.name = name;
        read_project(reader, member, config, project);
        config.projects.emplace(name, std::move(project));
    }
}

} // namespace schemad::config
