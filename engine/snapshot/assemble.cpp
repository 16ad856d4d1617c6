// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot/assemble.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/js/value.hpp"
#include "engine/model/default_value.hpp"
#include "engine/model/local_type.hpp"
#include "engine/snapshot/catalog_index.hpp"
#include "engine/snapshot/clean_text.hpp"

namespace schemad::snapshot {

namespace {

namespace json = boost::json;
using model::ItemKind;

constexpr std::array<std::string_view, 7> alias_specials{"alias", "o2m", "m2m", "m2a", "o2a", "files", "translations"};

bool is_alias(const MetaRow& row) {
    if (!row.special) return false;
    return std::any_of(row.special->begin(), row.special->end(), [](std::string_view special) {
        return std::find(alias_specials.begin(), alias_specials.end(), special) != alias_specials.end();
    });
}

// NaN is what the reference makes of SQLite's two-parameter types; JSON shows it as null, YAML as .nan.
double length_of(const schemad_column& column) {
    return column.max_length_kind == SCHEMAD_LENGTH_NAN ? std::numeric_limits<double>::quiet_NaN() : column.max_length;
}

json::value text_or_null(schemad_str text, const json::storage_ptr& storage) {
    return stated(text) ? json::value(std::string_view{CleanText(view(text))}, storage) : json::value(nullptr, storage);
}

// A column, and how a snapshot's values are made of it.
struct Described {
    const schemad_column& column;
    std::string_view type; // of the field
    const json::storage_ptr& storage;

    json::value text(schemad_str value) const { return text_or_null(value, storage); }
    json::value plain(schemad_str value) const {
        return json::value(std::string_view{CleanText(view(value))}, storage);
    }
    json::value flag(std::uint32_t bit) const { return (column.flags & bit) != 0; }
    static json::value number(std::int64_t n) { return n < 0 ? json::value(nullptr) : json::value(n); }
    json::value default_value() const {
        const bool stated_one = stated(column.default_text);
        const CleanText value(stated_one ? view(column.default_text) : std::string_view{});
        return model::cast_default(stated_one ? str(value) : no_str, type, storage);
    }
};

struct SchemaMember {
    std::string_view key;
    json::value (*value)(const Described&);
};
constexpr SchemaMember schema_members[] = {
    {"name", [](const Described& d) { return d.plain(d.column.name); }},
    {"table", [](const Described& d) { return d.plain(d.column.table); }},
    {"data_type", [](const Described& d) { return d.plain(d.column.data_type); }},
    {"default_value", [](const Described& d) { return d.default_value(); }},
    {"max_length",
     [](const Described& d) {
         return d.column.max_length_kind != SCHEMAD_LENGTH_NULL ? json::value(length_of(d.column))
                                                                : json::value(nullptr);
     }},
    {"numeric_precision", [](const Described& d) { return d.number(d.column.numeric_precision); }},
    {"numeric_scale", [](const Described& d) { return d.number(d.column.numeric_scale); }},
    {"is_nullable", [](const Described& d) { return d.flag(SCHEMAD_COLUMN_NULLABLE); }},
    {"is_unique", [](const Described& d) { return d.flag(SCHEMAD_COLUMN_UNIQUE); }},
    {"is_indexed", [](const Described& d) { return d.flag(SCHEMAD_COLUMN_INDEXED); }},
    {"is_primary_key", [](const Described& d) { return d.flag(SCHEMAD_COLUMN_PRIMARY_KEY); }},
    {"is_generated", [](const Described& d) { return d.flag(SCHEMAD_COLUMN_GENERATED); }},
    {"generation_expression", [](const Described& d) { return d.text(d.column.generation_expression); }},
    {"has_auto_increment", [](const Described& d) { return d.flag(SCHEMAD_COLUMN_AUTO_INCREMENT); }},
    {"foreign_key_table", [](const Described& d) { return d.text(d.column.foreign_key_table); }},
    {"foreign_key_column", [](const Described& d) { return d.text(d.column.foreign_key_column); }},
};

// With the keys and no values: a copy has them without another look at each.
json::object blank_schema(const json::storage_ptr& storage) {
    json::object blank(std::size(schema_members), storage);
    for (const auto& member : schema_members) blank.emplace(member.key, nullptr);
    return blank;
}

void describe(json::object& blank, const schemad_column& column, std::string_view type) {
    const auto storage = blank.storage();
    const Described described{column, type, storage};
    auto at = blank.begin();
    for (const auto& member : schema_members) (at++)->value() = member.value(described);
}

class Assembly {
public:
    Assembly(const schemad_catalog& catalog, const model::SystemFields& system, const ScopeFilter& scope,
             json::storage_ptr storage)
        : catalog_(catalog), index_(catalog), system_(system), scope_(scope), storage_(std::move(storage)),
          blank_schema_(blank_schema(storage_)) {}

