// SPDX-License-Identifier: Apache-2.0
// js-yaml's default schema: what a scalar's text means. docs/spec/engine-1-http.md section 1.8. Internal to
// engine/formats.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/formats/yaml_node.hpp"

namespace schemad::formats::yaml {

// Would a plain scalar of this text be read as anything but a string? (The writer quotes it then.)
bool is_ambiguous(std::string_view text) noexcept;

// Gives a plain scalar its value; node.tag becomes Tag::merge for "<<", else Tag::none. The node must be text.
void resolve_plain(Node&);

// Gives the node the value that its explicit tag asks for. False: the content does not fit the tag.
bool apply_tag(Node&);

// String(key) of JavaScript. False: an array inside an array, which js-yaml refuses as a key.
bool key_text(const Node&, std::string& out);

std::optional<json::value> integer_of(std::string_view text);
std::optional<double> float_of(std::string_view text);
// YAML's timestamp in milliseconds of the epoch.
std::optional<std::int64_t> timestamp_of(std::string_view text) noexcept;
std::string iso_text(std::int64_t milliseconds);  // Date.prototype.toISOString
std::string date_text(std::int64_t milliseconds); // Date.prototype.toString, in UTC
// The bytes of base64 as js-yaml's Uint8Array appears in JSON: {"0": 104, ...}. nullopt: not base64.
std::optional<json::object> bytes_of(std::string_view base64, json::storage_ptr);

} // namespace schemad::formats::yaml
