// SPDX-License-Identifier: Apache-2.0
// Catalog rows and meta rows -> Snapshot. docs/spec/engine-2-model.md section 2; docs/spec/vendors-1-catalog.md 1,
// docs/spec/vendors-5-ddl.md 7. Pure and linear in the size of the model.
#pragma once

#include <string_view>

#include <boost/json.hpp>

#include "engine/model/items.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/requests.hpp"
#include "engine/snapshot/meta_rows.hpp"

namespace schemad::snapshot {

struct Origin { // the head of a snapshot
    std::string_view directus_version;
    std::string_view vendor;
};

// The meta objects are moved out of the rows; ids, names and specials stay. Items are in storage.
boost::json::object assemble(const schemad_catalog&, MetaRows& collections, MetaRows& fields, MetaRows& relations,
                             const model::SystemFields&, const Origin&, const SnapshotScope&, boost::json::storage_ptr);

// What a snapshot says of a column under "schema"; type: of the field.
boost::json::object schema_of(const schemad_column&, std::string_view type, boost::json::storage_ptr);

// An item on its way into a list, with what orders it.
struct Ranked {
    std::string_view collection;
    std::string_view field; // orders system fields only
    std::int64_t id;        // the meta row's
    boost::json::object item;
};
// Stable, by collection, then id (or field for system fields). docs/spec/engine-2-model.md 2.4
boost::json::array ordered(model::ItemKind, std::vector<Ranked>&, boost::json::storage_ptr);

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
