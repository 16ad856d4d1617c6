// SPDX-License-Identifier: Apache-2.0
// One line to a server: opened, spoken over with deadlines, interrupted from outside.
// docs/spec/vendors-5-ddl.md 10.2, 10.3.
//
// Errors: kit::Error; after E_CONNECTION every later call answers the same. Never reconnects: a lost transaction must
// show. Threads: one at a time; interrupt() from any.
#pragma once

#include <mysql.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <schemad/sql_text.hpp>

#include "plugins/mysql/settings.hpp"

namespace schemad::mysql {

// The rows of an answer while they arrive; what was not read is thrown away.
struct ResultCloser {
    void operator()(MYSQL_RES* r) const noexcept { mysql_free_result(r); }
};
using Result = std::unique_ptr<MYSQL_RES, ResultCloser>;

class Wire {
public:
    using Clock = std::chrono::steady_clock;
    explicit Wire(const Options& options);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // What a statement that is late means: one to be stopped (E_TIMEOUT), or, of those that take no time, that nobody
    // is there any more (E_CONNECTION).
    enum class Late { stop, lost };
    // Runs one statement; null where it answers without rows. `allowed`: 0 for no end, as a change of a large table
    // needs; a server that does not answer others meanwhile is E_CONNECTION.
    Result run(const sql::SqlText& sql, std::chrono::milliseconds allowed, Late late = Late::stop);
    // The same, for what answers nothing or is not to be read; gives the affected rows.
    std::int64_t execute(const sql::SqlText& sql, std::chrono::milliseconds allowed, Late late = Late::stop);
    std::int64_t execute(sql::Words sql, std::chrono::milliseconds allowed, Late late = Late::stop) {
        return execute(sql::SqlText(sql), allowed, late);
    }
    // The next row; null after the last.
    MYSQL_ROW next(MYSQL_RES* rows);
    // Stops an answer that is too long to be read to its end.
    void abandon(Result rows) noexcept;

    void interrupt() noexcept; // from any thread: what runs ends with E_CANCELLED
    std::string escaped(std::string_view text);
    void require_alive() const;
    bool lost() const noexcept { return lost_; }
    unsigned long server_thread() const noexcept { return thread_; }

private:
    struct Closer {
        void operator()(MYSQL* m) const noexcept { mysql_close(m); }
    };
    using Handle = std::unique_ptr<MYSQL, Closer>;
    static Handle connect(const Options& options, std::chrono::milliseconds timeout,
                          std::chrono::milliseconds between_rows);
    static void keep_alive(int socket) noexcept;
    [[noreturn]] void fail();
    void wait(std::chrono::milliseconds allowed, Late late);
    void give_up(const char* why);
    std::chrono::milliseconds second_line() const noexcept;
    bool server_answers() const noexcept;
    bool kill_query(std::uint64_t run, std::chrono::milliseconds most) noexcept;

    const Options options_;
    Handle handle_;
    unsigned long thread_ = 0;
    bool lost_ = false, timed_out_ = false;
    std::atomic<bool> cancelled_{false};
    std::atomic<std::uint64_t> runs_{0}; // odd while a statement runs
    std::mutex interrupting_;
};

} // namespace schemad::mysql
