// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot/assemble.hpp"

#include <algorithm>
#include <limits>

#include "engine/js/value.hpp"
#include "engine/model/default_value.hpp"
#include "engine/model/local_type.hpp"
#include "engine/snapshot/catalog_index.hpp"
#include "engine/snapshot/clean_text.hpp"

namespace schemad::snapshot {

namespace {

namespace json = boost::json;

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

bool is_told(const SchemaMember& member, const model::VersionTraits& traits) {
    return traits.tells_indexes || member.key != "is_indexed";
}

// With the keys and no values: a copy has them without another look at each.
json::object blank_schema(const model::VersionTraits& traits, const json::storage_ptr& storage) {
    json::object blank(std::size(schema_members), storage);
    for (const auto& member : schema_members)
        if (is_told(member, traits)) blank.emplace(member.key, nullptr);
    return blank;
}

void describe(json::object& blank, const schemad_column& column, std::string_view type,
              const model::VersionTraits& traits) {
    const auto storage = blank.storage();
    const Described described{column, type, storage};
    auto at = blank.begin();
    for (const auto& member : schema_members)
        if (is_told(member, traits)) (at++)->value() = member.value(described);
}

class Assembly {
public:
    Assembly(const schemad_catalog& catalog, const model::Dialect& dialect, const ScopeFilter& scope,
             json::storage_ptr storage)
        : catalog_(catalog), index_(catalog), dialect_(dialect), system_(dialect.system()), scope_(scope),
          storage_(std::move(storage)), blank_schema_(blank_schema(dialect.traits(), storage_)) {}

    json::array collections(MetaRows& rows) {
        std::vector<Ranked> list;
        std::unordered_set<std::string_view> tracked;
        for (auto& row : rows.list) {
            tracked.insert(row.collection);
            if (!scope_.contains(row.collection) || system_.contains(row.collection) || is_kept_out(row.collection))
                continue;
            list.push_back({row.collection,
                            {},
                            0,
                            collection_item(row.collection, json::value(std::move(row.meta)),
                                            index_.listed_table(row.collection))});
        }
        if (dialect_->lists_untracked)
            for (const auto& table : tables(catalog_)) {
                const auto name = view(table.name);
                if (!(table.flags & SCHEMAD_TABLE_LISTED) || tracked.contains(name) || is_nobodys(name)) continue;
                list.push_back({name, {}, 0, collection_item(name, nullptr, &table)});
            }
        return ordered(Order::by_id, list, storage_);
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
            auto* row = found == metas.end() ? nullptr : found->second;
            if (!row && (!dialect_->lists_untracked || is_nobodys(table))) continue;
            const auto type = model::local_type(&column, row && row->special ? &*row->special : nullptr);
            json::object item(5, storage_);
            item.emplace("collection", std::string_view{CleanText(table)});
            item.emplace("field", std::string_view{CleanText(name)});
            item.emplace("type", type);
            // an alias row over a real column shows twice: leave the meta for its second showing
            if (!row)
                item.emplace("meta", nullptr);
            else if (is_alias(*row))
                item.emplace("meta", row->meta);
            else
                item.emplace("meta", std::move(row->meta));
            describe(item.emplace("schema", blank_schema_).first->value().get_object(), column, type,
                     dialect_.traits());
            list.push_back({table, name, row ? row->id : without_row, std::move(item)});
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
            list.push_back({row.collection, row.field, row.id, std::move(item)});
        }
        system_fields = ordered(Order::by_field, indexed, storage_);
        return ordered(order_of_items(), list, storage_);
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
                const auto column = view(key.columns[i]), related = view(key.referenced_table);
                const MetaRow* with = nullptr;
                if (const auto found = metas.find(FieldKey{table, column}); found != metas.end())
                    for (const auto* row : found->second)
                        if (refers_to(*row, related)) {
                            with = row;
                            break;
                        }
                if (with)
                    used.insert(with);
                else if (!dialect_->lists_untracked || is_nobodys(table))
                    continue;
                list.push_back({table, column, with ? with->id : without_row,
                                with ? relation_item(*with, related, &key, i) : untracked_relation(related, key, i)});
            }
        }
        for (auto& row : rows.list)
            if (!used.contains(&row) && scope_.contains(row.collection))
                list.push_back(
                    {row.collection, row.field, row.id, relation_item(row, one_collection(row), nullptr, 0)});
        return ordered(order_of_items(), list, storage_);
    }

