// SPDX-License-Identifier: Apache-2.0
// What an apply could not hold on this target, or had to do beyond what the diff says: a value from where it is found
// to where it is shown. Its sentence is made once, at the edge; nobody reads a sentence back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemad {

struct LeftOut {
    std::string collection;
    std::string field;    // empty: the collection itself. A relation is named by its field
    std::string property; // "schema.default_value", "meta.special", ...; empty: the whole entity
    std::string reason;   // for people: why, and what is there instead
    bool operator==(const LeftOut&) const = default;
};

// "posts" or "posts.title"
std::string entity_of(const LeftOut&);
// "posts.title: schema.default_value: why"
std::string sentence_of(const LeftOut&);

using LeftOuts = std::vector<LeftOut>;

} // namespace schemad
