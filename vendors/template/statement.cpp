// SPDX-License-Identifier: Apache-2.0
#include "statement.hpp"

#include <string>

namespace toy {

namespace {

// What the client is told hangs on this: docs/writing-a-vendor.md, "Statuses". Where you cannot know, say E_INTERNAL.
schemad_status status_of(int code, std::string_view message) {
    const auto says = [&](std::string_view words) { return message.find(words) != std::string_view::npos; };
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY: return SCHEMAD_E_UNIQUE;
    case SQLITE_CONSTRAINT_NOTNULL: return SCHEMAD_E_NOT_NULL;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return SCHEMAD_E_FOREIGN_KEY;
    default: break;
    }
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SCHEMAD_E_BUSY;
    case SQLITE_INTERRUPT: return SCHEMAD_E_CANCELLED;
    case SQLITE_READONLY:
    case SQLITE_PERM: return SCHEMAD_E_PERMISSION;
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_IOERR: return SCHEMAD_E_CONNECTION;
    case SQLITE_FULL:
    case SQLITE_NOMEM: return SCHEMAD_E_LIMIT;
    case SQLITE_ERROR:
        // never guessed: behind E_NOT_FOUND the host asks the catalog whether the table is there
        return says("no such") ? SCHEMAD_E_NOT_FOUND : says("already exists") ? SCHEMAD_E_EXISTS : SCHEMAD_E_SYNTAX;
    default: return SCHEMAD_E_INTERNAL;
    }
}

} // namespace

void fail(sqlite3* database, int code) {
    const std::string message = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    const int extended = database ? sqlite3_extended_errcode(database) : code;
    kit::Error error(status_of(extended, message), message);
    error.vendor_code = extended;
    throw error;
}

Statement::Statement(sqlite3* database, const sql::SqlText& text) : database_(database) {
    const auto sql = text.view();
    sqlite3_stmt* made = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &made, &rest);
    statement_.reset(made);
    if (code != SQLITE_OK) fail(database, code);
    if (!statement_ || rest != sql.data() + sql.size())
        throw kit::Error(SCHEMAD_E_SYNTAX, "expected one statement, whole and alone");
}

void Statement::bind(std::span<const schemad_value> params) {
    if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_.get())) != params.size())
        throw kit::Error(SCHEMAD_E_INVALID, "the statement has another number of parameters");
    int at = 0;
    for (const auto& value : params) {
        auto* s = statement_.get();
        ++at;
        int code = SQLITE_OK;
        switch (value.kind) {
        case SCHEMAD_INT64:
        case SCHEMAD_BOOL: code = sqlite3_bind_int64(s, at, value.as.integer); break;
        case SCHEMAD_DOUBLE: code = sqlite3_bind_double(s, at, value.as.real); break;
        case SCHEMAD_TEXT:
            code = sqlite3_bind_text64(s, at, value.as.text.data, value.as.text.size, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case SCHEMAD_BLOB:
            code = sqlite3_bind_blob64(s, at, value.as.text.data, value.as.text.size, SQLITE_STATIC);
            break;
        default: code = sqlite3_bind_null(s, at); break;
        }
        if (code != SQLITE_OK) fail(database_, code);
    }
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(database_, code);
    return code == SQLITE_ROW;
}

std::string_view Statement::name(int column) const noexcept {
    const char* name = sqlite3_column_name(statement_.get(), column);
    return name ? name : "";
}

kit::Text Statement::maybe(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    if (!bytes) return std::nullopt;
    return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

void Statement::put(int column, kit::Rows& rows) const {
    auto* s = statement_.get();
    switch (sqlite3_column_type(s, column)) {
    case SQLITE_INTEGER: return rows.integer(integer(column));
    case SQLITE_FLOAT: return rows.real(sqlite3_column_double(s, column));
    case SQLITE_TEXT: return rows.text(text(column));
    case SQLITE_BLOB: {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(s, column));
        return rows.blob({bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(s, column))});
    }
    default: return rows.null();
    }
}

} // namespace toy
