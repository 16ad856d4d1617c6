// SPDX-License-Identifier: Apache-2.0
// `limits`: everything that comes from outside is bounded, and here is by how much.
#include <algorithm>
#include <array>

#include "server/config/reader.hpp"
#include "server/config/units.hpp"

namespace schemad::config {
namespace {

using std::chrono::milliseconds;

struct Size {
    std::string_view key;
    std::uint64_t least, most;
    std::size_t* (*target)(Config&);
};
struct Duration {
    std::string_view key;
    milliseconds least, most;
    milliseconds* (*target)(Config&);
};
using Count = Size;

constexpr std::uint64_t kb = 1024, mb = 1024 * kb, gb = 1024 * mb;
constexpr milliseconds none{0}, shortest{100}, longest{3'600'000};

constexpr std::array sizes{
    Size{"header_size", kb, mb, [](Config& c) { return &c.http.header_bytes; }},
    Size{"body_size", kb, 4 * gb, [](Config& c) { return &c.http.body_bytes; }},
    Size{"bodies_size", mb, 64 * gb, [](Config& c) { return &c.http.bodies_bytes; }},
    Size{"early_json_size", kb, 64 * mb, [](Config& c) { return &c.json_body_bytes; }},
    Size{"early_bodies_size", mb, 4 * gb, [](Config& c) { return &c.http.early_bodies_bytes; }},
    Size{"upload_size", kb, 4 * gb, [](Config& c) { return &c.documents.max_bytes; }},
};
constexpr std::array durations{
    Duration{"header_timeout", shortest, longest, [](Config& c) { return &c.http.header_timeout; }},
    Duration{"body_timeout", shortest, longest, [](Config& c) { return &c.http.body_timeout; }},
    Duration{"idle_timeout", shortest, longest, [](Config& c) { return &c.http.idle_timeout; }},
    Duration{"write_timeout", shortest, longest, [](Config& c) { return &c.http.write_timeout; }},
    Duration{"shutdown_grace", none, longest, [](Config& c) { return &c.shutdown_grace; }},
};
constexpr std::array counts{
    Count{"connections", 1, 65'536, [](Config& c) { return &c.http.connections; }},
    Count{"workers", 1, 256, [](Config& c) { return &c.http.workers; }},
    Count{"project_workers", 1, 256, [](Config& c) { return &c.http.lane_workers; }},
    Count{"queue", 1, 65'536, [](Config& c) { return &c.http.queue; }},
    Count{"apply_jobs", 1, 1024, [](Config& c) { return &c.apply_jobs; }},
    Count{"streams", 1, 65'536, [](Config& c) { return &c.http.streams; }},
    Count{"document_depth", 16, 256, [](Config& c) { return &c.documents.max_depth; }},
    Count{"document_aliases", 0, 1'000'000, [](Config& c) { return &c.documents.max_aliases; }},
    Count{"document_values", 1000, 100'000'000, [](Config& c) { return &c.documents.max_nodes; }},
};

// What is not bigger than `most` and not smaller than `least` is stored.
template <class Limit, class Parse, class Write>
void read_all(ConfigReader& reader, const Node& limits, Config& config, const Limit& table, Parse parse, Write write,
              const std::string& form) {
    for (const auto& limit : table) {
        const auto path = "limits." + std::string(limit.key);
        const auto expected = form + " from " + write(limit.least) + " to " + write(limit.most);
        const auto* node = limits.find(limit.key);
        const auto text = reader.text(node, path, expected);
        if (!text) continue;
        const auto value = parse(*text);
        if (!value || *value < limit.least || *value > limit.most)
            reader.problem(node->origin, path + " is \"" + text->substr(0, 64) + "\"; expected " + expected);
        else
            *limit.target(config) = *value;
    }
}

// What holds others grows with them, unless it is stated itself: then it must be enough.
void fit(ConfigReader& reader, const Node& limits, const std::string& key, std::size_t& value,
         const std::string& inner_key, std::size_t inner, std::size_t room) {
    const auto* stated = limits.find(key);
    if (!stated || stated->kind == Node::Kind::nothing)
        value = std::max(value, inner + room);
    else if (value < inner)
        reader.problem(stated->origin, "limits." + key + " (" + bytes_text(value) + ") is less than limits." +
                                           inner_key + " (" + bytes_text(inner) + "); expected at least as much");
}

} // namespace

void read_limits(ConfigReader& reader, const Node* limits, Config& config) {
    if (!reader.is_map(limits, "limits", "keys as in {upload_size: 50mb, idle_timeout: 5s}")) return;
    std::vector<std::string_view> known;
    known.reserve(std::size(sizes) + std::size(durations) + std::size(counts));
    for (const auto& limit : sizes) known.push_back(limit.key);
    for (const auto& limit : durations) known.push_back(limit.key);
    for (const auto& limit : counts) known.push_back(limit.key);
    reader.known_keys(*limits, "limits", known);

    read_all(reader, *limits, config, sizes, bytes_of, bytes_text, "a size as in 50mb or 52428800,");
    read_all(reader, *limits, config, durations, duration_of, duration_text, "a duration as in 500ms, 10s or 2m,");
    read_all(
        reader, *limits, config, counts, number_of, [](std::uint64_t v) { return std::to_string(v); }, "a number");

    // An upload arrives inside a multipart body, whose own lines need room too.
    const std::size_t wrapping = 5 * mb;
    fit(reader, *limits, "body_size", config.http.body_bytes, "upload_size", config.documents.max_bytes, wrapping);
    fit(reader, *limits, "bodies_size", config.http.bodies_bytes, "body_size", config.http.body_bytes, 0);
}

} // namespace schemad::config
