// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/database.hpp"

#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace schemad::sqlite {

namespace {

// Of a value and of a row, in bytes: hex(randomblob(300000000)) as a default would be gigabytes for a few rows.
constexpr int longest_value = 128 << 20;

schemad_status status_of(int extended, std::string_view message) noexcept {
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return SCHEMAD_E_UNIQUE;
    case SQLITE_CONSTRAINT_NOTNULL: return SCHEMAD_E_NOT_NULL;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return SCHEMAD_E_FOREIGN_KEY;
    case SQLITE_CONSTRAINT_DATATYPE: return SCHEMAD_E_LOSES_VALUES;
    case SQLITE_READONLY_DBMOVED: return SCHEMAD_E_CONNECTION; // nobody lacks a privilege
    default: break;
    }
    const auto says = [&](std::string_view part) { return message.find(part) != std::string_view::npos; };
    switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SCHEMAD_E_BUSY;
    case SQLITE_INTERRUPT: return SCHEMAD_E_CANCELLED;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return SCHEMAD_E_PERMISSION;
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL: return SCHEMAD_E_CONNECTION;
    case SQLITE_FULL:
    case SQLITE_NOMEM: return SCHEMAD_E_LIMIT;
    case SQLITE_TOOBIG: return SCHEMAD_E_TOO_LONG;
    case SQLITE_MISMATCH: return SCHEMAD_E_OUT_OF_RANGE;
    case SQLITE_CONSTRAINT:
        // ON DELETE RESTRICT acts as a trigger and says so in its code only
        return says("FOREIGN KEY") ? SCHEMAD_E_FOREIGN_KEY : SCHEMAD_E_INVALID;
    case SQLITE_RANGE: return SCHEMAD_E_INVALID;
    case SQLITE_ERROR:
        if (says("no such")) return SCHEMAD_E_NOT_FOUND;
        if (says("already exists") || says("duplicate column name")) return SCHEMAD_E_EXISTS;
        if (says("syntax error") || says("incomplete input") || says("unrecognized token")) return SCHEMAD_E_SYNTAX;
        if (says("foreign key mismatch")) return SCHEMAD_E_FOREIGN_KEY;
        return SCHEMAD_E_INVALID;
    default: return SCHEMAD_E_INTERNAL;
    }
}

// "UNIQUE constraint failed: posts.slug, posts.lang": the first pair.
void name_the_place(kit::Error& e, std::string_view message) {
    constexpr std::string_view mark = " constraint failed: ";
    const auto at = message.find(mark);
    if (at == std::string_view::npos) return;
    auto place = message.substr(at + mark.size());
    place = place.substr(0, place.find(", "));
    const auto dot = place.rfind('.');
    if (dot == std::string_view::npos) return;
    e.table = place.substr(0, dot);
    e.column = place.substr(dot + 1);
}

} // namespace

void fail(sqlite3* db, int code) {
    const int extended = db ? sqlite3_extended_errcode(db) : code;
    std::string message = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    for (auto at = message.find(building_prefix); at != std::string::npos; at = message.find(building_prefix, at))
        message.erase(at, building_prefix.size());
    kit::Error e(status_of(extended ? extended : code, message), message);
    e.vendor_code = extended ? extended : code;
    name_the_place(e, message);
    throw e;
}

Statement::Statement(sqlite3* db, const sql::SqlText& text) : db_(db) {
    const auto sql = text.view();
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max() - 1))
        throw kit::Error(SCHEMAD_E_LIMIT, "the statement is too long");
    if (sql.find('\0') != std::string_view::npos) throw kit::Error(SCHEMAD_E_SYNTAX, "the statement holds a zero byte");
    const char* const end = sql.data() + sql.size();
    const char* tail = nullptr;
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &raw, &tail);
    stmt_.reset(raw);
    if (code != SQLITE_OK) fail(db, code);
    if (!stmt_) throw kit::Error(SCHEMAD_E_SYNTAX, "the statement is empty");
    while (tail < end) {
        const char* const from = tail;
        raw = nullptr;
        code = sqlite3_prepare_v2(db, from, static_cast<int>(end - from), &raw, &tail);
        const std::unique_ptr<sqlite3_stmt, Finalize> more(raw);
        if (code != SQLITE_OK || more) throw kit::Error(SCHEMAD_E_SYNTAX, "only one statement may be given");
        if (tail <= from) break;
    }
}

