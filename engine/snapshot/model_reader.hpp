// SPDX-License-Identifier: Apache-2.0
// Reads a project's whole model in one go: catalog, meta rows, snapshot. docs/spec/engine-2-model.md section 2.
#pragma once

#include "engine/snapshot/assemble.hpp"

namespace schemad::snapshot {

struct PermissionFields { // a row of directus_permissions that names fields
    std::int64_t id = 0;
    std::string collection, fields; // as stored, with commas
};

struct TakenName {          // something that stands among the tables by its name and that the catalog does not list
    std::string kind, name; // "sequence"
};

struct Model {
    // The snapshot is made in this storage: assigned from another it would be copied, node by node.
    explicit Model(boost::json::storage_ptr storage) : snapshot(std::move(storage)) {}
    Catalog catalog;
    MetaRows collections, fields, relations;   // names, ids and columns; the meta objects are in the snapshot
    boost::json::value snapshot;               // an object
    std::vector<PermissionFields> permissions; // only where asked for: read_permissions()
    std::vector<TakenName> taken_names;        // only where asked for: read_taken_names()
};

// A few set-based queries, whatever the model's size. Call inside a transaction for one consistent view.
// Throws VendorError, RequestError (503) when the database is no project.
Model read_model(Connection&, const model::Dialect&, const SnapshotScope&, boost::json::storage_ptr);

// What permissions say of fields; empty in a database without such a table. Needed where a field goes.
std::vector<PermissionFields> read_permissions(Connection&, const Catalog&);

// Needed where a table or index is made. <schemad/names.h>
std::vector<TakenName> read_taken_names(Connection&);

} // namespace schemad::snapshot
