// SPDX-License-Identifier: Apache-2.0
// Answers of a server, made by hand: the catalog's reader is tested without one.
#pragma once

#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "plugins/cockroachdb/catalog.hpp"

namespace schemad::test {

using Cell = std::optional<std::string>;
inline const Cell null{};

inline pq::Result answer(int columns, std::initializer_list<std::vector<Cell>> rows) {
    pq::Result r(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK));
    std::string name = "c";
    std::vector<PGresAttDesc> attributes(static_cast<std::size_t>(columns));
    for (auto& a : attributes) a = PGresAttDesc{name.data(), 0, 0, 0, 25, -1, -1};
    if (!r || !PQsetResultAttrs(r.get(), columns, attributes.data())) throw std::bad_alloc();
    int row = 0;
    for (const auto& cells : rows) {
        if (static_cast<int>(cells.size()) != columns) throw std::logic_error("a row has another number of cells");
        for (int i = 0; i < columns; ++i) {
            auto cell = cells[static_cast<std::size_t>(i)];
            const int length = cell ? static_cast<int>(cell->size()) : -1;
            if (!PQsetvalue(r.get(), row, i, cell ? cell->data() : nullptr, length)) throw std::bad_alloc();
        }
        ++row;
    }
    return r;
}

} // namespace schemad::test
