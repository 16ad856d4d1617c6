// SPDX-License-Identifier: Apache-2.0
#include "server/config/reader.hpp"

#include <algorithm>
#include <filesystem>

#include "server/config/units.hpp"

namespace schemad::config {
namespace {

constexpr std::size_t max_problems = 50;

std::string_view trimmed(std::string_view s) noexcept {
    while (s.starts_with(' ')) s.remove_prefix(1);
    while (s.ends_with(' ')) s.remove_suffix(1);
    return s;
}

const char* kind_text(Node::Kind kind) noexcept {
    switch (kind) {
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map";
    case Node::Kind::text: return "a single value";
    case Node::Kind::nothing: break;
    }
    return "nothing";
}

} // namespace

void ConfigReader::problem(const Origin& origin, const std::string& what) {
    if (problems.size() < max_problems) problems.push_back(origin.text + ": " + what);
}

bool ConfigReader::is_map(const Node* node, const std::string& path, const std::string& expected) {
    if (!node || node->kind == Node::Kind::nothing) return false;
    if (node->kind == Node::Kind::map) return true;
    problem(node->origin, path + " is " + kind_text(node->kind) + "; expected " + expected);
    return false;
}

void ConfigReader::known_keys(const Node& map, const std::string& path, std::span<const std::string_view> known) {
    for (const auto& member : map.members) {
        if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
        auto what = "unknown key \"" + member.key + "\"" + (path.empty() ? "" : " in " + path);
        if (const auto near = nearest(member.key, known); !near.empty())
            what += "; did you mean \"" + std::string(near) + "\"?";
        std::string all;
        for (const auto key : known) all.append(all.empty() ? "" : ", ").append(key);
        problem(member.origin, what + " (expected one of: " + all + ")");
    }
}

std::optional<std::string> ConfigReader::text(const Node* node, const std::string& path, const std::string& expected) {
    if (!node || node->kind == Node::Kind::nothing) return std::nullopt;
    if (node->kind == Node::Kind::text) return node->text;
    problem(node->origin, path + " is " + kind_text(node->kind) + "; expected " + expected);
    return std::nullopt;
}

std::vector<ConfigReader::Item> ConfigReader::texts(const Node* node, const std::string& path,
                                                    const std::string& expected) {
    std::vector<Item> all;
    if (node && node->kind == Node::Kind::list) {
        for (const auto& item : node->items)
            if (auto one = text(&item, path, expected)) all.push_back({std::move(*one), item.origin});
    } else if (const auto one = text(node, path, expected)) {
        std::string_view rest = *one;
        for (;;) {
            const auto comma = rest.find(',');
            all.push_back({std::string(trimmed(rest.substr(0, comma))), node->origin});
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return all;
}

std::string resolved(const std::string& path, const Origin& origin) {
    namespace fs = std::filesystem;
    const fs::path given(path);
    if (given.is_absolute()) return given.lexically_normal().string();
    return fs::absolute(fs::path(origin.directory) / given).lexically_normal().string();
}

bool is_vendor_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

} // namespace schemad::config
