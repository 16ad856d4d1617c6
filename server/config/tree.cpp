// SPDX-License-Identifier: Apache-2.0
#include "server/config/tree.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <yaml-cpp/yaml.h>

namespace schemad::config {
namespace {

constexpr std::size_t max_depth = 16;     // the configuration is four deep
constexpr std::size_t max_nodes = 50'000; // aliases are expanded

std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const auto& line : lines) all += (all.empty() ? "" : "\n") + line;
    return all;
}

// YAML is indented with spaces, and what a parser says of a tab does not say so. Outside of JSON, where they are fine.
std::optional<std::string> tab_place(const std::string& bytes, const std::string& name, int last_line) {
    const auto first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || bytes[first] == '{' || bytes[first] == '[') return std::nullopt;
    int line = 1;
    for (std::size_t at = 0; at < bytes.size() && line <= last_line; ++line) {
        const auto end = std::min(bytes.find('\n', at), bytes.size());
        const auto text = std::min(bytes.find_first_not_of(" \t", at), end);
        const auto tab = bytes.find('\t', at);
        const bool says_something = text < end && bytes[text] != '#' && bytes[text] != '\r';
        if (says_something && tab < text) return name + ":" + std::to_string(line) + ":" + std::to_string(tab - at + 1);
        at = end + 1;
    }
    return std::nullopt;
}

class Copier {
public:
    Copier(std::string name, std::string directory) : name_(std::move(name)), directory_(std::move(directory)) {}

    Node copy(const YAML::Node& from, std::size_t depth = 0) {
        Node to;
        to.origin = place(from.Mark());
        if (depth > max_depth) fail(to.origin, "nested too deeply");
        if (++count_ > max_nodes) fail(to.origin, "too many values");
        switch (from.Type()) {
        case YAML::NodeType::Undefined:
        case YAML::NodeType::Null: break;
        case YAML::NodeType::Scalar:
            to.kind = Node::Kind::text;
            to.text = from.Scalar();
            break;
        case YAML::NodeType::Sequence:
            to.kind = Node::Kind::list;
            for (const auto& item : from) to.items.push_back(copy(item, depth + 1));
            break;
        case YAML::NodeType::Map: copy_map(from, to, depth); break;
        }
        return to;
    }

private:
    void copy_map(const YAML::Node& from, Node& to, std::size_t depth) {
        to.kind = Node::Kind::map;
        std::set<std::string> seen;
        to.members.reserve(from.size());
        for (const auto& member : from) {
            const auto origin = place(member.first.Mark());
            if (!member.first.IsScalar()) fail(origin, "a key must be a plain name");
            to.members.push_back({member.first.Scalar(), origin, copy(member.second, depth + 1)});
            if (!seen.insert(to.members.back().key).second)
                fail(origin, "\"" + to.members.back().key + "\" is written twice; expected once");
        }
    }

    Origin place(const YAML::Mark& mark) const {
        if (mark.is_null()) return {name_, directory_};
        return {name_ + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1), directory_};
    }

    [[noreturn]] static void fail(const Origin& origin, const std::string& what) {
        throw ConfigError({origin.text + ": " + what});
    }

    std::string name_, directory_;
    std::size_t count_ = 0;
};

} // namespace

ConfigError::ConfigError(std::vector<std::string> found)
    : std::runtime_error(joined(found)), problems(std::move(found)) {}

const Node* Node::find(std::string_view key) const noexcept {
    if (kind != Kind::map) return nullptr;
    for (const auto& member : members)
        if (member.key == key) return &member.value;
    return nullptr;
}

Node* Node::find(std::string_view key) noexcept { return const_cast<Node*>(std::as_const(*this).find(key)); }

Node& Node::at(const std::string& key, const Origin& from) {
    if (kind != Kind::map) {
        *this = {};
        kind = Kind::map;
        origin = from;
    }
    if (auto* there = find(key)) return *there;
    members.push_back({key, from, {}});
    members.back().value.origin = from;
    return members.back().value;
}

Node parse_tree(const std::string& bytes, const std::string& name, const std::string& directory) {
    if (bytes.size() > max_file_bytes)
        throw ConfigError(
            {name + ": is larger than a configuration can be (" + std::to_string(max_file_bytes) + " bytes at most)"});
    try {
        const auto documents = YAML::LoadAll(bytes);
        if (documents.size() > 1) throw ConfigError({name + ": holds several YAML documents; expected one"});
        return Copier(name, directory).copy(documents.empty() ? YAML::Node() : documents.front());
    } catch (const YAML::Exception& error) { // its text speaks of the syntax, never of a value
        if (const auto tab = error.mark.is_null() ? std::nullopt : tab_place(bytes, name, error.mark.line + 1))
            throw ConfigError({*tab + ": a tab; expected spaces: YAML cannot be indented with tabs"});
        const auto at = error.mark.is_null()
                            ? std::string()
                            : ":" + std::to_string(error.mark.line + 1) + ":" + std::to_string(error.mark.column + 1);
        throw ConfigError({name + at + ": not valid YAML: " + error.msg + "; expected a YAML or JSON document"});
    }
}

} // namespace schemad::config
