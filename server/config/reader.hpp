// SPDX-License-Identifier: Apache-2.0
// Inside the room: turns a tree into types and collects what is wrong with it. Every problem says the place, what is
// wrong and what is expected. Below `projects` no value is ever quoted: it may be a password in the wrong place.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/config/config.hpp"
#include "server/config/tree.hpp"

namespace schemad::config {

class ConfigReader {
public:
    void problem(const Origin&, const std::string& what);
    // False, with a problem, when the node is stated and no map. An absent one is fine and false.
    bool is_map(const Node*, const std::string& path, const std::string& expected);
    void known_keys(const Node& map, const std::string& path, std::span<const std::string_view> known);
    // The text; nullopt when absent, or, with a problem, when it is a list or a map.
    std::optional<std::string> text(const Node*, const std::string& path, const std::string& expected);
    // A list of texts, or one text with commas; each with its place.
    struct Item {
        std::string text;
        Origin origin;
    };
    std::vector<Item> texts(const Node*, const std::string& path, const std::string& expected);

    std::vector<std::string> problems;
};

// Against the place's directory; the current one for variables and flags.
std::string resolved(const std::string& path, const Origin&);

void read_limits(ConfigReader&, const Node* limits, Config&);
void read_cors(ConfigReader&, const Node* cors, Cors&);
void read_projects(ConfigReader&, const Node* projects, Config&);
void read_after_apply(ConfigReader&, const Node*, const std::string& path, Project&);

// May appear in a file name: what a vendor's plugin is called.
bool is_vendor_name(std::string_view) noexcept;
inline constexpr std::string_view vendor_name_rule = "a vendor's name of a-z, 0-9 and _, as in sqlite";

} // namespace schemad::config