void Statement::bind(std::span<const schemad_value> params) {
    if (static_cast<std::size_t>(sqlite3_bind_parameter_count(get())) != params.size())
        throw kit::Error(SCHEMAD_E_INVALID, "the statement has another number of parameters");
    int at = 0;
    for (const schemad_value& p : params) {
        int code = SQLITE_OK;
        ++at;
        const char* const bytes = p.kind >= SCHEMAD_TEXT && p.as.text.data ? p.as.text.data : "";
        switch (p.kind) {
        case SCHEMAD_INT64: code = sqlite3_bind_int64(get(), at, p.as.integer); break;
        case SCHEMAD_BOOL: code = sqlite3_bind_int64(get(), at, p.as.integer != 0); break;
        case SCHEMAD_DOUBLE: code = sqlite3_bind_double(get(), at, p.as.real); break;
        case SCHEMAD_TEXT:
            code = sqlite3_bind_text64(get(), at, bytes, p.as.text.size, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case SCHEMAD_BLOB: code = sqlite3_bind_blob64(get(), at, bytes, p.as.text.size, SQLITE_STATIC); break;
        default: code = sqlite3_bind_null(get(), at); break;
        }
        if (code != SQLITE_OK) fail(db_, code);
    }
}

void Statement::bind(int at, std::string_view text) {
    const int code = sqlite3_bind_text64(get(), at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) fail(db_, code);
}

bool Statement::step() {
    const int code = sqlite3_step(get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(db_, code);
    return false;
}

void Statement::reset() noexcept {
    sqlite3_reset(get());
    sqlite3_clear_bindings(get());
}

std::string_view Statement::text(int at) const noexcept {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(get(), at));
    return bytes ? std::string_view{bytes, static_cast<std::size_t>(sqlite3_column_bytes(get(), at))}
                 : std::string_view{};
}

std::optional<std::string_view> Statement::maybe(int at) const noexcept {
    if (null(at)) return std::nullopt;
    return text(at);
}

namespace {

// A new database holds tokens and rows: nobody else reads it, whatever the umask. SQLite gives journals the mode of the
// file. What cannot be made is SQLite's to say.
void make_private(const std::string& path) {
    if (path.empty() || path == ":memory:") return;
    if (const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); made >= 0) ::close(made);
}

// What a path leads to, through whatever links; a file that is open keeps its number for itself.
std::optional<FileIdentity> file_at(const std::string& path) noexcept {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return FileIdentity{found.st_dev, found.st_ino};
}

} // namespace

Database::Database(const std::string& filename, bool create) {
    // a name is a path, never a URI with options of its own
    const std::string path = filename.starts_with("file:") ? "./" + filename : filename;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    if (create) make_private(path);
    const auto before = file_at(path);
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    db_.reset(raw);
    if (code != SQLITE_OK) fail(raw, code);
    const auto opened = before ? before : file_at(path); // made just now
    if (!path.empty() && path != ":memory:" && opened) {
        path_ = path, file_ = *opened;
        require_in_place(); // else nobody knows which of two was opened
    }
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, longest_value);
}

void Database::require_in_place() const {
    if (!path_.empty() && file_at(path_) != file_)
        throw kit::Error(SCHEMAD_E_CONNECTION, "the database file was moved or replaced");
}

void Database::run(const sql::SqlText& sql) const {
    Statement s(get(), sql);
    while (s.step()) {}
}

std::int64_t Database::number(sql::Words sql) const {
    Statement s(get(), sql);
    return s.step() ? s.integer(0) : 0;
}

std::optional<std::string> Database::complaint(const sql::SqlText& text) const {
    const auto sql = text.view();
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v2(get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
    sqlite3_finalize(raw);
    if (code == SQLITE_OK) return std::nullopt;
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_INTERRUPT) fail(get(), code);
    return std::string(sqlite3_errmsg(get()));
}

} // namespace schemad::sqlite
