// SPDX-License-Identifier: Apache-2.0
// Content-Type and Content-Disposition values with their parameters, read the way the reference's form parser reads
// them (docs/spec/engine-1-http.md 1.8 item 3): a malformed parameter makes the whole value unreadable. Pure; any
// thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace schemad::http {

using Parameters = std::map<std::string, std::string, std::less<>>; // names in lower case; the first of a name counts

struct MediaType {
    std::string type;    // lower case
    std::string subtype; // lower case
    Parameters parameters;
};
std::optional<MediaType> parse_media_type(std::string_view);

struct Disposition {
    std::string type; // lower case
    // An extended parameter (RFC 8187) keeps its '*': "filename*". Its value is percent-decoded bytes, charset ignored.
    Parameters parameters;
};
std::optional<Disposition> parse_disposition(std::string_view);

} // namespace schemad::http
