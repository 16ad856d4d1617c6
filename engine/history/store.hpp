// SPDX-License-Identifier: Apache-2.0
// The history in the project's database: tables schemad_history and schemad_history_part. Rows are added, never
// changed.
//
// What writes is called inside begin(APPLY): the lock keeps the numbers without a hole. Errors: VendorError,
// store::OwnTableFault for texts that somebody else wrote and rows that are swallowed. Threads: as one connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <schemad/host.hpp>
#include <schemad/sql_text.hpp>

#include "engine/history/entry.hpp"
#include "engine/store/text_parts.hpp"

namespace schemad::history {

bool exists(const schemad_catalog&);
bool exists(Connection&); // reads the catalog
void require(Connection&, const schemad_catalog&);

struct StoredEntry {
    Entry entry;
    Texts texts;
};

class Store {
public:
    explicit Store(Connection&); // borrowed

    // Gives it the number that is answered, place in the chain and seal; adds its texts, unless they are there (as a
    // draft's).
    std::int64_t append(Entry, const Texts&, bool texts_are_there = false);

    // What an apply is about to do, where its schema changes commit one by one: whoever finds it broken off makes the
    // entry of it. Replaces an earlier draft.
    void draft(const Entry&, const Texts&);
    std::optional<StoredEntry> drafted();
    void drop_draft();

    std::vector<Entry> page(std::int64_t above, std::size_t count);   // oldest first, numbers above this one
    std::vector<Entry> newest(std::size_t count, std::size_t offset); // newest first
    std::optional<Entry> find(std::int64_t id);
    std::optional<Entry> last();
    Texts texts(std::int64_t id);
    // The whole chain, a page at a time; each entry is shown to `seen` as well.
    template <class Seen> ChainCheck check(Seen&& seen) {
        ChainCheck chain;
        for (auto above = before_all;;) {
            const auto entries = page(above, page_size);
            for (const auto& entry : entries) chain.see(entry), seen(entry);
            if (entries.size() < page_size) return chain;
            above = entries.back().id;
        }
    }

private:
    static constexpr std::size_t page_size = 1000;
    static constexpr std::int64_t before_all = -2147483648; // of an integer column
    std::vector<Entry> read(const sql::SqlText& sql, const std::vector<schemad_value>& params);
    std::int64_t next_id();
    static std::vector<store::TextParts::KindOfText> listed(const Texts&);

    Connection& connection_;
    sql::SqlText table_;
    store::TextParts parts_;
    sql::SqlText columns_;
};

} // namespace schemad::history
