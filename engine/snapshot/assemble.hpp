// SPDX-License-Identifier: Apache-2.0
// Catalog rows and meta rows -> Snapshot. docs/spec/engine-2-model.md section 2; docs/spec/vendors-1-catalog.md 1,
// docs/spec/vendors-5-ddl.md 7. Pure and linear in the size of the model.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include <boost/json.hpp>

#include "engine/model/dialect.hpp"
#include "engine/model/items.hpp"
#include "engine/requests.hpp"
#include "engine/snapshot/meta_rows.hpp"

namespace schemad::snapshot {

// The meta objects are moved out of the rows; ids, names and specials stay. Items are in storage.
boost::json::object assemble(const schemad_catalog&, MetaRows& collections, MetaRows& fields, MetaRows& relations,
                             const model::Dialect&, const SnapshotScope&, boost::json::storage_ptr);

// All that a snapshot of any version says of a column under "schema"; type: of the field.
boost::json::object schema_of(const schemad_column&, std::string_view type, boost::json::storage_ptr);

// An item on its way into a list, with what orders it.
struct Ranked {
    std::string_view collection;
    std::string_view field; // orders where names do
    std::int64_t id;        // the meta row's; without_row comes last
    boost::json::object item;
};
inline constexpr std::int64_t without_row = std::numeric_limits<std::int64_t>::max();
// Stable, by collection, then field or id. docs/spec/engine-2-model.md 2.4
enum class Order { by_field, by_id };
boost::json::array ordered(Order, std::vector<Ranked>&, boost::json::storage_ptr);

// Whether an item of that collection belongs to the snapshot. Immutable; borrows the names. A partial snapshot holds
// known collections only (docs/spec/engine-1-http.md 1.6): rows that were left behind by one that is gone are shown by
// a full one alone.
class ScopeFilter {
public:
    ScopeFilter(const SnapshotScope&, const std::unordered_set<std::string_view>& known);
    bool contains(std::string_view collection) const;
    bool partial() const noexcept { return kind_ != SnapshotScope::Kind::everything; }

private:
    SnapshotScope::Kind kind_;
    std::unordered_set<std::string_view> names_; // in the snapshot, unless it is a full one
};

} // namespace schemad::snapshot
