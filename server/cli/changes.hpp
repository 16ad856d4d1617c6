// SPDX-License-Identifier: Apache-2.0
// A diff, with its plan where the target makes one, as people would say it. Pure; any thread. The texts are as the
// documents have them: whoever shows them sends them through printable.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace schemad::cli {

struct Change {
    enum class Kind { added, changed, removed } kind = Kind::changed;
    enum class Of { collection, field, relation, record } of = Of::field;
    std::string name;               // of the field, "author -> users" of a relation, the key of a record; empty: the
                                    // collection itself
    std::vector<std::string> words; // what it is, or what of it changes
    std::string lost;               // "2 values lost", "empty"; nothing of it: nothing, or nobody counted
    std::vector<std::string> in_the_way; // rows that stand against it
};

struct CollectionChanges {
    std::string collection;
    std::vector<Change> changes; // the collection's own first
};

struct Changes {
    std::vector<CollectionChanges> collections; // by name
    std::vector<std::string> also_lost;         // what goes of other tables: "3 rows lost of directus_presets"
    std::vector<std::string> warnings;
    std::size_t added = 0, changed = 0, removed = 0;
    bool counted = false; // there was a plan: `lost` is all that is lost
    std::uint64_t rows_lost = 0, values_lost = 0;
    std::size_t destructive = 0, blocked = 0; // steps; without a plan: items that are removed
    bool empty() const noexcept { return collections.empty(); }
    bool destroys() const noexcept { return destructive > 0; }
};

// diff: {collections, fields, systemFields, relations}; plan: null, or as POST /schema/plan answers. records: of
// configuration, as an apply takes them or as an entry of the history tells them; null: none.
Changes changes_of(const boost::json::object& diff, const boost::json::object* plan,
                   const boost::json::object* records = nullptr);

// "12 rows and 2 values", "nothing that holds data"; "what is removed (nobody counted)".
std::string loss_in_words(const Changes&);
// "it would destroy 12 rows", of changes that destroy.
std::string destruction_in_words(const Changes&);
// "1 to add, 2 to change, 1 to remove"; past: "1 added, ..."
std::string counts_in_words(const Changes&, bool past = false);
std::string counted_in_words(std::uint64_t count, const char* one, const char* more);

} // namespace schemad::cli
