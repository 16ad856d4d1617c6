// SPDX-License-Identifier: Apache-2.0
// What is asked of a system collection and what comes back, as plain values that own what they hold. docs/http-api.md,
// "Lists of Directus's own collections".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace schemad::items {

struct Query {
    std::vector<std::string> fields{};     // "name", "role.name", "*", "*.*"; none: "*"
    std::vector<std::string> sort{};       // "name", "-name"; none: by the key
    std::optional<std::size_t> limit{100}; // nullopt: all there are
    std::size_t offset = 0;                // rows
    boost::json::value filter{};           // null: none
    bool total_count = false, filter_count = false;
};

struct Request {
    std::string collection; // "directus_roles"
    Query query{};
    std::optional<std::string> key{}; // this row alone
};

struct Answer {
    boost::json::array rows;
    std::optional<std::int64_t> total_count{}, filter_count{};
};

} // namespace schemad::items
