// SPDX-License-Identifier: Apache-2.0
// What a configuration says before it means anything: names and texts, each with the place it came from. The file gives
// a tree, the environment and the flags set leaves in it, and one reader makes types of it; so every error can name the
// file, variable or flag at fault.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemad::config {

struct Origin {
    std::string text;      // "schemad.yaml:3:5", "environment variable SCHEMAD_LISTEN", "flag --listen"
    std::string directory; // relative paths start here; empty: the current directory
};

struct Node {
    enum class Kind { nothing, text, list, map };
    struct Member;
    Kind kind = Kind::nothing;
    Origin origin;
    std::string text;
    std::vector<Node> items;     // list
    std::vector<Member> members; // map, in the order written

    const Node* find(std::string_view key) const noexcept;
    Node* find(std::string_view key) noexcept;
    // The member's node, made when it is not there; what was no map becomes an empty one.
    Node& at(const std::string& key, const Origin&);
};
struct Node::Member {
    std::string key;
    Origin origin; // of the key
    Node value;
};

// One or more problems, each "place: what is wrong; what is expected". Holds no secret.
class ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<std::string> found);
    std::vector<std::string> problems;
};

// Parses YAML (and so JSON). `name` is how messages call it. Throws ConfigError at a syntax error, a key written twice,
// or bytes beyond `max_file_bytes`.
inline constexpr std::size_t max_file_bytes = 1u << 20;
Node parse_tree(const std::string& bytes, const std::string& name, const std::string& directory);

} // namespace schemad::config
