// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/connection.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "plugins/mysql/catalog.hpp"
#include "plugins/mysql/parameters.hpp"
#include "plugins/mysql/rows.hpp"
#include "plugins/mysql/scratch.hpp"
#include "plugins/mysql/session_settings.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

namespace {

constexpr std::chrono::milliseconds no_time{5'000}; // for what needs no time of its own

using sql::SqlText;
using sql::Words;

// InnoDB goes on counting the columns that were dropped without a copy of the table; a copy makes it forget them.
constexpr std::int64_t row_too_large = 1118;
constexpr std::size_t most_at_once = 64;       // statements of a compound
constexpr std::size_t packet_room = 64u << 10; // for quotes, numbers and words around the texts of a statement
bool alters_a_table(std::string_view sql) noexcept {
    constexpr std::string_view words = "alter table ";
    return sql.size() > words.size() &&
           std::equal(words.begin(), words.end(), sql.begin(), [](char a, char b) { return a == (b | 0x20); });
}

// User locks are the server's, not the database's: the name is made of it, in at most 64 characters.
std::string lock_name(std::string_view database) {
    std::string name = "schemad:" + std::string(database);
    if (name.size() <= 64) return name;
    std::uint64_t hash = 14695981039346656037ull; // FNV-1a
    for (const char c : database) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    char digits[32];
    static_cast<void>(std::snprintf(digits, sizeof digits, "schemad:#%016llx", static_cast<unsigned long long>(hash)));
    return digits;
}

} // namespace

Connection::Connection(const kit::Settings& settings) : Connection(read_settings(settings)) {}

Connection::Connection(const Options& options)
    : options_(options), wire_(options_), lock_name_(lock_name(options_.database)) {
    start_session();
}

Connection::~Connection() {
    rollback();
    if (!scratch_.empty()) drop_scratch(wire_, options_, scratch_);
}

std::unique_ptr<Connection> Connection::scratch(std::span<const std::string_view> tables) {
    check_usable();
    std::unique_ptr<Connection> copy(new Connection(options_));
    auto& wire = copy->wire_;
    remove_old_scratches(wire, options_.statement_timeout);
    const auto name = scratch_name(wire, options_.statement_timeout);
    copy->scratch_ = name; // from now on it is dropped, whatever happens
    auto woken = Wire::Clock::now();
    const auto keep_awake = [&] { // the server ends an apply that is silent for long
        if (Wire::Clock::now() - woken < std::chrono::seconds(2)) return;
        woken = Wire::Clock::now();
        ping();
    };
    fill_scratch(wire, options_.database, name, tables, options_.statement_timeout, keep_awake);
    copy->lock_name_ = lock_name(name);
    return copy;
}

// A server that takes longer for nothing than it may take to connect is not there.
std::chrono::milliseconds Connection::quickly() const noexcept {
    return std::clamp<std::chrono::milliseconds>(options_.connect_timeout, std::chrono::seconds(1), no_time);
}

// An apply may have statements that take long by nature; what reads has not.
std::chrono::milliseconds Connection::allowed() const noexcept {
    return open_ == Open::apply ? options_.statement_timeout : options_.read_timeout;
}

void Connection::quick(const sql::SqlText& sql) { wire_.execute(sql, quickly(), Wire::Late::lost); }

std::vector<kit::Text> Connection::one_row(const sql::SqlText& sql, std::chrono::milliseconds allowed) {
    std::vector<kit::Text> cells;
    Result rows = wire_.run(sql, allowed, Wire::Late::lost);
    while (MYSQL_ROW row = rows ? wire_.next(rows.get()) : nullptr) {
        const unsigned long* sizes = mysql_fetch_lengths(rows.get());
        cells.clear();
        for (unsigned i = 0; i < mysql_num_fields(rows.get()); ++i)
            cells.push_back(row[i] ? kit::Text(std::string(row[i], sizes[i])) : std::nullopt);
    }
    return cells;
}

void Connection::start_session() {
    const auto lock = seconds_of(options_.lock_timeout);
    // LIMIT, for a session may begin with sql_select_limit = 0
    const auto told = one_row(SqlText("SELECT VERSION(), @@lower_case_table_names, @@explicit_defaults_for_timestamp, "
                                      "@@SESSION.wait_timeout, @@SESSION.max_allowed_packet LIMIT 1"),
                              quickly());
    if (told.size() != 5 || std::any_of(told.begin(), told.end(), [](auto& cell) { return !cell || cell->empty(); }))
        throw kit::Error(SCHEMAD_E_INTERNAL, "the server tells no version");
    server_ = server_of(*told[0]);
    told_version_ = (server_.is_mariadb() ? "MariaDB " : "MySQL ") + *told[0];
    server_.lower_case_table_names = static_cast<unsigned>(told[1]->front() - '0');
    packet_ = std::strtoull(told[4]->c_str(), nullptr, 10);
    quick(session_settings(server_, options_));
    const bool timestamps_default_themselves = told[2] == "0";
    idle_timeout_ = *told[3];
    if (timestamps_default_themselves) {
        try {
            quick("SET SESSION explicit_defaults_for_timestamp = 1");
        } catch (const kit::Error& e) { // where it cannot be set, nullable timestamps still say so
            if (e.status == SCHEMAD_E_CONNECTION) throw;
        }
    }
    // on a Galera cluster: what another node has committed is waited for before it is read
    on_cluster_ = server_.is_mariadb() && one_row(SqlText("SHOW SESSION VARIABLES LIKE 'wsrep_on'"), quickly()) ==
                                              std::vector<kit::Text>{kit::Text("wsrep_on"), kit::Text("ON")};
    if (on_cluster_) quick("SET SESSION wsrep_sync_wait = 1");
    if (!options_.charset.empty()) // a collation has its character set in front: utf8mb4_unicode_ci
        server_.table_options = (options_.charset.find('_') == std::string::npos ? Words(" default character set ")
                                                                                 : Words(" default collate ")) +
                                sql::word(options_.charset);
}

void Connection::check_usable() const {
    wire_.require_alive();
    if (broken_) throw kit::Error(SCHEMAD_E_CONNECTION, "the connection could not be put back in order");
    if (rolled_back_) throw kit::Error(SCHEMAD_E_BUSY, "the transaction was rolled back by the server");
}

template <class F> auto Connection::watched(F&& work) {
    check_usable();
    try {
        return work();
    } catch (const kit::Error& e) {
        // a deadlock ends the whole transaction; a lock timeout may, and what follows would be half of something
        if (open_ != Open::nothing && e.status == SCHEMAD_E_BUSY) rolled_back_ = true;
        throw;
    }
}

void Connection::ping() {
    check_usable();
    quick("DO 0");
}

kit::Rows Connection::query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) {
    return watched([&] {
        const auto text = with_parameters(sql, params, [&](std::string_view s) { return wire_.escaped(s); });
        return read_rows(wire_, text, allowed(), max_bytes);
    });
}

