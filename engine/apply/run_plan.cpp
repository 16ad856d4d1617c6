// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/run_plan.hpp"

#include <charconv>
#include <optional>

#include "engine/apply/journal.hpp"
#include "engine/apply/sampled_keys.hpp"
#include "engine/apply/settler.hpp"
#include "engine/database/cells.hpp"
#include "engine/js/value.hpp"

namespace schemad::apply {

namespace {

struct Wording {
    ErrorCode code;
    const char* before; // ... "field" in collection "table" ...
    const char* after;
};

// docs/spec/engine-1-http.md 1.11: the reference's codes and texts for what a database refuses.
std::optional<Wording> wording_of(schemad_status status) {
    switch (status) {
    case SCHEMAD_E_UNIQUE: return Wording{ErrorCode::record_not_unique, "Value for field", "has to be unique."};
    case SCHEMAD_E_CONTAINS_NULL: return Wording{ErrorCode::contains_null_values, "Field", "contains null values."};
    case SCHEMAD_E_NOT_NULL: return Wording{ErrorCode::not_null_violation, "Value for field", "can't be null."};
    case SCHEMAD_E_TOO_LONG: return Wording{ErrorCode::value_too_long, "Value for field", "is too long."};
    case SCHEMAD_E_OUT_OF_RANGE: return Wording{ErrorCode::value_out_of_range, "Value for field", "is out of range."};
    case SCHEMAD_E_LOSES_VALUES:
        return Wording{ErrorCode::value_out_of_range, "Value for field", "would be lost or changed by the new type."};
    case SCHEMAD_E_FOREIGN_KEY: return Wording{ErrorCode::invalid_foreign_key, "Invalid foreign key for field", ""};
    default: return std::nullopt;
    }
}

// Which fields of a collection a refusal can be about: one, or those of the step.
struct Place {
    Place(std::string of, std::vector<std::string> its) : table(std::move(of)), fields(std::move(its)) {}
    std::string table;
    std::vector<std::string> fields;
};

RequestError refusal(const Wording& wording, const Place& place, const std::string& detail,
                     std::optional<std::int64_t> count) {
    const auto& table = place.table;
    const auto column = place.fields.size() == 1 ? place.fields[0] : std::string{};
    std::string message = wording.before;
    for (std::size_t i = 0; i < place.fields.size(); ++i) message += (i ? ", \"" : " \"") + place.fields[i] + "\"";
    message += " in collection \"" + table + "\"";
    message.append(*wording.after ? " " : ".").append(wording.after);
    if (!detail.empty()) message.append(" ").append(detail);
    boost::json::object extensions;
    extensions["collection"] = table;
    extensions["field"] = column.empty() ? boost::json::value(nullptr) : boost::json::value(column);
    if (count) extensions["count"] = *count;
    return {wording.code, message, std::move(extensions)};
}

std::int64_t first_number(const schemad_rows& rows) {
    const database::CellRows found(rows, 1);
    if (found.empty()) return 0;
    const auto& cell = found[0][0];
    if (cell.kind == SCHEMAD_INT64) return cell.as.integer;
    if (cell.kind == SCHEMAD_DOUBLE) return js::truncated(cell.as.real);
    std::int64_t number = 0;
    if (cell.kind == SCHEMAD_TEXT) {
        const auto text = view(cell.as.text);
        std::from_chars(text.data(), text.data() + text.size(), number);
    }
    return number;
}

struct AsValue {
    schemad_value operator()(std::nullptr_t) const { return null_value(); }
    schemad_value operator()(std::int64_t v) const { return value_of(v); }
    schemad_value operator()(double v) const { return value_of(v); }
    schemad_value operator()(bool v) const { return value_of_bool(v); }
    schemad_value operator()(const std::string& v) const { return value_of(std::string_view{v}); }
};

void ask(Connection& connection, const plan::Step& step, const plan::Statement& check) {
    const auto& table = check.table.empty() ? step.table : check.table;
    const auto count =
        translating_errors([&] { return count_of(connection, check); }, {step.entity, table, {check.column}});
    if (count <= 0) return;
    const std::string detail =
        "Rows in the way: " + std::to_string(count) + (check.reason.empty() ? "." : " (they " + check.reason + ").");
    const auto wording =
        wording_of(check.refusal).value_or(Wording{ErrorCode::invalid_payload, "Field", "cannot be changed."});
    auto refused = refusal(wording, {table, {check.column}}, detail, count);
    if (auto keys = sampled_keys(connection, check)) refused.extensions["keys"] = std::move(*keys);
    throw refused;
}

} // namespace

std::vector<schemad_value> values_of(const std::vector<plan::Param>& params) {
    std::vector<schemad_value> values;
    values.reserve(params.size());
    for (const auto& param : params) values.push_back(std::visit(AsValue{}, param));
    return values;
}

std::int64_t count_of(Connection& connection, const plan::Statement& statement) {
    const auto rows = connection.query(statement.sql.view(), values_of(statement.params));
    return first_number(*rows);
}

const char* refusal_code(const plan::Statement& check) {
    const auto wording = wording_of(check.refusal);
    return kind_of(wording ? wording->code : ErrorCode::invalid_payload).code;
}

namespace {

// What the database refuses because of what it was asked for.
bool is_of_the_diff(schemad_status status) noexcept {
    return status == SCHEMAD_E_UNSUPPORTED || status == SCHEMAD_E_INVALID || status == SCHEMAD_E_EXISTS ||
           status == SCHEMAD_E_NOT_FOUND;
}

} // namespace

void rethrow_translated(const VendorError& error, const Concern& concern) {
    const std::string words = error.what();
    // a column, a function or a type that an expression of the diff names, and that is not there, is a fault of syntax
    // as well; our own rows have no expressions
    const bool syntax = error.status == SCHEMAD_E_SYNTAX && !concern.entity.empty() && !concern.meta_rows;
    // what the finished result would break (a view, a trigger of another table) is known at the commit only
    if (syntax || is_of_the_diff(error.status))
        throw invalid_payload("The diff cannot be applied here: " +
                              (concern.entity.empty() ? words : concern.entity + ": " + words));
    // the database's own words name the privilege, or what it is asked for; where nobody knows the table (the beginning
    // and the end of an apply), the error goes on as it is
    if (const auto& table = concern.table.empty() ? error.table : concern.table;
        error.status == SCHEMAD_E_PERMISSION && !table.empty())
        throw RequestError(ErrorCode::forbidden,
                           "The project's database user may not change \"" + table + "\" as the diff asks: " + words,
                           {{"collection", table}, {"reason", words}});
    const auto wording = wording_of(error.status);
    if (!wording) throw error;
    const Place place{error.table.empty() ? concern.table : error.table,
                      error.column.empty() ? concern.fields : std::vector<std::string>{error.column}};
    if (!concern.meta_rows) throw refusal(*wording, place, "", std::nullopt);
    // a row of ours is no row of the user's: there is no new type, and its own name says nothing of whose it is
    auto of_a_row = *wording;
    if (error.status == SCHEMAD_E_LOSES_VALUES) of_a_row.after = "cannot be held by its column.";
    throw refusal(of_a_row, place, "It is for " + concern.entity + ".", std::nullopt);
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

bool is_row_insert(const plan::Step& step) { return step.statements.size() == 1 && step.statements[0].values_at > 0; }

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
        auto sql = statement.sql.str();                                 // rows are joined to it, as they are
        std::vector<schemad_value> params;
        for (std::size_t n = 0; n < count; ++n) {
            const auto& row = steps[first + n].statements[i];
            if (n > 0) sql.append(", ").append(row.sql.view().substr(row.values_at));
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

void ask_checks(Connection& connection, const plan::Plan& plan) {
    for (const auto& step : plan.steps)
        for (const auto& statement : step.statements)
            if (statement.check) ask(connection, step, statement);
}

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
