// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot/model_reader.hpp"

#include <charconv>
#include <unordered_set>

#include <schemad/names.h>

#include "engine/database/cells.hpp"
#include "engine/database/trusted_sql.hpp"
#include "engine/error.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::snapshot {

namespace {

// A collection whose columns this user may not see would be one without fields, and a deployment of that would delete
// them elsewhere.
void refuse_hidden_columns(const schemad_catalog& catalog, const MetaRows& collections) {
    std::unordered_set<std::string_view> hidden;
    for (const auto& table : tables(catalog))
        if (table.kind == SCHEMAD_TABLE_BASE && (table.flags & SCHEMAD_TABLE_LISTED) &&
            !(table.flags & SCHEMAD_TABLE_DESCRIBED))
            hidden.insert(view(table.name));
    if (hidden.empty()) return;
    for (const auto& row : collections.list) {
        if (!hidden.contains(row.collection)) continue;
        const auto reason =
            "the project's database user may not see all columns of the table \"" + std::string{row.collection} + "\"";
        throw RequestError(ErrorCode::forbidden,
                           "The model cannot be read: " + reason + ", so fields of it would be missing.",
                           {{"collection", row.collection}, {"reason", reason}});
    }
}

} // namespace

Model read_model(Connection& connection, const model::Dialect& dialect, const SnapshotScope& scope,
                 boost::json::storage_ptr storage) {
    using model::ItemKind;
    Model model(storage);
    model.collections = read_meta_rows(connection, model::meta_table(ItemKind::collection), dialect, storage);
    model.fields = read_meta_rows(connection, model::meta_table(ItemKind::field), dialect, storage);
    model.relations = read_meta_rows(connection, model::meta_table(ItemKind::relation), dialect, storage);
    model.catalog = connection.inspect();
    refuse_hidden_columns(*model.catalog, model.collections);
    model.snapshot =
        assemble(*model.catalog, model.collections, model.fields, model.relations, dialect, scope, storage);
    return model;
}

std::vector<PermissionFields> read_permissions(Connection& connection, const Catalog& catalog) {
    const CatalogIndex index(*catalog);
    const std::string_view table = "directus_permissions";
    for (const auto column : {"id", "collection", "fields"})
        if (!index.column(table, column)) return {};
    const auto& vendor = connection.vendor();
    const auto rows = connection.query("select " + vendor.quoted("id") + ", " + vendor.quoted("collection") + ", " +
                                       vendor.quoted("fields") + " from " + vendor.quoted(table) + " where " +
                                       vendor.quoted("fields") + " is not null");
    std::vector<PermissionFields> found;
    for (const auto row : database::CellRows(*rows, 3)) {
        PermissionFields one;
        if (row[0].kind == SCHEMAD_INT64)
            one.id = row[0].as.integer;
        else if (const auto text = view(row[0].as.text); row[0].kind == SCHEMAD_TEXT)
            std::from_chars(text.data(), text.data() + text.size(), one.id);
        if (row[1].kind == SCHEMAD_TEXT) one.collection = view(row[1].as.text);
        if (row[2].kind == SCHEMAD_TEXT) one.fields = view(row[2].as.text);
        found.push_back(std::move(one));
    }
    return found;
}

std::vector<TakenName> read_taken_names(Connection& connection) {
    const auto* names = connection.vendor().extension<schemad_names>(SCHEMAD_NAMES_EXTENSION);
    if (!names || view(names->more_relations).empty()) return {};
    const auto rows = connection.query(database::TrustedSql::rendered(names->more_relations));
    std::vector<TakenName> found;
    for (const auto row : database::CellRows(*rows, 2)) {
        if (row[0].kind == SCHEMAD_TEXT && row[1].kind == SCHEMAD_TEXT)
            found.push_back({std::string{view(row[0].as.text)}, std::string{view(row[1].as.text)}});
    }
    return found;
}

} // namespace schemad::snapshot
