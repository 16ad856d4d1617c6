// SPDX-License-Identifier: Apache-2.0
// One libpq connection, never blocking without a bound: connecting has a deadline, every wait ends when the server
// answers, when the host cancels or when the connection is found dead.
//
// Errors: kit::Error. After E_CONNECTION every later call gives E_CONNECTION. Threads: one at a time, cancel() from
// any. Ownership: results are the caller's.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>
#include <schemad/vendor.hpp>

#include "vendors/pq/settings.hpp"

namespace schemad::pq {

struct ClearResult {
    void operator()(PGresult* r) const noexcept { PQclear(r); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

// Parameters as libpq takes them; keeps the text.
class Parameters {
public:
    explicit Parameters(std::span<const schemad_value> values);
    int size() const noexcept { return static_cast<int>(values_.size()); }
    const char* const* values() const noexcept { return values_.data(); }
    const Oid* types() const noexcept { return types_.data(); }
    const int* lengths() const noexcept { return lengths_.data(); }
    const int* formats() const noexcept { return formats_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<const char*> values_;
    std::vector<Oid> types_;
    std::vector<int> lengths_, formats_;
};

class Session {
public:
    Session(const Options& options, kit::Host host);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    int server_version() const noexcept { return PQserverVersion(connection_.get()); }
    // "server_version", "server_encoding" (of the database); empty: not told.
    std::string_view reported(const char* parameter) const noexcept {
        const auto* told = PQparameterStatus(connection_.get(), parameter);
        return told ? told : std::string_view{};
    }
    std::string_view server_encoding() const noexcept { return reported("server_encoding"); }
    bool in_transaction() const noexcept;
    bool in_failed_transaction() const noexcept;
    void require_alive() const;

    // One statement, or several that belong to us, without parameters; the last one's rows.
    Result run(const sql::SqlText& sql);
    Result run(sql::Words sql) { return run(sql::SqlText(sql)); }
    // One statement of the boundary. `row` is called with results of one row each, then with the closing one; when it
    // throws, the rest of the answer is dropped and the session stays usable.
    void stream(const sql::SqlText& sql, std::span<const schemad_value> params,
                const std::function<void(const PGresult&)>& row);
    // All at once, one round trip. The first that fails throws.
    std::vector<Result> pipeline(std::span<const sql::SqlText> statements);

    // Statements of the boundary inside a transaction, in one round trip; each has its time. <schemad/batch.h>
    void execute_all(std::span<const kit::BatchStatement> statements, const kit::Ran& ran);

    // How long a statement may take from now on; 0: as long as the server answers others meanwhile.
    void allow(std::chrono::milliseconds each) noexcept { statement_timeout_ = each; }
    // The same as run(), for what takes no time: a server that does not answer within that is E_CONNECTION.
    void run_quickly(sql::Words sql, std::chrono::milliseconds most);

    void cancel() noexcept;

private:
    using Clock = std::chrono::steady_clock;
    void connect();
    bool server_answers(std::chrono::milliseconds most) const noexcept;
    void cancel_at_server() noexcept;
    void begin_statement();
    void allow_its_time() noexcept; // to the statement that runs from now on
    void wait(short events);
    Result next();
    void drain() noexcept;
    [[noreturn]] void lost(std::string_view what);
    void check(const Result& r);
    static void on_notice(void* self, const PGresult* notice) noexcept;

    struct Finish {
        void operator()(PGconn* c) const noexcept { PQfinish(c); }
    };
    struct FreeCancel {
        void operator()(PGcancel* c) const noexcept { PQfreeCancel(c); }
    };
    const Options options_;
    std::unique_ptr<PGconn, Finish> connection_;
    std::unique_ptr<PGcancel, FreeCancel> cancel_;
    kit::Host host_;
    std::chrono::milliseconds statement_timeout_{0};
    Clock::time_point deadline_ = Clock::time_point::max(), next_probe_ = Clock::time_point::max();
    std::mutex cancelling_; // a late cancel must not hit the next statement
    std::atomic<bool> cancelled_{false}, abandoned_{false};
    int wake_ = -1;    // eventfd: cancel() ends a wait
    std::string lost_; // why the connection is no more
};

} // namespace schemad::pq
