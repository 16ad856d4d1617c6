// SPDX-License-Identifier: Apache-2.0
// Defaults as CockroachDB prints them: e'it\'s':::STRING, (-1):::INT8, current_timestamp():::TIMESTAMPTZ.
// docs/spec/vendors-1-catalog.md 3.4. Pure; throws only bad_alloc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schemad::cockroachdb {

// The content of a text that is one literal, 'a''b' or e'a\'b', and nothing more.
std::optional<std::string> literal_content(std::string_view text);

// As the catalog prints a text: in e'...' as soon as something in it has to be escaped.
std::string printed_text(std::string_view content);

// The catalog's expression in standard spelling where it is a constant, so that it can be carried to another type:
// e'it\'s':::STRING is 'it''s', (-1):::INT8 is -1. Anything else comes back as it is.
std::string standard_default(std::string_view catalog_text);

// A snapshot's text of this vendor as vendors/pq takes it: the content of an e'...' literal with its quotes doubled.
std::optional<std::string> doubled_content(std::string_view snapshot_text);

} // namespace schemad::cockroachdb
