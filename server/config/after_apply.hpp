// SPDX-License-Identifier: Apache-2.0
// Who is told that a project has changed: docs/operations.md, "After an apply". A plain value.
#pragma once

#include <string>

namespace schemad::config {

struct AfterApply {
    enum class Kind : unsigned char { directus, webhook } kind = Kind::webhook;
    std::string url;   // without its query, which may hold a secret and is in no log
    std::string query; // without '?'
    std::string token; // sent as Authorization: Bearer; empty: none
};

} // namespace schemad::config
