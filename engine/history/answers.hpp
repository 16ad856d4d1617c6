// SPDX-License-Identifier: Apache-2.0
// The history as documents: docs/http-api.md, GET /schema/history. Call inside one consistent view.
// Errors: VendorError; RequestError 409 as WayBack.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json.hpp>

#include "engine/history/store.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::history {

// {chain, entries: [...]}, newest first.
boost::json::value list_document(Store&, std::size_t limit, std::size_t offset);
boost::json::value empty_list();
// One entry with its long texts; nullopt: there is none of this number.
std::optional<boost::json::value> entry_document(Store&, std::int64_t id);
// {hash, diff, lost, warnings}: what leads from `now` to before that entry; null: nothing differs. nullopt: no such
// entry.
std::optional<boost::json::value> revert_document(Store&, std::int64_t id, const snapshot::Model& now,
                                                  const model::Dialect& dialect);

} // namespace schemad::history