    json::array collections(MetaRows& rows) {
        std::vector<Ranked> list;
        for (auto& row : rows.list) {
            if (!scope_.contains(row.collection) || system_.contains(row.collection) || is_kept_out(row.collection))
                continue;
            json::object item(3, storage_);
            item.emplace("collection", std::string_view{CleanText(row.collection)});
            item.emplace("meta", std::move(row.meta));
            if (const auto* table = index_.listed_table(row.collection)) {
                json::object schema(1, storage_);
                schema.emplace("name", std::string_view{CleanText(view(table->name))});
                item.emplace("schema", std::move(schema));
            }
            list.push_back({row.collection, {}, 0, std::move(item)});
        }
        return ordered(ItemKind::collection, list, storage_);
    }

    // Columns with a meta row, then aliases; a column of a system collection only when it is a custom one.
    json::array fields(MetaRows& rows, json::array& system_fields) {
        FieldMap<MetaRow*> metas;
        metas.reserve(rows.list.size());
        for (auto& row : rows.list) metas.emplace(FieldKey{row.collection, row.field}, &row);
        std::vector<Ranked> list, indexed;
        list.reserve(rows.list.size());
        for (const auto& column : schemad::columns(catalog_)) {
            const auto table = view(column.table), name = view(column.name);
            if (!scope_.contains(table) || !index_.is_collection(table)) continue;
            if (system_.contains(table, name)) {
                if (column.flags & SCHEMAD_COLUMN_INDEXED)
                    indexed.push_back({table, name, 0, system_item(table, name)});
                continue;
            }
            const auto found = metas.find(FieldKey{table, name});
            if (found == metas.end()) continue;
            auto& row = *found->second;
            const auto type = model::local_type(&column, row.special ? &*row.special : nullptr);
            json::object item(5, storage_);
            item.emplace("collection", std::string_view{CleanText(table)});
            item.emplace("field", std::string_view{CleanText(name)});
            item.emplace("type", type);
            // an alias row over a real column shows twice: leave the meta for its second showing
            if (is_alias(row))
                item.emplace("meta", row.meta);
            else
                item.emplace("meta", std::move(row.meta));
            describe(item.emplace("schema", blank_schema_).first->value().get_object(), column, type);
            list.push_back({table, {}, row.id, std::move(item)});
        }
        for (auto& row : rows.list) {
            if (!is_alias(row) || !scope_.contains(row.collection) || !index_.is_collection(row.collection) ||
                system_.contains(row.collection, row.field))
                continue;
            json::object item(4, storage_);
            item.emplace("collection", std::string_view{CleanText(row.collection)});
            item.emplace("field", std::string_view{CleanText(row.field)});
            item.emplace("type", "alias");
            item.emplace("meta", std::move(row.meta));
            list.push_back({row.collection, {}, row.id, std::move(item)});
        }
        system_fields = ordered(ItemKind::system_field, indexed, storage_);
        return ordered(ItemKind::field, list, storage_);
    }

    // Foreign keys with their meta row, then meta rows alone (any-to-many, no constraint). docs/spec/vendors-5-ddl.md 7
    json::array relations(MetaRows& rows) {
        FieldMap<std::vector<MetaRow*>> metas;
        for (auto& row : rows.list) metas[FieldKey{row.collection, row.field}].push_back(&row);
        std::vector<Ranked> list;
        std::unordered_set<const MetaRow*> used;
        for (const auto& key : schemad::foreign_keys(catalog_)) {
            const auto table = view(key.table);
            if (!(key.flags & SCHEMAD_FK_IN_SNAPSHOT) || !scope_.contains(table)) continue;
            for (std::size_t i = 0; i < key.column_count; ++i) {
                const auto found = metas.find(FieldKey{table, view(key.columns[i])});
                if (found == metas.end()) continue;
                for (auto* row : found->second)
                    if (refers_to(*row, view(key.referenced_table))) {
                        list.push_back({table, {}, row->id, relation_item(*row, view(key.referenced_table), &key, i)});
                        used.insert(row);
                        break;
                    }
            }
        }
        for (auto& row : rows.list)
            if (!used.contains(&row) && scope_.contains(row.collection))
                list.push_back({row.collection, {}, row.id, relation_item(row, one_collection(row), nullptr, 0)});
        return ordered(ItemKind::relation, list, storage_);
    }

private:
    json::object system_item(std::string_view table, std::string_view name) const {
        json::object item(3, storage_);
        item.emplace("collection", table);
        item.emplace("field", name);
        json::object schema(1, storage_);
        schema.emplace("is_indexed", true);
        item.emplace("schema", std::move(schema));
        return item;
    }

