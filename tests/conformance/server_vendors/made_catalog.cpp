// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/server_vendors/made_catalog.hpp"

#include "engine/model/names.hpp"

namespace schemad::test {

void MadeCatalog::add_index(const std::string& name, const std::string& table, const std::string& column,
                            std::uint32_t flags) {
    names_.push_back(keep(column));
    schemad_index i{};
    i.struct_size = sizeof i;
    i.name = keep(name), i.table = keep(table), i.columns = &names_.back(), i.column_count = 1, i.flags = flags;
    indexes_.push_back(i);
}

void MadeCatalog::add_table(const std::string& name, const json::array& fields) {
    schemad_table t{};
    t.struct_size = sizeof t;
    t.kind = SCHEMAD_TABLE_BASE, t.flags = SCHEMAD_TABLE_LISTED | SCHEMAD_TABLE_DESCRIBED, t.name = keep(name);
    if (vendor_.has(SCHEMAD_CAP_SCHEMAS)) t.schema = str("public");
    tables_.push_back(t);
    std::uint32_t ordinal = 0;
    for (const auto& f : fields) {
        const auto& field = f.as_object();
        if (!plan::has_column(field) || string_or(field, "type") == "unknown") continue;
        plan::TableWork scratch("", SCHEMAD_CREATE_TABLE);
        const auto spec = plan::column_spec(scratch, field, false);
        previews_.push_back(vendor_.preview(spec));
        auto c = previews_.back()->column;
        c.struct_size = sizeof c;
        c.table = keep(name), c.name = keep(string_or(field, "field")), c.ordinal = ++ordinal;
        c.foreign_key_schema = c.foreign_key_table = c.foreign_key_column = no_str;
        if (spec.flags & (SCHEMAD_SPEC_PRIMARY_KEY | SCHEMAD_SPEC_AUTO_INCREMENT))
            c.flags |= SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
        columns_.push_back(c);
        const auto column = string_or(field, "field");
        const auto max = vendor_.table().index_name_max;
        const bool is_constraint = vendor_.has(SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT);
        const std::uint32_t unique = SCHEMAD_INDEX_UNIQUE | (is_constraint ? SCHEMAD_INDEX_CONSTRAINT : 0);
        if (c.flags & SCHEMAD_COLUMN_PRIMARY_KEY)
            add_index(vendor_.table().identifier_quote == '`' ? "PRIMARY" : name + "_pkey", name, column,
                      SCHEMAD_INDEX_PRIMARY_KEY | SCHEMAD_INDEX_UNIQUE | SCHEMAD_INDEX_CONSTRAINT);
        else if (spec.flags & SCHEMAD_SPEC_UNIQUE)
            add_index(model::default_name(model::NameKind::unique, name, column, max), name, column, unique);
        if (!(c.flags & SCHEMAD_COLUMN_PRIMARY_KEY) && (spec.flags & SCHEMAD_SPEC_INDEXED))
            add_index(model::default_name(model::NameKind::index, name, column, max), name, column, 0);
    }
}

void MadeCatalog::add_key(const Plan::Key& key) {
    schemad_foreign_key k{};
    k.struct_size = sizeof k;
    k.flags = SCHEMAD_FK_IN_SNAPSHOT;
    k.table = keep(key.table), k.referenced_table = keep(key.related);
    k.name = k.reported_name =
        keep(model::default_name(model::NameKind::foreign, key.table, key.field, model::foreign_key_name_max));
    names_.push_back(keep(key.field));
    k.columns = &names_.back();
    names_.push_back(keep(key.related_field));
    k.referenced_columns = &names_.back();
    k.column_count = 1;
    k.on_delete = keep(key.on_delete.empty() ? "NO ACTION" : key.on_delete);
    k.on_update = keep(key.on_update.empty() ? "NO ACTION" : key.on_update);
    keys_.push_back(k);
    for (auto& c : columns_)
        if (view(c.table) == key.table && view(c.name) == key.field)
            c.foreign_key_table = k.referenced_table, c.foreign_key_column = *k.referenced_columns;
}

const schemad_catalog& MadeCatalog::get() {
    catalog_ = {};
    catalog_.struct_size = sizeof catalog_;
    catalog_.tables = tables_.data(), catalog_.table_count = tables_.size();
    catalog_.columns = columns_.data(), catalog_.column_count = columns_.size();
    catalog_.indexes = indexes_.data(), catalog_.index_count = indexes_.size();
    catalog_.foreign_keys = keys_.data(), catalog_.foreign_key_count = keys_.size();
    return catalog_;
}

} // namespace schemad::test
