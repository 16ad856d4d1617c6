// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/connection.hpp"

#include <charconv>
#include <filesystem>
#include <thread>

#include "plugins/sqlite/catalog.hpp"
#include "plugins/sqlite/rows.hpp"
#include "plugins/sqlite/scratch.hpp"

namespace schemad::sqlite {

namespace {

struct Options {
    std::string filename;
    bool create = false;
    std::chrono::milliseconds statement_timeout{0}, read_timeout{60'000}, busy_timeout{5000};
};

std::chrono::milliseconds milliseconds(const kit::Setting& s) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(s.value.data(), s.value.data() + s.value.size(), n);
    if (error != std::errc{} || end != s.value.data() + s.value.size() || n < 0 || n > 86'400'000)
        throw kit::Error(SCHEMAD_E_INVALID,
                         "the setting " + std::string(s.key) + " has to be a number of milliseconds");
    return std::chrono::milliseconds(n);
}

Options read(const kit::Settings& settings) {
    Options o;
    for (const auto& s : settings) {
        if (s.key == "filename") {
            o.filename = s.value;
        } else if (s.key == "create") {
            if (s.value != "true" && s.value != "false")
                throw kit::Error(SCHEMAD_E_INVALID, "the setting create has to be true or false");
            o.create = s.value == "true";
        } else if (s.key == "statement_timeout_ms") {
            o.statement_timeout = o.read_timeout = milliseconds(s);
        } else if (s.key == "busy_timeout_ms") {
            o.busy_timeout = milliseconds(s);
        } else {
            throw kit::Error(SCHEMAD_E_INVALID, "sqlite knows no setting " + std::string(s.key));
        }
    }
    if (o.filename.empty()) throw kit::Error(SCHEMAD_E_INVALID, "sqlite needs the setting filename");
    if (o.filename.find('\0') != std::string::npos)
        throw kit::Error(SCHEMAD_E_INVALID, "the setting filename holds a zero byte");
    return o;
}

} // namespace

void check_settings(const kit::Settings& settings) { (void)read(settings); }

std::string target_of(const kit::Settings& settings) {
    const auto filename = read(settings).filename;
    if (filename == ":memory:") return {}; // each connection has its own
    std::error_code failed;
    const auto real = std::filesystem::weakly_canonical(filename, failed);
    return failed ? filename : real.string();
}

template <class F> auto Connection::timed(F&& work) {
    cancelled_.store(false, std::memory_order_relaxed);
    timed_out_ = false;
    const auto most = applying_ ? statement_timeout_ : read_timeout_; // an apply may take long by nature
    deadline_ = most.count() > 0 ? Clock::now() + most : Clock::time_point::max();
    try {
        return work();
    } catch (const kit::Error& e) {
        if (e.status == SCHEMAD_E_CANCELLED && timed_out_)
            throw kit::Error(SCHEMAD_E_TIMEOUT, "the statement took longer than allowed");
        throw;
    }
}

namespace {

// A lock is told to clients, who need not know where the file lies.
kit::Error with_the_file(const kit::Error& e, const std::string& filename) {
    return kit::Error(e.status, e.what() + (e.status == SCHEMAD_E_BUSY ? std::string() : ": " + filename));
}

} // namespace

Connection::Connection(const kit::Settings& settings) {
    const Options o = read(settings);
    statement_timeout_ = o.statement_timeout;
    read_timeout_ = o.read_timeout;
    busy_timeout_ = o.busy_timeout;
    try {
        db_ = std::make_unique<Database>(o.filename, o.create);
    } catch (const kit::Error& e) { throw with_the_file(e, o.filename); }
    bound();
    const auto start = [&] {
        db_->run("PRAGMA foreign_keys = ON");
        db_->number(
            "SELECT count(*) FROM sqlite_master"); // SQLite opens lazily: find out now whether this is a database
    };
    try {
        timed(start);
    } catch (const kit::Error& e) { throw with_the_file(e, o.filename); }
}

Connection::Connection(InMemory, const Connection& like)
    : db_(std::make_unique<Database>(":memory:", true)), statement_timeout_(like.statement_timeout_),
      read_timeout_(like.read_timeout_), busy_timeout_(like.busy_timeout_) {
    bound();
}

Connection::~Connection() { rollback(); }

void Connection::bound() {
    sqlite3_busy_handler(db_->get(), on_busy, this);
    sqlite3_progress_handler(db_->get(), 2000, on_progress, this);
}

bool Connection::must_stop() noexcept {
    if (cancelled_.load(std::memory_order_relaxed)) return true;
    if (Clock::now() < deadline_) return false;
    timed_out_ = true;
    return true;
}

int Connection::on_progress(void* self) noexcept { return static_cast<Connection*>(self)->must_stop() ? 1 : 0; }

int Connection::on_busy(void* self, int tries) noexcept {
    auto& me = *static_cast<Connection*>(self);
    if (me.must_stop()) {
        sqlite3_interrupt(me.db_->get());
        return 0;
    }
    // 1, 2, 4 ... 32 ms, then 32 ms each: the sum of the waits so far against the setting
    const auto waited = tries < 6 ? (1 << tries) - 1 : 63 + 32 * (tries - 6);
    if (waited >= me.busy_timeout_.count()) return 0;
    const auto next = std::min<std::int64_t>(1 << std::min(tries, 5), me.busy_timeout_.count() - waited);
    std::this_thread::sleep_for(std::chrono::milliseconds(next));
    return 1;
}

// SQLite may roll a transaction back by itself (an interrupted write, a full disk). What follows would then be
// written statement by statement, so it is refused.
void Connection::check_transaction() const {
    if (open_ && !db_->in_transaction())
        throw kit::Error(SCHEMAD_E_CANCELLED, "the transaction was rolled back by the database");
}

void Connection::ping() {
    if (broken_) throw kit::Error(SCHEMAD_E_CONNECTION, "the connection could not be put back in order");
    db_->require_in_place();
    timed([&] { db_->number("SELECT count(*) FROM sqlite_master WHERE 0"); });
}

kit::Rows Connection::query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) {
    check_transaction();
    return timed([&] { return read_rows(*db_, sql, params, max_bytes); });
}

