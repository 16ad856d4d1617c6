// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/concern.hpp"

#include <algorithm>
#include <string_view>

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
struct TableFields {
    TableFields(std::string of, std::vector<std::string> its) : table(std::move(of)), fields(std::move(its)) {}
    std::string table;
    std::vector<std::string> fields;
};

RequestError refusal(const Wording& wording, const TableFields& where, const std::string& detail,
                     std::optional<std::int64_t> count) {
    const auto& table = where.table;
    const auto column = where.fields.size() == 1 ? where.fields[0] : std::string{};
    std::string message = wording.before;
    for (std::size_t i = 0; i < where.fields.size(); ++i) message += (i ? ", \"" : " \"") + where.fields[i] + "\"";
    message += " in collection \"" + table + "\"";
    message.append(*wording.after ? " " : ".").append(wording.after);
    if (!detail.empty()) message.append(" ").append(detail);
    boost::json::object extensions;
    extensions["collection"] = table;
    extensions["field"] = column.empty() ? boost::json::value(nullptr) : boost::json::value(column);
    if (count) extensions["count"] = *count;
    return {wording.code, message, std::move(extensions)};
}

// What the database refuses because of what it was asked for.
bool is_of_the_diff(schemad_status status) noexcept {
    return status == SCHEMAD_E_UNSUPPORTED || status == SCHEMAD_E_INVALID || status == SCHEMAD_E_EXISTS ||
           status == SCHEMAD_E_NOT_FOUND;
}

// Of a row of ours the database's words may not say it.
std::string column_of(const VendorError& error, const Concern& concern) {
    if (!concern.meta_rows || error.column.empty()) return {};
    return "the column " + error.column + " of " + concern.table + " cannot hold its value: ";
}

// Of a row of ours whose key is left to the database nothing else is unique.
bool is_given_twice(const VendorError& error, const Concern& concern) {
    if (error.status != SCHEMAD_E_UNIQUE || !concern.meta_rows || !error.column.empty()) return false;
    return concern.table == "directus_fields" || concern.table == "directus_relations" ||
           concern.entity == concern.table + "/new";
}

// A row of ours with a number of its own that was free when the rows were read, under the lock of an apply: who writes
// beside it is no apply.
bool is_taken_meanwhile(const VendorError& error, const Concern& concern) {
    const std::string_view entity = concern.entity;
    const auto number = entity.substr(std::min(entity.size(), concern.table.size() + 1));
    return error.status == SCHEMAD_E_UNIQUE && concern.meta_rows && error.column.empty() && !number.empty() &&
           entity.starts_with(concern.table + "/") && number.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

void rethrow_translated(const VendorError& error, const Concern& concern) {
    const std::string words = error.what();
    // a column, a function or a type that an expression of the diff names, and that is not there, is a fault of syntax
    // as well; our own rows have no expressions
    const bool syntax = error.status == SCHEMAD_E_SYNTAX && !concern.entity.empty() && !concern.meta_rows;
    // what the finished result would break (a view, a trigger of another table) is known at the commit only
    if (syntax || is_of_the_diff(error.status))
        throw invalid_payload(
            "The diff cannot be applied here: " +
            (concern.entity.empty() ? words : concern.entity + ": " + column_of(error, concern) + words));
    // the database's own words name the privilege, or what it is asked for; where nobody knows the table (the beginning
    // and the end of an apply), the error goes on as it is
    if (const auto& table = concern.table.empty() ? error.table : concern.table;
        error.status == SCHEMAD_E_PERMISSION && !table.empty())
        throw RequestError(ErrorCode::forbidden,
                           "The project's database user may not change \"" + table + "\" as the diff asks: " + words,
                           {{"collection", table}, {"reason", words}});
    const auto wording = wording_of(error.status);
    if (!wording) throw error;
    TableFields where{error.table.empty() ? concern.table : error.table, {}};
    if (!error.column.empty())
        where.fields = {error.column};
    else if (!concern.meta_rows) // the fields of the diff are no columns of a meta table
        where.fields = concern.fields;
    if (!concern.meta_rows) throw refusal(*wording, where, "", std::nullopt);
    // a row of ours is no row of the user's: there is no new type, and its own name says nothing of whose it is
    auto of_a_row = *wording;
    if (is_taken_meanwhile(error, concern))
        throw RequestError(ErrorCode::conflict,
                           "Somebody else wrote a row with the key of " + concern.entity +
                               " meanwhile, so nothing was changed. Send it again.",
                           {{"collection", concern.table}, {"field", "id"}});
    if (is_given_twice(error, concern)) {
        where.fields = {"id"};
        throw refusal(of_a_row, where,
                      "It is for " + concern.entity +
                          ", to whose row the database gives a number that another row has: "
                          "its counter is behind the rows, as after a copy without sequences, and has to be set on.",
                      std::nullopt);
    }
    if (error.status == SCHEMAD_E_LOSES_VALUES) of_a_row.after = "cannot be held by its column.";
    throw refusal(of_a_row, where, "It is for " + concern.entity + ".", std::nullopt);
}

RequestError rows_in_the_way(schemad_status refused, const std::string& table, const std::string& field,
                             const std::string& reason, std::int64_t count) {
    const std::string detail =
        "Rows in the way: " + std::to_string(count) + (reason.empty() ? "." : " (they " + reason + ").");
    const auto wording =
        wording_of(refused).value_or(Wording{ErrorCode::invalid_payload, "Field", "cannot be changed."});
    return refusal(wording, {table, {field}}, detail, count);
}

const char* refusal_code(schemad_status refused) {
    const auto wording = wording_of(refused);
    return kind_of(wording ? wording->code : ErrorCode::invalid_payload).code;
}

} // namespace schemad::apply