std::int64_t Connection::execute(const sql::SqlText& sql, std::span<const schemad_value> params) {
    return watched([&] {
        const auto text = with_parameters(sql, params, [&](std::string_view s) { return wire_.escaped(s); });
        try {
            return wire_.execute(text, allowed());
        } catch (const kit::Error& e) {
            if (e.vendor_code != row_too_large || !alters_a_table(text.view())) throw;
            return wire_.execute(text + ", algorithm=copy", allowed());
        }
    });
}

// As one compound statement, which ends at the first that fails and remembers how far it came. A cluster replicates
// schema changes by their own text; MySQL has no such statement.
void Connection::execute_all(std::span<const kit::BatchStatement> statements, const kit::Ran& ran) {
    const bool fit =
        server_.is_mariadb() && server_.version >= 100101 && !on_cluster_ && statements.size() <= most_at_once &&
        std::all_of(statements.begin(), statements.end(), [](auto& s) { return is_one_statement(s.sql.view()); });
    if (!fit || !run_compounds(statements, ran)) kit::Connection::execute_all(statements, ran);
}

// Each says that it begins, so that it is known afterwards which of them was the last. As many as the server takes in
// one packet; a statement that is alone too large is told so by the server.
std::vector<Connection::Compound> Connection::compounds_of(std::span<const kit::BatchStatement> statements,
                                                           const std::string& mine) {
    std::vector<Compound> all;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const auto text = " SET @schemad_ran = " + sql::text_literal(mine + std::to_string(i)) + "; " +
                          with_parameters(statements[i].sql, statements[i].params,
                                          [&](std::string_view s) { return wire_.escaped(s); }) +
                          "\n;";
        const auto size = text.view().size();
        if (all.empty() || all.back().text.view().size() + size + packet_room > packet_)
            all.push_back({SqlText("BEGIN NOT ATOMIC"), i});
        all.back().text += text;
        all.back().end = i + 1;
    }
    for (auto& one : all) one.text += " END";
    return all;
}

