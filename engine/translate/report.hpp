// SPDX-License-Identifier: Apache-2.0
// What became of each entity of a model that was brought to another project. Found by comparing what was stated with
// what would be reported, so that nothing can be changed without being told. Source: docs/http-api.md, "translate".
// Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/translate/here.hpp"
#include "engine/translate/notes.hpp"
#include "engine/translate/origin.hpp"

namespace schemad::translate {

enum class Outcome { same, equivalent, lossy, left_out, added };

struct Detail {
    std::string property; // "schema.max_length"; empty: the whole entity
    std::string what;     // for people
};
// "schema.max_length: 255 is 64 here"
std::string sentence_of(const Detail&);

struct Entity {
    ItemKind kind;
    std::string collection, field;
    Outcome outcome = Outcome::same;
    std::vector<Detail> details;
};

struct Report {
    std::string from_version, from_vendor, to_version, to_vendor;
    std::vector<Entity> entities;
    std::size_t count(Outcome) const;
    // {from, to, summary, entities}
    json::object document() const;
    // "same=28, equivalent=3, lossy=1, left-out=0, added=0", for a header
    std::string summary() const;
};

// stated: the upload's items and those they imply; made: as this project would report them.
// Of what was not translated: each entity is the same.
Report report_of_same(const json::object& uploaded, const Here&, const Origin&);
Report report_of(const Items& stated, const Items& made, const Here&, const Origin&, const Notes&);

} // namespace schemad::translate
