// SPDX-License-Identifier: Apache-2.0
// One connection to a SQLite file: settings, transactions, pragmas put back on every path, deadlines and cancelling.
// docs/spec/vendors-1-catalog.md 3.1 (connection), docs/spec/vendors-5-ddl.md 5.8, 6.1.
// Errors: kit::Error. Threads: one at a time; cancel() from any.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "plugins/sqlite/database.hpp"
#include "plugins/sqlite/integrity.hpp"

namespace schemad::sqlite {

// What open() takes, and what it makes of it. Errors: kit::Error{E_INVALID} naming the key.
inline constexpr std::string_view known_settings = "filename create busy_timeout_ms statement_timeout_ms";
void check_settings(const kit::Settings& settings);
std::string target_of(const kit::Settings& settings);

class Connection final : public kit::Connection {
public:
    explicit Connection(const kit::Settings& settings);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void ping() override;
    kit::Rows query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) override;
    std::int64_t execute(const sql::SqlText& sql, std::span<const schemad_value> params) override;
    void begin(std::uint32_t mode) override;
    void commit() override;
    void rollback() noexcept override;
    void cancel() noexcept override;
    kit::Catalog inspect() override;
    std::string fingerprint(std::span<const std::string_view> tables) override;
    std::string server() override;
    // A connection like this one to a copy of the structure in memory: scratch.hpp.
    std::unique_ptr<Connection> scratch(std::span<const std::string_view> tables);

private:
    struct InMemory {}; // with the bounds of another connection
    Connection(InMemory, const Connection& like);
    void bound();
    using Clock = std::chrono::steady_clock;
    template <class F> auto timed(F&& work); // runs under the deadline; an interrupt becomes E_CANCELLED or E_TIMEOUT
    bool must_stop() noexcept;
    static int on_progress(void* self) noexcept;
    static int on_busy(void* self, int tries) noexcept;
    void begin_apply();
    void check_transaction() const;
    void put_pragmas_back() noexcept;

    std::unique_ptr<Database> db_;
    std::chrono::milliseconds statement_timeout_{0}, read_timeout_{60'000}, busy_timeout_{5000};
    Clock::time_point deadline_ = Clock::time_point::max();
    std::atomic<bool> cancelled_{false};
    bool timed_out_ = false, applying_ = false;
    bool open_ = false; // begin() was called and neither commit() nor rollback() yet
    bool foreign_keys_were_on_ = false, legacy_alter_was_on_ = false, pragmas_changed_ = false, broken_ = false;
    std::unique_ptr<Integrity> before_; // what was wrong already when an apply began
};

} // namespace schemad::sqlite
