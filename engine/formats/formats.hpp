// SPDX-License-Identifier: Apache-2.0
// Readers and writers of the wire. docs/spec/engine-1-http.md sections 1.8 to 1.10.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace schemad::formats {

struct Limits { // of one document read from outside
    std::size_t max_bytes = 52'428'800;
    std::size_t max_depth = 64;
    std::size_t max_aliases = 10'000;  // YAML alias nodes
    std::size_t max_nodes = 5'000'000; // values after alias expansion
};

class ParseError : public std::runtime_error { // what is wrong and where; safe to show
public:
    using std::runtime_error::runtime_error;
};

// JSON.parse over bytes: invalid UTF-8 becomes U+FFFD, lone surrogates are kept (WTF-8), duplicate keys: last wins at
// the first place, integers stay exact, JavaScript key order. drop_proto: members named __proto__ are left out
// (uploads). The storage pointer's memory backs the result.
boost::json::value read_json(std::string_view bytes, const Limits&, bool drop_proto = false,
                             boost::json::storage_ptr = {});

// js-yaml 4.3's load, default schema. nullopt: an empty document (undefined). Throws ParseError.
std::optional<boost::json::value> read_yaml(std::string_view bytes, const Limits&, boost::json::storage_ptr = {});

// One document from outside, in memory of its own that the size of the text bounds (members named __proto__ are left
// out). Throws ParseError.
boost::json::value read_json_document(std::string_view bytes, const Limits&);
std::optional<boost::json::value> read_yaml_document(std::string_view bytes, const Limits&);

// JSON.stringify: compact, numbers as JavaScript prints them, lone surrogates as lower-case \udxxx.
void write_json(std::string& out, const boost::json::value&);
std::string write_json(const boost::json::value&);
// JSON.stringify(value, null, '\t')
std::string write_json_indented(const boost::json::value&);

// The exports. A null pointer is undefined (the 204 situations). Throw std::runtime_error where the reference answers
// 500 (CSV of undefined, an illegal XML name).
std::string write_yaml(const boost::json::value*);
std::string write_csv(const boost::json::value*, bool with_bom);
std::string write_xml(const boost::json::value*);

} // namespace schemad::formats
