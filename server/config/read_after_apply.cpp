// SPDX-License-Identifier: Apache-2.0
// `after_apply` of a project. As below `projects` everywhere, no value is quoted in a problem.
#include <array>

#include "server/config/reader.hpp"
#include "server/config/secret_file.hpp"

namespace schemad::config {
namespace {

constexpr std::size_t most = 16;
const std::string expected =
    "a list as in [{directus: \"http://127.0.0.1:8055\", token_file: directus.token}, {webhook: "
    "\"https://example.org/hook\"}]";

// A server's URL; only the query of a webhook may hold a secret.
bool take_url(const std::string& text, AfterApply& whom) {
    const auto question = text.find('?');
    whom.url = text.substr(0, question);
    if (question != std::string::npos) whom.query = text.substr(question + 1);
    const bool known = text.starts_with("http://") || text.starts_with("https://");
    const bool plain = text.find_first_of("@# \t\r\n") == std::string::npos && text.size() <= 2048;
    return known && plain && (whom.query.empty() || whom.kind == AfterApply::Kind::webhook);
}

void read_one(ConfigReader& reader, const Node& node, const std::string& path, Project& project) {
    static constexpr std::array<std::string_view, 3> known{"directus", "webhook", "token_file"};
    if (node.kind != Node::Kind::map) return reader.problem(node.origin, path + " is not a map; expected " + expected);
    reader.known_keys(node, path, known);
    const auto *directus = node.find("directus"), *webhook = node.find("webhook");
    if ((directus == nullptr) == (webhook == nullptr))
        return reader.problem(node.origin, path + " needs one of directus and webhook; expected " + expected);
    AfterApply whom;
    whom.kind = directus ? AfterApply::Kind::directus : AfterApply::Kind::webhook;
    const auto* url_node = directus ? directus : webhook;
    const auto here = path + (directus ? ".directus" : ".webhook");
    const auto url = reader.text(url_node, here, "a URL as in http://127.0.0.1:8055");
    if (url && !take_url(*url, whom))
        reader.problem(url_node->origin, here + " is no such URL; expected http:// or https://, without a user" +
                                             (directus ? " and a query" : "") + "; a token comes by token_file");
    if (const auto* token_node = node.find("token_file")) {
        const auto file = reader.text(token_node, path + ".token_file", "a file that holds the token");
        std::string why;
        if (auto token = file ? content_of(resolved(*file, token_node->origin), why) : std::nullopt)
            whom.token = std::move(*token);
        else if (file)
            reader.problem(token_node->origin,
                           path + ".token_file: the file " + why + "; expected one that holds the token");
    }
    project.after_apply.push_back(std::move(whom));
}

} // namespace

void read_after_apply(ConfigReader& reader, const Node* node, const std::string& path, Project& project) {
    if (!node || node->kind == Node::Kind::nothing) return;
    if (node->kind != Node::Kind::list)
        return reader.problem(node->origin, path + " is not a list; expected " + expected);
    if (node->items.size() > most)
        return reader.problem(node->origin, path + " holds too many; expected " + std::to_string(most) + " at most");
    for (std::size_t i = 0; i < node->items.size(); ++i)
        read_one(reader, node->items[i], path + "[" + std::to_string(i) + "]", project);
}

} // namespace schemad::config
