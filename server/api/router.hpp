// SPDX-License-Identifier: Apache-2.0
// Which endpoint a request means (of several the one that names most of the path), and of which project.
// docs/spec/engine-1-http.md 1.2. Pure; any thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/api/endpoint.hpp"

namespace schemad::api {

// All there are, by resource.
std::span<const std::span<const Endpoint>> endpoints();

// What stands for the segments in braces of a pattern, decoded; empty where it has none.
struct OpenSegments {
    std::string first{}, second{};
};

// The path after the mount is this pattern's; then `open` holds what stands for its segments in braces. Letter case
// does not matter, and one slash may follow.
bool matches_pattern(std::string_view pattern, std::string_view path, OpenSegments& open);

struct Route {
    std::string project;                // the prefix, decoded, or the one at the root
    const Endpoint* endpoint = nullptr; // null: there is no such route
    std::string allow;                  // the answer to OPTIONS; empty: there is no such path
    OpenSegments open{};
};

// is_project: knows the names that may stand before the path. `path` is as sent. As in the reference, letter case does
// not matter, one slash may follow the mount and one the path, and percent-encoded letters are other letters.
Route route_of(std::string_view method, std::string_view path,
               const std::function<bool(const std::string&)>& is_project, std::string at_root = "default");

// The project that a request without a project's name means: by its Host, with its port or without; else "default".
std::string project_at_root(std::string_view host, const std::map<std::string, std::string>& hosts);

// Methods the reference's HTTP parser knows; it answers 400 to others.
bool is_known_method(std::string_view method) noexcept;

} // namespace schemad::api