// False: it was not begun, as where one of them is no SQL or lacks a parameter; by itself that one gets its own
// message.
bool Connection::run_compounds(std::span<const kit::BatchStatement> statements, const kit::Ran& ran) {
    const auto mine = std::to_string(++compounds_) + ":";
    std::vector<Compound> all;
    try {
        all = compounds_of(statements, mine);
    } catch (const kit::Error&) { return false; }
    return watched([&] {
        std::size_t done = 0;
        const auto tell = [&](std::size_t now) {
            while (done < now) ran(done++);
        };
        for (const auto& one : all) {
            try {
                wire_.execute(one.text, allowed());
            } catch (const kit::Error& e) {
                if (e.status == SCHEMAD_E_CONNECTION) throw;
                const auto row = one_row(SqlText("SELECT @schemad_ran"), quickly());
                const bool begun = row.size() == 1 && row[0] && row[0]->starts_with(mine);
                const auto at = begun ? std::strtoul(row[0]->c_str() + mine.size(), nullptr, 10) : 0;
                if (!begun || at < done) { // what stands in front of this one has run
                    if (done == 0) return false;
                    kit::Connection::execute_all(statements.subspan(done), [&](std::size_t) { tell(done + 1); });
                    return true;
                }
                tell(std::min<std::size_t>(at, one.end - 1));
                if (e.vendor_code != row_too_large || !alters_a_table(statements[done].sql.view())) throw;
                for (; done < one.end; tell(done + 1)) // the first of them knows a way
                    execute(statements[done].sql, statements[done].params);
            }
            tell(one.end);
        }
        return true;
    });
}

// An escaped text may take twice its bytes.
std::size_t Connection::most_bytes() const noexcept { return (packet_ - std::min(packet_room, packet_ / 4)) / 2; }

void Connection::begin(std::uint32_t mode) {
    check_usable();
    if (open_ != Open::nothing) throw kit::Error(SCHEMAD_E_INVALID, "a transaction is open already");
    try {
        if (mode == SCHEMAD_BEGIN_READ) {
            open_ = Open::read;
            quick("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            quick("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        } else {
            open_ = Open::apply;
            // an owner that stopped talking must not keep the lock: the server ends its session, and that frees it
            if (options_.apply_idle_timeout.count() > 0)
                quick("SET SESSION wait_timeout = " + seconds_of(options_.apply_idle_timeout));
            take_lock();
            quick("SET SESSION autocommit = 0");
        }
    } catch (...) {
        rollback();
        throw;
    }
}

void Connection::take_lock() {
    const auto name = sql::text_literal(lock_name_, sql::LiteralStyle::mysql);
    const auto seconds = sql::number((options_.lock_timeout.count() + 999) / 1000);
    const auto taken = one_row("SELECT GET_LOCK(" + name + ", " + seconds + ")",
                               options_.lock_timeout + std::chrono::seconds(1) + quickly());
    if (taken.size() != 1 || taken[0] != "1")
        throw kit::Error(SCHEMAD_E_BUSY, "another schema change of this database is running" + lock_holder());
    locked_ = true;
}

// For the message; what the server does not show to this user is left out.
std::string Connection::lock_holder() {
    try {
        const auto who =
            one_row("SELECT `ID`, `USER`, `HOST`, `TIME`, `COMMAND` FROM information_schema.PROCESSLIST WHERE `ID` = "
                    "IS_USED_LOCK(" +
                        sql::text_literal(lock_name_, sql::LiteralStyle::mysql) + ")",
                    quickly());
        if (who.size() != 5 || !who[0] || !who[1] || !who[2] || !who[3] || !who[4]) return {};
        const bool idle = *who[4] == "Sleep";
        return ": connection " + *who[0] + " of " + *who[1] + "@" + *who[2] + " holds its lock and " +
               (idle ? "has been silent" : "has been busy with one statement") + " for " + *who[3] + " seconds";
    } catch (const kit::Error& e) {
        if (e.status == SCHEMAD_E_CONNECTION) throw;
        return {};
    }
}

void Connection::end_apply() {
    if (open_ == Open::apply) quick("SET SESSION autocommit = 1, wait_timeout = " + sql::number(idle_timeout_));
    if (locked_) {
        quick("DO RELEASE_LOCK(" + sql::text_literal(lock_name_, sql::LiteralStyle::mysql) + ")");
        locked_ = false;
    }
}

void Connection::commit() {
    if (open_ == Open::nothing) throw kit::Error(SCHEMAD_E_INVALID, "no transaction is open");
    watched([&] { wire_.execute("COMMIT", allowed()); });
    try {
        end_apply();
    } catch (...) {
        broken_ = true; // it is committed; the pool finds out at the next ping
    }
    open_ = Open::nothing;
}

void Connection::rollback() noexcept {
    if (open_ == Open::nothing) return;
    try {
        if (!wire_.lost()) { // else the server has done it all
            // undoing many rows may take its time; a server that is gone is noticed meanwhile
            wire_.execute("ROLLBACK", std::chrono::milliseconds{0});
            end_apply();
        }
    } catch (...) { broken_ = true; }
    open_ = Open::nothing;
    rolled_back_ = locked_ = false;
}

kit::Catalog Connection::inspect() {
    return watched([&] { return read_catalog(wire_, server_, allowed()); });
}

} // namespace schemad::mysql
