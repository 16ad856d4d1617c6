// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/run_plan.hpp"

#include "engine/apply/journal.hpp"
#include "engine/apply/settler.hpp"

namespace schemad::apply {

namespace {

struct AsValue {
    schemad_value operator()(std::nullptr_t) const { return null_value(); }
    schemad_value operator()(std::int64_t v) const { return value_of(v); }
    schemad_value operator()(double v) const { return value_of(v); }
    schemad_value operator()(bool v) const { return value_of_bool(v); }
    schemad_value operator()(const std::string& v) const { return value_of(std::string_view{v}); }
};

} // namespace

std::vector<schemad_value> values_of(const std::vector<plan::Param>& params) {
    std::vector<schemad_value> values;
    values.reserve(params.size());
    for (const auto& param : params) values.push_back(std::visit(AsValue{}, param));
    return values;
}

namespace {

// Bounds of one insert: every database takes as many parameters and bytes.
constexpr std::size_t max_batch_params = 2000;
constexpr std::size_t max_batch_bytes = 1u << 20;

std::size_t bytes_of(const plan::Statement& statement) {
    std::size_t bytes = statement.sql.view().size();
    for (const auto& param : statement.params)
        if (const auto* text = std::get_if<std::string>(&param)) bytes += text->size();
    return bytes;
}

bool is_row_insert(const plan::Step& step) { return step.statements.size() == 1 && !step.statements[0].values.empty(); }

// How many steps from `first` on insert a row of the same shape, within the bounds; 1 for any other step.
std::size_t batch_at(const std::vector<plan::Step>& steps, std::size_t first) {
    if (!is_row_insert(steps[first])) return 1;
    const auto& one = steps[first].statements[0];
    auto params = one.params.size(), bytes = bytes_of(one);
    std::size_t last = first + 1;
    for (; last < steps.size() && is_row_insert(steps[last]); ++last) {
        const auto& next = steps[last].statements[0];
        params += next.params.size(), bytes += bytes_of(next);
        if (!(next.sql == one.sql) || params > max_batch_params || bytes > max_batch_bytes) break;
    }
    return last - first;
}

void run_batch(Connection& connection, const std::vector<plan::Step>& steps, std::size_t first, std::size_t count,
               Journal* journal) {
    bool begun = false;
    const auto& step = steps[first];
    for (std::size_t i = 0; i < step.statements.size(); ++i) {
        const auto& statement = step.statements[i];
        if (statement.check || (statement.keeps && !journal)) continue; // nothing is undone without one
        auto sql = statement.sql;
        std::vector<schemad_value> params;
        for (std::size_t n = 0; n < count; ++n) {
            const auto& row = steps[first + n].statements[i];
            if (n > 0) sql += ", " + row.values;
            for (const auto& param : row.params) params.push_back(std::visit(AsValue{}, param));
        }
        try {
            connection.execute(sql, params);
        } catch (const VendorError& error) {
            if (journal && !begun && says_refused(error.status)) journal->refused();
            const auto entity = count == 1 ? step.entity
                                           : step.entity + " or one of the " + std::to_string(count - 1) +
                                                 " rows behind it, up to " + steps[first + count - 1].entity;
            rethrow_translated(error, {entity, step.table, step.fields, step.what == plan::Step::What::meta_rows});
        }
        begun = begun || !statement.keeps; // what is kept changes nothing
    }
}

} // namespace

void run_steps(Connection& connection, const plan::Plan& plan, Journal* journal, ApplyProgress* progress) {
    for (std::size_t at = 0; at < plan.steps.size();) {
        const auto count = batch_at(plan.steps, at);
        if (progress) progress->reached(at, plan.steps.size(), plan.steps[at].entity, plan.steps[at].action);
        if (journal) journal->reach(at, count);
        run_batch(connection, plan.steps, at, count, journal);
        if (journal) journal->ran(count);
        at += count;
    }
    if (progress) progress->reached(plan.steps.size(), plan.steps.size(), {}, {});
}

} // namespace schemad::apply
