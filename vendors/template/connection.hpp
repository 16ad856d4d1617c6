// SPDX-License-Identifier: Apache-2.0
// One connection: statements, transactions, and the bounds of each call.
// Errors: kit::Error. Threads: one at a time; cancel() from any.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include <sqlite3.h>

#include <schemad/vendor.hpp>

namespace toy {

namespace kit = schemad::kit;
namespace sql = schemad::sql;

class Connection final : public kit::Connection {
public:
    explicit Connection(const kit::Settings& settings);
    ~Connection() override { rollback(); }

    void ping() override { run("select 1"); }
    kit::Rows query(const sql::SqlText& text, std::span<const schemad_value> params, std::size_t max_bytes) override;
    std::int64_t execute(const sql::SqlText& text, std::span<const schemad_value> params) override;
    void begin(std::uint32_t mode) override;
    void commit() override;
    void rollback() noexcept override;
    void cancel() noexcept override { cancelled_ = true; }
    kit::Catalog inspect() override;
    std::string server() override { return std::string("SQLite ") + sqlite3_libversion(); }

private:
    void run(sql::Words text) { execute(sql::SqlText(text), {}); }
    bool in_transaction() const noexcept { return sqlite3_get_autocommit(database_.get()) == 0; }
    static int must_stop(void* self) noexcept;

    struct Close {
        void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
    };
    std::unique_ptr<sqlite3, Close> database_;
    std::chrono::steady_clock::time_point deadline_{};
    std::atomic<bool> cancelled_{false};
    bool applying_ = false;
};

} // namespace toy
