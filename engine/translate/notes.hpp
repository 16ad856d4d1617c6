// SPDX-License-Identifier: Apache-2.0
// Why something of an item is not as it was stated: kept by entity while a model is brought to another project, and
// told in its report. Threads: one.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/translate/stated.hpp"

namespace schemad::translate {

struct Note {
    std::string property; // "schema.default_value"; empty: the entity is left out
    std::string why;      // for people
};

class Notes {
public:
    void add(ItemKind kind, std::string_view collection, std::string_view field, std::string property,
             std::string why) {
        notes_[name_of(kind, collection, field)].push_back({std::move(property), std::move(why)});
    }
    const std::vector<Note>& of(ItemKind kind, std::string_view collection, std::string_view field) const {
        static const std::vector<Note> none;
        const auto found = notes_.find(name_of(kind, collection, field));
        return found == notes_.end() ? none : found->second;
    }

private:
    static std::string name_of(ItemKind kind, std::string_view collection, std::string_view field) {
        std::string name(1, static_cast<char>('0' + static_cast<int>(kind)));
        return name.append(collection).append(1, '\0').append(field);
    }
    std::unordered_map<std::string, std::vector<Note>> notes_;
};

} // namespace schemad::translate
