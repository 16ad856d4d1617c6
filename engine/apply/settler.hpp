// SPDX-License-Identifier: Apache-2.0
// One journal of an apply that broke off: what of it is done as far as the journal and the catalog tell, what either
// way out of it would run, and the running of it. Private to engine/apply.
//
// A step is in doubt where the journal says only that it was begun. It is judged by the catalog, against how things
// were before it. An undo takes away only what this apply is known to have made, and nothing that others have filled.
//
// Call inside begin(APPLY), or, for what only looks, inside begin(READ). Errors: VendorError, Blocked,
// std::runtime_error for a journal that cannot be read. Threads: as one connection.
#pragma once

#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/apply/journal_store.hpp"
#include "engine/apply/journal_text.hpp"
#include "engine/apply/lease.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::apply {

// The server says that it has not done what it was asked for. Not so where the answer is lost, late or unclear.
bool says_refused(schemad_status) noexcept;

struct Act {
    std::size_t step = 0;
    std::string entity;
    std::vector<const plan::Statement*> statements{}; // none: nothing is to be done
    std::string why{};                                // why nothing is to be done, or what stands in the way
    bool blocked = false;
};

// A way cannot be gone: where, why, and whether the statement there is known to have done nothing.
struct Blocked : std::runtime_error {
    Blocked(std::size_t at, const std::string& what_entity, const std::string& why, bool is_refused)
        : std::runtime_error(why), step(at), entity(what_entity), refused(is_refused) {}
    std::size_t step;
    std::string entity;
    bool refused;
};

class Settler {
public:
    // Borrows. Throws std::runtime_error also where a step of the journal is gone.
    Settler(Connection&, const schemad_catalog&, JournalRow);
    const JournalRow& row() const noexcept { return row_; }
    std::size_t steps() const noexcept { return steps_.size(); }
    const std::string& entity(std::size_t step) const { return steps_[step].entity; }
    bool in_doubt(std::size_t step) const { return step + 1 == row_.position && !row_.exact(); }
    // Something that nothing brings back has happened.
    bool destroyed() const;
    std::vector<Act> way_back();
    std::vector<Act> way_on();
    // Throws Blocked before the first statement where something of the way is in the way.
    void go(const std::vector<Act>&, Lease&, bool forward);

private:
    struct WrittenStep {
        std::string entity, table, column;
        bool destroys = false;
        std::vector<plan::Statement> redo;
        WayBack back;
    };
    using Key = std::pair<std::string, std::string>; // kind and table, name
    static Key key_of(const plan::Touch&);
    bool there(const plan::Touch&) const;
    std::string what_stands_in_the_way(const plan::Touch&, bool in_doubt);
    void undo_touch(Act&, const WrittenStep&, const plan::Statement&, bool in_doubt);

    Connection& connection_;
    const snapshot::CatalogIndex index_;
    JournalRow row_;
    std::vector<WrittenStep> steps_;
    std::map<Key, bool> there_; // after the acts so far, where the catalog says otherwise
};

} // namespace schemad::apply
