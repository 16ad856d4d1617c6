// SPDX-License-Identifier: Apache-2.0
#include "engine/store/create_tables.hpp"

#include <set>

#include "engine/database/transaction.hpp"
#include "engine/database/trusted_sql.hpp"
#include "engine/model/meta_tables.hpp"
#include "engine/model/names.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/store/own_table_fault.hpp"

namespace schemad::store {

namespace {

void add_columns(plan::TableWork& work, const model::MetaTable& table) {
    for (const auto& column : table.columns) {
        schemad_column_spec spec{};
        spec.struct_size = sizeof spec;
        spec.name = str(column.name);
        spec.field_type = str(column.type);
        spec.data_type = spec.generation_expression = spec.references_table = spec.references_column = no_str;
        spec.max_length = column.length ? column.length : SCHEMAD_UNSTATED;
        spec.numeric_precision = spec.numeric_scale = SCHEMAD_UNSTATED;
        if (column.nullable) spec.flags |= SCHEMAD_SPEC_NULLABLE;
        if (column.name == table.id) spec.flags |= SCHEMAD_SPEC_PRIMARY_KEY;
        if (column.name == "id") spec.flags |= SCHEMAD_SPEC_AUTO_INCREMENT;
        spec.default_text = no_str;
        if (!column.initial.empty()) {
            spec.default_kind = column.type == "boolean" ? SCHEMAD_DEFAULT_BOOLEAN : SCHEMAD_DEFAULT_TEXT;
            spec.default_text = str(column.initial);
        }
        work.add_column(spec);
    }
}

void run(Connection& connection, const plan::TableWork& work, std::uint32_t kind, bool keys) {
    std::vector<schemad_change> changes;
    for (const auto& change : work.changes)
        if (keys || change.phase != plan::Phase::add_foreign_key) changes.push_back(change.change);
    if (kind == SCHEMAD_ALTER_TABLE) changes.erase(changes.begin(), changes.end() - 1); // the key, added last
    schemad_step step{};
    step.struct_size = sizeof step;
    step.kind = kind;
    step.table = str(work.name);
    step.changes = changes.data();
    step.change_count = changes.size();
    const auto script = connection.vendor().render(nullptr, step);
    for (const auto& statement : statements(*script))
        if (statement.role == SCHEMAD_RUN) connection.execute(database::TrustedSql::rendered(statement.sql));
}

} // namespace

void create_table(Connection& connection, const model::MetaTable& table) {
    plan::TableWork work(std::string{table.name}, SCHEMAD_CREATE_TABLE);
    add_columns(work, table);
    run(connection, work, SCHEMAD_CREATE_TABLE, false);
}

bool create_meta_tables(Connection& connection) {
    using model::ItemKind;
    database::Transaction making(connection, SCHEMAD_BEGIN_APPLY);
    bool made = false;
    const auto catalog = connection.inspect();
    for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation}) {
        const auto& table = model::meta_table(kind);
        bool there = false;
        for (const auto& known : tables(*catalog)) there = there || view(known.name) == table.name;
        if (there) continue;
        plan::TableWork work(std::string{table.name}, SCHEMAD_CREATE_TABLE);
        add_columns(work, table);
        const bool inline_keys = connection.vendor().has(SCHEMAD_CAP_INLINE_FOREIGN_KEYS);
        if (kind == ItemKind::collection) {
            schemad_foreign_key_spec group{};
            group.struct_size = sizeof group;
            group.name = work.keep(
                model::default_name(model::NameKind::foreign, table.name, "group", model::foreign_key_name_max));
            group.column = str("group");
            group.referenced_table = str(table.name);
            group.referenced_column = str("collection");
            group.on_update = group.on_delete = no_str;
            work.add_foreign_key(group);
        }
        run(connection, work, SCHEMAD_CREATE_TABLE, inline_keys);
        if (kind == ItemKind::collection && !inline_keys) run(connection, work, SCHEMAD_ALTER_TABLE, true);
        made = true;
    }
    making.commit();
    return made;
}

bool exists(const schemad_catalog& catalog, const model::MetaTable& table) {
    for (const auto& one : tables(catalog))
        if (view(one.name) == table.name) return true;
    return false;
}

std::string_view lacking(const schemad_catalog& catalog, const model::MetaTable& table) {
    std::set<std::string_view> there;
    for (const auto& column : columns(catalog))
        if (view(column.table) == table.name) there.insert(view(column.name));
    if (there.empty()) return {};
    for (const auto& column : table.columns)
        if (!there.contains(column.name)) return column.name;
    return {};
}

void require(Connection& connection, const schemad_catalog& catalog, const model::MetaTable& table) {
    for (const auto& one : tables(catalog)) {
        if (view(one.name) != table.name) continue;
        if (one.kind == SCHEMAD_TABLE_BASE) return;
        throw OwnTableFault(ErrorCode::conflict, table, "something else than a plain table has its name");
    }
    on_own_table(table, [&] { create_table(connection, table); });
}

} // namespace schemad::store
