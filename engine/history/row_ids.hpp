// SPDX-License-Identifier: Apache-2.0
// The numbers of meta rows. A snapshot does not show them but stands in their order, so a row that comes back has to
// get its number back, or the hash is another one. In a diff that leads back they stand as meta.id of what is created.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include <boost/json.hpp>

#include "engine/snapshot/model_reader.hpp"

namespace schemad::history {

using RowIds = std::unordered_map<std::string, std::int64_t>; // by row_key()
std::string row_key(model::ItemKind, std::string_view collection, std::string_view field);

RowIds row_ids_of(const snapshot::Model&);
// Writes them into the creations of a diff, or takes them out of there.
void put_row_ids(boost::json::object& diff, const RowIds&);
void take_row_ids(boost::json::object& diff, RowIds& into);
// The snapshot as it would be read of a project with these numbers: its order, and no system field without an index.
void as_read(boost::json::object& snapshot, const RowIds&, const model::Dialect&);

} // namespace schemad::history
