// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/errors.hpp"

#include <iterator>
#include <string>

namespace schemad::pq {

namespace {

struct Class {
    std::string_view prefix; // the longest that fits comes first
    schemad_status status;
};
constexpr Class classes[] = {
    {"22001", SCHEMAD_E_TOO_LONG},
    {"22003", SCHEMAD_E_OUT_OF_RANGE},
    {"22008", SCHEMAD_E_OUT_OF_RANGE},
    {"22", SCHEMAD_E_INVALID},
    {"23502", SCHEMAD_E_NOT_NULL},
    {"23503", SCHEMAD_E_FOREIGN_KEY},
    {"23505", SCHEMAD_E_UNIQUE},
    {"23P01", SCHEMAD_E_UNIQUE},
    {"23", SCHEMAD_E_INVALID},
    {"25006", SCHEMAD_E_PERMISSION},
    {"25P03", SCHEMAD_E_CONNECTION},
    {"25P04", SCHEMAD_E_CONNECTION},
    {"25", SCHEMAD_E_INVALID},
    {"28", SCHEMAD_E_PERMISSION},
    {"2BP01", SCHEMAD_E_UNSUPPORTED},
    {"3D000", SCHEMAD_E_NOT_FOUND},
    {"3F000", SCHEMAD_E_NOT_FOUND},
    {"40", SCHEMAD_E_BUSY},
    {"40003", SCHEMAD_E_CONNECTION}, // nobody knows whether it was done
    {"42501", SCHEMAD_E_PERMISSION},
    {"42601", SCHEMAD_E_SYNTAX},
    {"42P01", SCHEMAD_E_NOT_FOUND},
    {"42703", SCHEMAD_E_NOT_FOUND},
    {"42704", SCHEMAD_E_NOT_FOUND},
    {"42883", SCHEMAD_E_UNSUPPORTED},
    {"42P06", SCHEMAD_E_EXISTS},
    {"42P07", SCHEMAD_E_EXISTS},
    {"42701", SCHEMAD_E_EXISTS},
    {"42710", SCHEMAD_E_EXISTS},
    {"42712", SCHEMAD_E_EXISTS},
    {"42723", SCHEMAD_E_EXISTS},
    {"42830", SCHEMAD_E_FOREIGN_KEY},
    {"42", SCHEMAD_E_INVALID},
    {"0A000", SCHEMAD_E_UNSUPPORTED},
    {"08", SCHEMAD_E_CONNECTION},
    {"53", SCHEMAD_E_LIMIT},
    {"53300", SCHEMAD_E_CONNECTION},
    {"54", SCHEMAD_E_UNSUPPORTED},
    {"54001", SCHEMAD_E_LIMIT},
    {"55P03", SCHEMAD_E_BUSY},
    {"55006", SCHEMAD_E_BUSY},
    {"57014", SCHEMAD_E_CANCELLED},
    {"57P", SCHEMAD_E_CONNECTION},
    {"55", SCHEMAD_E_INVALID},
    // the server's own troubles; its configuration, its disk
    {"XX", SCHEMAD_E_INTERNAL},
    {"58", SCHEMAD_E_INTERNAL},
    {"F0", SCHEMAD_E_INTERNAL},
    // every other state is an answer to what it was asked: a trigger's or an extension's own states as well
    {"", SCHEMAD_E_INVALID},
};

std::string field(const PGresult* r, int code) {
    const char* text = r ? PQresultErrorField(r, code) : nullptr;
    return text ? text : "";
}

std::string_view without_line_end(std::string_view s) noexcept {
    while (!s.empty() && (s.back() == '\n' || s.back() == ' ')) s.remove_suffix(1);
    return s;
}

} // namespace

schemad_status status_of(std::string_view sqlstate) noexcept {
    const Class* best = nullptr;
    for (const auto& c : classes)
        if (sqlstate.starts_with(c.prefix) && (!best || c.prefix.size() > best->prefix.size())) best = &c;
    return best->status; // the empty one fits always
}

kit::Error error_of(const PGresult* failed, bool cancelled) {
    const auto state = field(failed, PG_DIAG_SQLSTATE);
    auto message = field(failed, PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty())
        message = without_line_end(failed ? PQresultErrorMessage(failed) : "the server gave no answer");
    auto status = state.empty() ? SCHEMAD_E_CONNECTION : status_of(state);
    if (status == SCHEMAD_E_CANCELLED && !cancelled) status = SCHEMAD_E_TIMEOUT; // statement_timeout has no other state
    if (state == "25P02") message = "a statement of this transaction failed before: it has to be rolled back";
    // what depends on the thing is in the detail alone: names of objects, never of rows
    if (state == "2BP01" || state == "0A000")
        if (auto detail = field(failed, PG_DIAG_MESSAGE_DETAIL); !detail.empty()) {
            for (auto& c : detail)
                if (c == '\n') c = ' ';
            message += ": " + detail.substr(0, 500);
        }
    kit::Error e(status, message, field(failed, PG_DIAG_TABLE_NAME), field(failed, PG_DIAG_COLUMN_NAME));
    e.sqlstate = state;
    return e;
}

kit::Error connection_error(const PGconn* connection, std::string_view fallback) {
    const auto said = without_line_end(connection ? PQerrorMessage(connection) : "");
    return {SCHEMAD_E_CONNECTION, std::string(said.empty() ? fallback : said)};
}

} // namespace schemad::pq
