// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include <string>
#include <vector>

#include "catalog.hpp"
#include "statement.hpp"

namespace toy {

namespace {

constexpr int lock_timeout_ms = 10'000;             // for the lock of an apply, and for each that a statement waits for
constexpr std::chrono::seconds longest_reading{60}; // of one statement; an apply may take long by nature

struct Options {
    std::string filename;
    bool create = false; // `schemad init` sets it
};

// Everything that is not understood is refused: a misspelt setting would be ignored for ever.
Options read(const kit::Settings& settings) {
    Options options;
    for (const auto& [key, value] : settings) {
        if (key == "filename")
            options.filename = value;
        else if (key == "create" && (value == "true" || value == "false"))
            options.create = value == "true";
        else
            throw kit::Error(SCHEMAD_E_INVALID,
                             "toy takes the settings filename and create (true or false); it knows no " +
                                 std::string(key) + " like that");
    }
    if (options.filename.empty()) throw kit::Error(SCHEMAD_E_INVALID, "toy needs the setting filename");
    return options;
}

} // namespace

Connection::Connection(const kit::Settings& settings) {
    const auto options = read(settings);
    sqlite3* opened = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (options.create ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(options.filename.c_str(), &opened, flags, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) fail(opened, code);
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, lock_timeout_ms);
    sqlite3_progress_handler(opened, 2000, must_stop, this);
    run("pragma foreign_keys = on");
    run("select count(*) from sqlite_master"); // whether it is a database is found out now, not by the first request
}

// Asked by the library while a statement runs: no call goes on for ever, and cancel() ends what runs.
int Connection::must_stop(void* self) noexcept {
    const auto& me = *static_cast<Connection*>(self);
    return me.cancelled_ || (!me.applying_ && std::chrono::steady_clock::now() > me.deadline_) ? 1 : 0;
}

kit::Rows Connection::query(const sql::SqlText& text, std::span<const schemad_value> params, std::size_t max_bytes) {
    cancelled_ = false;
    deadline_ = std::chrono::steady_clock::now() + longest_reading;
    Statement statement(database_.get(), text);
    statement.bind(params);
    std::vector<std::string> names;
    for (int i = 0; i < statement.columns(); ++i) names.emplace_back(statement.name(i));
    kit::Rows rows(names, max_bytes); // throws E_LIMIT once there is more than that
    while (statement.step())
        for (int i = 0; i < statement.columns(); ++i) statement.put(i, rows);
    return rows;
}

std::int64_t Connection::execute(const sql::SqlText& text, std::span<const schemad_value> params) {
    cancelled_ = false;
    deadline_ = std::chrono::steady_clock::now() + longest_reading;
    const auto before = sqlite3_total_changes64(database_.get());
    Statement statement(database_.get(), text);
    statement.bind(params);
    while (statement.step()) {}
    return sqlite3_total_changes64(database_.get()) - before;
}

void Connection::begin(std::uint32_t mode) {
    if (in_transaction()) throw kit::Error(SCHEMAD_E_INVALID, "a transaction is open already");
    applying_ = mode == SCHEMAD_BEGIN_APPLY;
    if (applying_)
        run("begin immediate"); // the lock first: every other writer waits, of any process, until commit or rollback
    else
        run("begin");
}

void Connection::commit() {
    if (!in_transaction()) throw kit::Error(SCHEMAD_E_INVALID, "no transaction is open");
    run("commit"); // foreign keys are looked at by each statement, so nothing is left for here
    applying_ = false;
}

void Connection::rollback() noexcept {
    applying_ = false;
    cancelled_ = false;
    deadline_ = std::chrono::steady_clock::time_point::max();
    if (in_transaction()) sqlite3_exec(database_.get(), "rollback", nullptr, nullptr, nullptr);
}

// Several questions, one view: the transaction that is open, or one of its own.
kit::Catalog Connection::inspect() {
    const bool own = !in_transaction();
    cancelled_ = false;
    deadline_ = std::chrono::steady_clock::now() + longest_reading;
    if (own) run("begin");
    try {
        auto catalog = read_catalog(database_.get());
        if (own) rollback();
        return catalog;
    } catch (...) {
        if (own) rollback();
        throw;
    }
}

} // namespace toy
