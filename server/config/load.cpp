// SPDX-License-Identifier: Apache-2.0
#include "server/config/load.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <limits>
#include <system_error>

#include "server/config/reader.hpp"
#include "server/config/units.hpp"
#include "server/config/vendor_names.hpp"
#include "server/config/warnings.hpp"
#include "server/ops/log.hpp"

namespace schemad::config {
namespace {

namespace fs = std::filesystem;

Node tree_of_file(const std::string& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) throw ConfigError({path + ": is a directory; expected a YAML or JSON file"});
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw ConfigError({path + ": cannot be read (" + std::generic_category().message(errno ? errno : EIO) +
                           "); expected a YAML or JSON file"});
    std::string bytes(max_file_bytes + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return parse_tree(bytes, path, fs::absolute(path).parent_path().string());
}

// One that cannot even be looked at counts: that it is not read has to be said.
bool may_be_there(const std::string& path) {
    std::error_code failed;
    const auto kind = fs::status(path, failed).type();
    return kind != fs::file_type::not_found;
}

Node text_node(std::string text, const Origin& origin) {
    Node node;
    node.kind = Node::Kind::text;
    node.origin = origin;
    node.text = std::move(text);
    return node;
}

void apply_flags(Node& root, const LoadOptions& options) {
    if (!options.listen.empty()) {
        const Origin origin{"flag --listen", ""};
        auto& node = root.at("listen", origin);
        node = {};
        node.kind = Node::Kind::list;
        node.origin = origin;
        for (const auto& address : options.listen) node.items.push_back(text_node(address, origin));
    }
    if (options.plugins_directory) {
        const Origin origin{"flag --plugins-directory", ""};
        root.at("plugins", origin).at("directory", origin) = text_node(*options.plugins_directory, origin);
    }
    if (options.log_level) {
        const Origin origin{"flag --log-level", ""};
        root.at("log_level", origin) = text_node(*options.log_level, origin);
    }
}

void read_listen(ConfigReader& reader, const Node* node, Config& config) {
    const std::string expected = "an IP address and a port as in 127.0.0.1:8056 or [::1]:8056";
    const auto items = reader.texts(node, "listen", expected);
    if (node && node->kind != Node::Kind::nothing) config.listen.clear();
    for (const auto& item : items) {
        if (const auto address = address_of(item.text))
            config.listen.push_back(*address);
        else
            reader.problem(item.origin, "listen has \"" + item.text.substr(0, 64) + "\"; expected " + expected);
    }
    if (node && config.listen.empty() && reader.problems.empty())
        reader.problem(node->origin, "listen is empty; expected " + expected);
}

void read_plugins(ConfigReader& reader, const Node* node, const fs::path& executable, Config& config) {
    static constexpr std::array<std::string_view, 2> known{"directory", "allow"};
    config.plugins.directory = (executable / "../plugins").lexically_normal().string();
    std::error_code ignored;
    if (const auto installed = (executable / "../lib/schemad/plugins").lexically_normal();
        !fs::is_directory(config.plugins.directory, ignored) && fs::is_directory(installed, ignored))
        config.plugins.directory = installed.string();

    if (!reader.is_map(node, "plugins", "{directory: PATH, allow: [VENDOR, ...]}")) return;
    reader.known_keys(*node, "plugins", known);
    const auto* directory = node->find("directory");
    if (const auto path = reader.text(directory, "plugins.directory", "a folder")) {
        if (path->empty())
            reader.problem(directory->origin, "plugins.directory is empty; expected a folder");
        else
            config.plugins.directory = resolved(*path, directory->origin);
    }
    for (const auto& item : reader.texts(node->find("allow"), "plugins.allow", "a list of vendor names")) {
        if (const auto vendor = vendor_of(item.text); is_vendor_name(vendor))
            config.plugins.allow.push_back(vendor);
        else
            reader.problem(item.origin, "plugins.allow has \"" + item.text.substr(0, 64) + "\"; expected " +
                                            std::string(vendor_name_rule));
    }
}

void read_log_level(ConfigReader& reader, const Node* node, Config& config) {
    const auto expected = "one of: " + std::string(ops::level_names);
    const auto level = reader.text(node, "log_level", expected);
    if (!level) return;
    if (!ops::level_of(*level))
        return reader.problem(node->origin, "log_level is \"" + level->substr(0, 64) + "\"; expected " + expected);
    config.log_level = *level;
}

} // namespace

fs::path executable_directory() {
    std::error_code failed;
    const auto self = fs::read_symlink("/proc/self/exe", failed);
    return failed ? fs::current_path() : self.parent_path();
}

std::string no_file(const LoadOptions& options) {
    std::string text = "no configuration file was read: no --config, no $SCHEMAD_CONFIG";
    for (const auto& path : options.default_files) text += ", no " + path;
    return text;
}

Loaded read(const LoadOptions& options, std::vector<std::string>& problems) {
    static constexpr std::array<std::string_view, 6> known{"listen", "plugins",   "projects",
                                                           "limits", "log_level", "cors"};
    Node root;
    root.origin = {"the configuration", ""};
    ConfigReader reader;
    Loaded loaded;
    loaded.file = options.file;
    for (const auto& path : options.default_files)
        if (!loaded.file && may_be_there(path)) loaded.file = path;
    if (loaded.file) root = tree_of_file(*loaded.file);
    if (root.kind != Node::Kind::nothing && root.kind != Node::Kind::map)
        throw ConfigError({root.origin.text + ": the document is no map; expected keys as in listen: 127.0.0.1:8056"});
    root.kind = Node::Kind::map;
    apply_environment(root, options.environment, reader.problems, loaded.warnings);
    apply_flags(root, options);

    auto& config = loaded.config;
    reader.known_keys(root, "", known);
    read_listen(reader, root.find("listen"), config);
    read_plugins(reader, root.find("plugins"), options.executable_directory, config);
    read_limits(reader, root.find("limits"), config);
    read_log_level(reader, root.find("log_level"), config);
    read_cors(reader, root.find("cors"), config.cors);
    read_projects(reader, root.find("projects"), config);
    auto& http = config.http;
    http.early_bytes = config.json_body_bytes;
    http.lanes = config.projects.size(); // those without a token have one of their own beside each, for little
    if (http.lane_workers == 0) http.lane_workers = http.lanes > 1 ? (http.workers + 1) / 2 : http.workers;
    if (options.projects_required && config.projects.empty() && reader.problems.empty())
        reader.problem(root.origin, "no project is configured; expected projects as in {default: {vendor: sqlite, "
                                    "connection: {filename: data.db}}}" +
                                        (loaded.file ? std::string() : "; " + no_file(options)));
    for (auto& warning : warnings_about(config)) loaded.warnings.push_back(std::move(warning));
    problems = std::move(reader.problems);
    return loaded;
}

Loaded load(const LoadOptions& options) {
    std::vector<std::string> problems;
    auto loaded = read(options, problems);
    put_in_order(problems, loaded.file);
    if (!problems.empty()) throw ConfigError(std::move(problems));
    return loaded;
}

void put_in_order(std::vector<std::string>& problems, const std::optional<std::string>& file) {
    // line and column behind the file's name; the last place there is for what does not come from the file
    const auto place = [&](const std::string& problem) {
        constexpr auto last = std::numeric_limits<std::size_t>::max();
        std::pair<std::size_t, std::size_t> at{last, last};
        if (!file || !problem.starts_with(*file + ":")) return at;
        const auto* end = problem.data() + problem.size();
        const auto line = std::from_chars(problem.data() + file->size() + 1, end, at.first);
        if (line.ec == std::errc{} && line.ptr != end) std::from_chars(line.ptr + 1, end, at.second);
        return at;
    };
    std::stable_sort(problems.begin(), problems.end(),
                     [&](const auto& one, const auto& other) { return place(one) < place(other); });
}

} // namespace schemad::config
