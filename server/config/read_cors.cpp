// SPDX-License-Identifier: Apache-2.0
// `cors`.
#include <algorithm>
#include <array>

#include "server/config/reader.hpp"
#include "server/config/units.hpp"

namespace schemad::config {
namespace {

constexpr std::size_t max_origins = 100, max_text = 1000;

// It goes into a header as it is.
bool is_plain(const std::string& text) {
    return text.size() <= max_text &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

void read_flag(ConfigReader& reader, const Node* node, const std::string& path, bool& flag) {
    const auto text = reader.text(node, path, "true or false");
    if (!text) return;
    if (const auto value = boolean_of(*text))
        flag = *value;
    else
        reader.problem(node->origin, path + " is neither; expected true or false");
}

void read_words(ConfigReader& reader, const Node* node, const std::string& path, std::string& words) {
    if (!node || node->kind == Node::Kind::nothing) return;
    std::string joined;
    for (const auto& item : reader.texts(node, path, "a list of words")) {
        if (!is_plain(item.text)) return reader.problem(item.origin, path + " has a word with blanks or other letters");
        joined += (joined.empty() ? "" : ",") + item.text;
    }
    words = joined;
}

// true (each), false (none), or those that are listed.
void read_origins(ConfigReader& reader, const Node* node, Cors& cors) {
    const auto path = std::string("cors.origin");
    if (!node || node->kind == Node::Kind::nothing) return;
    const auto items = reader.texts(node, path, "true, or a list of origins as in https://app.example");
    cors.any_origin = false;
    for (const auto& item : items) {
        if (const auto flag = boolean_of(item.text); flag && items.size() == 1) {
            cors.any_origin = *flag;
            return;
        }
        if (!is_plain(item.text))
            return reader.problem(item.origin, path + " has an origin with blanks or other letters");
        cors.origins.push_back(item.text);
    }
    if (cors.origins.size() > max_origins) reader.problem(node->origin, path + " has more than 100 origins");
}

} // namespace

void read_cors(ConfigReader& reader, const Node* node, Cors& cors) {
    static constexpr std::array<std::string_view, 7> known{
        "enabled", "origin", "methods", "allowed_headers", "exposed_headers", "credentials", "max_age"};
    if (!reader.is_map(node, "cors", "{enabled: true, origin: [https://app.example]}")) return;
    reader.known_keys(*node, "cors", known);
    read_flag(reader, node->find("enabled"), "cors.enabled", cors.enabled);
    read_origins(reader, node->find("origin"), cors);
    read_words(reader, node->find("methods"), "cors.methods", cors.methods);
    read_words(reader, node->find("allowed_headers"), "cors.allowed_headers", cors.allowed_headers);
    read_words(reader, node->find("exposed_headers"), "cors.exposed_headers", cors.exposed_headers);
    read_flag(reader, node->find("credentials"), "cors.credentials", cors.credentials);
    if (const auto text = reader.text(node->find("max_age"), "cors.max_age", "seconds")) {
        if (const auto seconds = number_of(*text); seconds && *seconds <= 31'536'000)
            cors.max_age = *seconds;
        else
            reader.problem(node->find("max_age")->origin, "cors.max_age is no number of seconds up to a year");
    }
}

} // namespace schemad::config
