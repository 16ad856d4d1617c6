// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot/model_reader.hpp"

namespace schemad::snapshot {

Model read_model(Connection& connection, const model::SystemFields& system, std::string_view directus_version,
                 const SnapshotScope& scope, boost::json::storage_ptr storage) {
    using model::ItemKind;
    Model model(storage);
    model.collections = read_meta_rows(connection, model::meta_table(ItemKind::collection), storage);
    model.fields = read_meta_rows(connection, model::meta_table(ItemKind::field), storage);
    model.relations = read_meta_rows(connection, model::meta_table(ItemKind::relation), storage);
    model.catalog = connection.inspect();
    model.snapshot = assemble(*model.catalog, model.collections, model.fields, model.relations, system,
                              {directus_version, connection.vendor().vendor_string()}, scope, storage);
    return model;
}

} // namespace schemad::snapshot