private:
    Order order_of_items() const { return dialect_->ordered_by_name ? Order::by_field : Order::by_id; }

    // Of Directus or of ours: what stands there without a meta row is nobody's model.
    static bool is_nobodys(std::string_view table) { return model::is_system_name(table) || is_kept_out(table); }

    json::object collection_item(std::string_view name, json::value meta, const schemad_table* table) const {
        json::object item(3, storage_);
        item.emplace("collection", std::string_view{CleanText(name)});
        item.emplace("meta", std::move(meta));
        if (!table) return item;
        json::object schema(1, storage_);
        schema.emplace("name", std::string_view{CleanText(view(table->name))});
        item.emplace("schema", std::move(schema));
        return item;
    }

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
        if (key) item.emplace("schema", constraint(related, *key, column));
        return item;
    }

    json::object untracked_relation(std::string_view related, const schemad_foreign_key& key,
                                    std::size_t column) const {
        json::object item(5, storage_);
        item.emplace("collection", std::string_view{CleanText(view(key.table))});
        item.emplace("field", std::string_view{CleanText(view(key.columns[column]))});
        item.emplace("related_collection", related);
        item.emplace("meta", nullptr);
        item.emplace("schema", constraint(related, key, column));
        return item;
    }

    json::object constraint(std::string_view related, const schemad_foreign_key& key, std::size_t column) const {
        json::object schema(7, storage_);
        schema.emplace("table", std::string_view{CleanText(view(key.table))});
        schema.emplace("column", std::string_view{CleanText(view(key.columns[column]))});
        schema.emplace("foreign_key_table", related);
        schema.emplace("foreign_key_column", text_or_null(key.referenced_columns[column], storage_));
        schema.emplace("constraint_name", text_or_null(key.reported_name, storage_));
        schema.emplace("on_update", text_or_null(key.on_update, storage_));
        schema.emplace("on_delete", text_or_null(key.on_delete, storage_));
        return schema;
    }

    const schemad_catalog& catalog_;
    CatalogIndex index_;
    const model::Dialect& dialect_;
    const model::SystemFields& system_;
    const ScopeFilter& scope_;
    json::storage_ptr storage_;
    const json::object blank_schema_;
};

} // namespace

json::object schema_of(const schemad_column& column, std::string_view type, json::storage_ptr storage) {
    const auto& traits = model::newest_traits();
    auto schema = blank_schema(traits, storage);
    describe(schema, column, type, traits);
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

json::array ordered(Order order, std::vector<Ranked>& list, json::storage_ptr storage) {
    std::stable_sort(list.begin(), list.end(), [order](const Ranked& a, const Ranked& b) {
        if (const int names = js::compare(a.collection, b.collection)) return names < 0;
        return order == Order::by_field ? js::compare(a.field, b.field) < 0 : a.id < b.id;
    });
    json::array items(storage);
    items.reserve(list.size());
    for (auto& ranked : list) items.emplace_back(std::move(ranked.item));
    return items;
}

json::object assemble(const schemad_catalog& catalog, MetaRows& collections, MetaRows& fields, MetaRows& relations,
                      const model::Dialect& dialect, const SnapshotScope& wanted, json::storage_ptr storage) {
    std::unordered_set<std::string_view> known;
    if (wanted.kind != SnapshotScope::Kind::everything) {
        for (const auto& row : collections.list) known.insert(row.collection);
        for (const auto& table : tables(catalog))
            if (table.flags & SCHEMAD_TABLE_LISTED) known.insert(view(table.name));
    }
    const ScopeFilter scope(wanted, known);
    Assembly assembly(catalog, dialect, scope, storage);
    json::object snapshot(7, storage);
    snapshot.emplace("version", scope.partial() ? 2 : 1);
    snapshot.emplace("directus", dialect.version_in_snapshots());
    snapshot.emplace("vendor", dialect.vendor());
    snapshot.emplace("collections", assembly.collections(collections));
    json::array system_fields(storage);
    snapshot.emplace("fields", assembly.fields(fields, system_fields));
    if (dialect->lists_system_fields) snapshot.emplace("systemFields", std::move(system_fields));
    snapshot.emplace("relations", assembly.relations(relations));
    return snapshot;
}

} // namespace schemad::snapshot
