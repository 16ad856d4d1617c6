// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/not_here.hpp"

#include <algorithm>
#include <optional>

#include "engine/model/local_type.hpp"
#include "engine/model/system_relations.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::plan {

namespace {

using model::text_of;

class NotHere {
public:
    NotHere(const ChangeSet& set, const snapshot::CatalogIndex& catalog, const model::Dialect& dialect)
        : set_(set), catalog_(catalog), lists_untracked_(dialect->lists_untracked), system_(dialect.system()) {}

    std::optional<LeftOut> operator()(const EntityChange& change) const {
        if (change.kind == ItemKind::system_field) return system_index(change);
        if (lists_untracked_ && change.kind == ItemKind::collection && change.action == Action::remove &&
            !model::object_of(*change.before, "meta"))
            return left_out(change,
                            "its table is none of Directus's (it has no row in directus_collections), so it stays");
        if (change.action != Action::create) return std::nullopt;
        const bool system = model::is_system_name(change.collection);
        if (change.kind == ItemKind::collection && model::is_built_in_collection(change.collection))
            return left_out(change, "a collection of Directus itself, which a snapshot does not change");
        if (change.kind == ItemKind::field && system) return field(change);
        if (change.kind == ItemKind::relation) return relation(change, system);
        return std::nullopt;
    }

private:
    static LeftOut left_out(const EntityChange& change, std::string reason, std::string property = {}) {
        return {change.collection, change.field, std::move(property), std::move(reason)};
    }
    bool is_missing(const std::string& collection) const { return !catalog_.any_table(collection); }

    std::optional<LeftOut> system_index(const EntityChange& change) const {
        if (system_.contains(change.collection, change.field) && catalog_.column(change.collection, change.field))
            return std::nullopt;
        return left_out(change, "this version of Directus has no such field", "schema.is_indexed");
    }

    std::optional<LeftOut> field(const EntityChange& change) const {
        if (is_missing(change.collection)) return left_out(change, "its collection is not in this database");
        if (!system_.contains(change.collection, change.field)) return std::nullopt;
        const auto* column = catalog_.column(change.collection, change.field);
        if (!column) return left_out(change, "a field of Directus itself, which this version does not have");
        const auto type = text_of(change.after, "type");
        if (type.empty() || !has_column(change.after) || type == model::local_type(column, nullptr) ||
            type == model::local_type(*column, change.after))
            return left_out(change, "a field of Directus itself, as it is here");
        return std::nullopt;
    }

    std::optional<LeftOut> relation(const EntityChange& change, bool system) const {
        const bool built_in = system_.contains(change.collection, change.field);
        if (system && !built_in && is_missing(change.collection))
            return left_out(change, "the relation's collection is not in this database");
        const bool column = catalog_.column(change.collection, change.field) != nullptr;
        if (built_in) {
            if (!column) return left_out(change, "a relation of Directus itself, whose field is not in this database");
            if (is_as_built_in(change)) return left_out(change, "a relation of Directus itself, as it is here");
            return std::nullopt;
        }
        const auto* field = set_.wanted(ItemKind::field, change.collection, change.field);
        if (field && !has_column(*field))
            return left_out(change, "its field is an alias, and a relation is of a column");
        const auto* of_field = set_.change_of(ItemKind::field, change.collection, change.field);
        if (field || (column && !(of_field && of_field->action == Action::remove))) return std::nullopt;
        return left_out(change, "the relation's field is not stated and not there");
    }

    bool is_as_built_in(const EntityChange& change) const {
        const auto related = text_of(change.after, "related_collection");
        for (const auto* key : catalog_.foreign_keys(change.collection))
            if (key->column_count == 1 && view(key->columns[0]) == change.field)
                return view(key->referenced_table) == related;
        const auto known = model::system_relations();
        return std::any_of(known.begin(), known.end(), [&](const model::SystemRelation& one) {
            return one.collection == change.collection && one.field == change.field && one.related == related;
        });
    }

    const ChangeSet& set_;
    const snapshot::CatalogIndex& catalog_;
    const bool lists_untracked_;
    const model::SystemFields& system_;
};

} // namespace

void leave_out_what_is_not_here(ChangeSet& set, const snapshot::CatalogIndex& catalog, const model::Dialect& dialect) {
    set.leave_out(NotHere(set, catalog, dialect));
}

} // namespace schemad::plan