    static std::string_view one_collection(const MetaRow& row) { return model::text_of(row.meta, "one_collection"); }

    static bool refers_to(const MetaRow& row, std::string_view table) {
        const auto one = one_collection(row);
        return one.empty() || one == table;
    }

    json::object relation_item(const MetaRow& row, std::string_view related, const schemad_foreign_key* key,
                               std::size_t column) const {
        json::object item(5, storage_);
        item.emplace("collection", std::string_view{CleanText(row.collection)});
        item.emplace("field", std::string_view{CleanText(row.field)});
        // without a key the meta row's own value stands, which may be null but also empty text
        const auto* one = row.meta.if_contains("one_collection");
        item.emplace("related_collection", key ? json::value(related, storage_) : one ? *one : json::value(nullptr));
        item.emplace("meta", row.meta);
        if (!key) return item;
        json::object schema(7, storage_);
        schema.emplace("table", std::string_view{CleanText(view(key->table))});
        schema.emplace("column", std::string_view{CleanText(view(key->columns[column]))});
        schema.emplace("foreign_key_table", related);
        schema.emplace("foreign_key_column", text_or_null(key->referenced_columns[column], storage_));
        schema.emplace("constraint_name", text_or_null(key->reported_name, storage_));
        schema.emplace("on_update", text_or_null(key->on_update, storage_));
        schema.emplace("on_delete", text_or_null(key->on_delete, storage_));
        item.emplace("schema", std::move(schema));
        return item;
    }

    const schemad_catalog& catalog_;
    CatalogIndex index_;
    const model::SystemFields& system_;
    const ScopeFilter& scope_;
    json::storage_ptr storage_;
    const json::object blank_schema_;
};

} // namespace

json::object schema_of(const schemad_column& column, std::string_view type, json::storage_ptr storage) {
    auto schema = blank_schema(storage);
    describe(schema, column, type);
    return schema;
}

ScopeFilter::ScopeFilter(const SnapshotScope& scope, const std::unordered_set<std::string_view>& known)
    : kind_(scope.kind) {
    if (kind_ == SnapshotScope::Kind::exclude) names_ = known;
    for (const auto& name : scope.names) {
        if (kind_ == SnapshotScope::Kind::exclude)
            names_.erase(name);
        else if (known.contains(name))
            names_.insert(name);
    }
}

bool ScopeFilter::contains(std::string_view collection) const {
    return kind_ == SnapshotScope::Kind::everything || names_.contains(collection);
}

json::array ordered(ItemKind kind, std::vector<Ranked>& list, json::storage_ptr storage) {
    std::stable_sort(list.begin(), list.end(), [kind](const Ranked& a, const Ranked& b) {
        if (const int names = js::compare(a.collection, b.collection)) return names < 0;
        return kind == ItemKind::system_field ? js::compare(a.field, b.field) < 0 : a.id < b.id;
    });
    json::array items(storage);
    items.reserve(list.size());
    for (auto& ranked : list) items.emplace_back(std::move(ranked.item));
    return items;
}

json::object assemble(const schemad_catalog& catalog, MetaRows& collections, MetaRows& fields, MetaRows& relations,
                      const model::SystemFields& system, const Origin& origin, const SnapshotScope& wanted,
                      json::storage_ptr storage) {
    std::unordered_set<std::string_view> known;
    if (wanted.kind != SnapshotScope::Kind::everything) {
        for (const auto& row : collections.list) known.insert(row.collection);
        for (const auto& table : tables(catalog))
            if (table.flags & SCHEMAD_TABLE_LISTED) known.insert(view(table.name));
    }
    const ScopeFilter scope(wanted, known);
    Assembly assembly(catalog, system, scope, storage);
    json::object snapshot(7, storage);
    snapshot.emplace("version", scope.partial() ? 2 : 1);
    snapshot.emplace("directus", origin.directus_version);
    snapshot.emplace("vendor", origin.vendor);
    snapshot.emplace("collections", assembly.collections(collections));
    json::array system_fields(storage);
    snapshot.emplace("fields", assembly.fields(fields, system_fields));
    snapshot.emplace("systemFields", std::move(system_fields));
    snapshot.emplace("relations", assembly.relations(relations));
    return snapshot;
}

} // namespace schemad::snapshot
