// SPDX-License-Identifier: Apache-2.0
// What a plan is made from: the changes that a diff asks for, the model as it is, the vendor, what was asked beside.
// All passes read it and none changes it. Borrows what it was made from. Threads: any that only read.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include <schemad/host.hpp>

#include "engine/plan/plan.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::plan {

class Input {
public:
    Input(const ChangeSet&, const snapshot::Model&, const Vendor&, const model::Dialect&, PlanOptions);

    const ChangeSet& set;
    const snapshot::Model& model;
    const Vendor& vendor;
    const model::Dialect& dialect;
    const model::SystemFields& system; // the dialect's
    const PlanOptions options;
    const snapshot::CatalogIndex index;

    // By collection and by key, so that no pass scans the whole model for an entity.
    const std::vector<const EntityChange*>& field_changes(std::string_view collection) const;
    const std::vector<const snapshot::MetaRow*>& field_rows(std::string_view collection) const;
    const snapshot::MetaRow* row_of(ItemKind, std::string_view collection, std::string_view field = {}) const;
    const snapshot::MetaRows& meta_rows(ItemKind) const;

    bool is_removed(std::string_view collection) const;
    bool has_column_named(std::string_view table, std::string_view column) const {
        return index.column(table, column) != nullptr;
    }
    sql::SqlText q(std::string_view identifier) const { return vendor.quoted(identifier); }

private:
    std::unordered_map<std::string_view, std::vector<const EntityChange*>> field_changes_;
    std::unordered_map<std::string_view, std::vector<const snapshot::MetaRow*>> field_rows_;
    std::unordered_map<std::string, const snapshot::MetaRow*> rows_;
};

} // namespace schemad::plan
