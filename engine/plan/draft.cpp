// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/draft.hpp"

namespace schemad::plan {

TableWork& Draft::table(const std::string& name, std::uint32_t kind) {
    if (const auto found = tables_.find(name); found != tables_.end()) return *found->second;
    auto& work = *order.emplace_back(std::make_unique<TableWork>(name, kind));
    tables_.emplace(name, &work);
    return work;
}

const TableWork* Draft::work_on(const std::string& table) const {
    const auto found = tables_.find(table);
    return found == tables_.end() ? nullptr : found->second;
}

bool Draft::is_created_table(const std::string& collection) const {
    const auto* work = work_on(collection);
    return work && work->kind == SCHEMAD_CREATE_TABLE;
}

Step& Draft::run_sql(MetaOrder order_of, const std::string& table_name, const std::string& entity, const char* action,
                     sql::SqlText sql, std::vector<Param> params) {
    Step step;
    step.what = Step::What::meta_rows;
    step.table = table_name, step.entity = step.collection = entity, step.action = action;
    Statement statement;
    statement.sql = std::move(sql), statement.params = std::move(params);
    step.statements.push_back(std::move(statement));
    return (order_of == MetaOrder::write ? writes : removals).emplace_back(std::move(step));
}

} // namespace schemad::plan