std::int64_t Connection::execute(const sql::SqlText& sql, std::span<const schemad_value> params) {
    check_transaction();
    return timed([&]() -> std::int64_t {
        const auto before = sqlite3_total_changes64(db_->get());
        Statement s(db_->get(), sql);
        s.bind(params);
        while (s.step()) {}
        // sqlite3_changes() still tells of the last INSERT when this was none
        return sqlite3_total_changes64(db_->get()) == before ? 0 : sqlite3_changes64(db_->get());
    });
}

void Connection::begin(std::uint32_t mode) {
    if (open_ || db_->in_transaction()) throw kit::Error(SCHEMAD_E_INVALID, "a transaction is open already");
    if (broken_) throw kit::Error(SCHEMAD_E_CONNECTION, "the connection could not be put back in order");
    applying_ = mode != SCHEMAD_BEGIN_READ;
    timed([&] {
        try {
            if (mode == SCHEMAD_BEGIN_READ) {
                db_->run("BEGIN");
                open_ = true;
                db_->number("SELECT count(*) FROM sqlite_master"); // the view is fixed by the first read, so read
            } else {
                begin_apply();
            }
        } catch (...) {
            rollback();
            throw;
        }
    });
}

void Connection::begin_apply() {
    foreign_keys_were_on_ = db_->number("PRAGMA foreign_keys") != 0;
    legacy_alter_was_on_ = db_->number("PRAGMA legacy_alter_table") != 0;
    pragmas_changed_ = true;
    // a table is rebuilt by dropping it: no cascades, and its name must not be rewritten in what refers to it
    db_->run("PRAGMA foreign_keys = OFF");
    db_->run("PRAGMA legacy_alter_table = ON");
    db_->run("BEGIN IMMEDIATE");
    open_ = true;
    before_ = std::make_unique<Integrity>(*db_);
}

void Connection::commit() {
    if (!open_) throw kit::Error(SCHEMAD_E_INVALID, "no transaction is open");
    check_transaction();
    const bool changes = applying_;
    timed([&] {
        if (before_) before_->check_no_worse(*db_);
        if (changes) db_->require_in_place();
        db_->run("COMMIT");
    });
    open_ = applying_ = false;
    before_.reset();
    put_pragmas_back();
    if (changes)
        db_->require_in_place(); // at this very moment: the outcome is unknown, as of any connection that breaks
}

void Connection::rollback() noexcept {
    applying_ = false;
    try {
        cancelled_.store(false, std::memory_order_relaxed);
        deadline_ = Clock::time_point::max();
        for (int i = 0; i < 3 && db_->in_transaction(); ++i) {
            try {
                db_->run("ROLLBACK");
            } catch (const kit::Error&) { // tried again; left open it shows in broken_
            }
        }
        if (db_->in_transaction()) broken_ = true;
        open_ = false;
        before_.reset();
        put_pragmas_back();
    } catch (...) { broken_ = true; }
}

void Connection::put_pragmas_back() noexcept {
    if (!pragmas_changed_) return;
    try {
        using sql::Words;
        db_->run(foreign_keys_were_on_ ? Words("PRAGMA foreign_keys = ON") : Words("PRAGMA foreign_keys = OFF"));
        db_->run(legacy_alter_was_on_ ? Words("PRAGMA legacy_alter_table = ON")
                                      : Words("PRAGMA legacy_alter_table = OFF"));
        pragmas_changed_ = false;
    } catch (...) {
        broken_ = true; // ping() says so, and the pool drops it
    }
}

void Connection::cancel() noexcept {
    cancelled_.store(true, std::memory_order_relaxed);
    sqlite3_interrupt(db_->get());
}

std::unique_ptr<Connection> Connection::scratch(std::span<const std::string_view> tables) {
    check_transaction();
    std::unique_ptr<Connection> copy(new Connection(InMemory{}, *this));
    timed([&] { copy_structure(*db_, *copy->db_, tables); });
    copy->db_->run("PRAGMA foreign_keys = ON");
    return copy;
}

std::string Connection::server() { return std::string("SQLite ") + sqlite3_libversion(); }

// data_version tells of commits by others, this transaction's view included, and nothing of its own connection's: their
// schema changes count up schema_version, and their rows the changes of the connection. Anything but a table may answer
// something else each time.
std::string Connection::fingerprint(std::span<const std::string_view> tables) {
    check_transaction();
    if (!open_ || applying_) return {};
    return timed([&]() -> std::string {
        auto text = std::to_string(db_->number("PRAGMA data_version")) + ' ' +
                    std::to_string(db_->number("PRAGMA schema_version")) + ' ' +
                    std::to_string(sqlite3_total_changes64(db_->get()));
        for (const auto table : tables) {
            Statement s(db_->get(), "SELECT 1 FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type = 'table' AND "
                                    "rootpage > 0"); // a virtual one has none
            s.bind(1, table);
            if (!s.step()) return {};
        }
        return text;
    });
}

kit::Catalog Connection::inspect() {
    check_transaction();
    return timed([&] {
        if (db_->in_transaction()) return read_catalog(*db_);
        db_->run("BEGIN"); // several queries, one view
        open_ = true;
        try {
            auto catalog = read_catalog(*db_);
            rollback();
            return catalog;
        } catch (...) {
            rollback();
            throw;
        }
    });
}

} // namespace schemad::sqlite
