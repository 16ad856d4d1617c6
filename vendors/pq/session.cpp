// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/session.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "vendors/pq/errors.hpp"
#include "vendors/sql/placeholders.hpp"

namespace schemad::pq {

namespace {

// How long a server may take to notice a cancel, or its own timeout, before it counts as gone.
constexpr std::chrono::seconds grace{10};
// A statement may take long; whether its server still answers is asked now and then, and how long that may take.
constexpr std::chrono::seconds probe_every{10}, probe{10};
constexpr std::chrono::seconds before_cancel{1}; // the same, when there is no time
constexpr std::size_t most_parameters = 65535;   // the protocol's
constexpr Oid bytea_type = 17;

std::string double_text(double d) {
    char buffer[64];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, d);
    return error == std::errc{} ? std::string(buffer, end) : std::string("NaN");
}

} // namespace

Parameters::Parameters(std::span<const schemad_value> values) {
    texts_.reserve(values.size());
    for (const auto& v : values) {
        Oid type = 0; // the server finds out from where the parameter stands
        int format = 0;
        bool null = false;
        std::string text;
        switch (v.kind) {
        case SCHEMAD_INT64: text = std::to_string(v.as.integer); break;
        case SCHEMAD_DOUBLE: text = double_text(v.as.real); break;
        case SCHEMAD_BOOL: text = v.as.integer ? "true" : "false"; break;
        case SCHEMAD_TEXT:
            text = kit::view(v.as.text);
            if (text.find('\0') != std::string::npos) throw kit::Error(SCHEMAD_E_INVALID, "a text holds a zero byte");
            break;
        case SCHEMAD_BLOB: text = kit::view(v.as.text), type = bytea_type, format = 1; break;
        default: null = true;
        }
        if (text.size() > 0x3fffffff) throw kit::Error(SCHEMAD_E_LIMIT, "a parameter is too long");
        texts_.push_back(std::move(text));
        values_.push_back(null ? nullptr : texts_.back().c_str());
        types_.push_back(type);
        lengths_.push_back(static_cast<int>(texts_.back().size()));
        formats_.push_back(format);
    }
}

Session::Session(const Options& options, kit::Host host)
    : options_(options), host_(host), statement_timeout_(options.read_timeout) {
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0) throw kit::Error(SCHEMAD_E_LIMIT, "no file handle is left");
    try {
        connect();
    } catch (...) {
        ::close(wake_);
        throw;
    }
}

Session::~Session() {
    connection_.reset();
    ::close(wake_);
}

namespace {

// Starts a connection and waits for it; `reached`: the server has said something.
PGconn* connected(const Options& options, std::chrono::milliseconds most, bool& in_time, bool& reached) {
    using Clock = std::chrono::steady_clock;
    std::vector<const char*> keys, values;
    for (const auto& [key, value] : options.conninfo) keys.push_back(key.c_str()), values.push_back(value.c_str());
    keys.push_back(nullptr), values.push_back(nullptr);
    const auto deadline = Clock::now() + most;
    auto* connection = PQconnectStartParams(keys.data(), values.data(), 1);
    auto state = PGRES_POLLING_WRITING;
    in_time = true, reached = false;
    while (connection && state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED &&
           PQstatus(connection) != CONNECTION_BAD) {
        pollfd fd{PQsocket(connection), static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        const int ready = left > 0 ? poll(&fd, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) {
            in_time = false;
            break;
        }
        if (state == PGRES_POLLING_READING && (fd.revents & POLLIN)) reached = true;
        state = PQconnectPoll(connection);
    }
    return connection;
}

} // namespace

void Session::connect() {
    bool in_time = true, reached = false;
    connection_.reset(connected(options_, options_.connect_timeout, in_time, reached));
    if (!connection_) throw kit::Error(SCHEMAD_E_LIMIT, "out of memory");
    if (!in_time)
        throw kit::Error(SCHEMAD_E_CONNECTION, "the database server did not answer within " +
                                                   std::to_string(options_.connect_timeout.count()) + " ms");
    if (PQstatus(connection_.get()) != CONNECTION_OK)
        throw connection_error(connection_.get(), "the database server cannot be reached");
    PQsetNoticeReceiver(connection_.get(), on_notice, this);
    if (PQsetnonblocking(connection_.get(), 1) != 0) throw connection_error(connection_.get(), "no connection");
    cancel_.reset(PQgetCancel(connection_.get()));
}

// Over a line of its own. That it refuses us is an answer, too.
bool Session::server_answers(std::chrono::milliseconds most) const noexcept {
    try {
        bool in_time = true, reached = false;
        const std::unique_ptr<PGconn, Finish> second(
            connected(options_, std::min(most, options_.connect_timeout), in_time, reached));
        return second && in_time && (PQstatus(second.get()) == CONNECTION_OK || reached);
    } catch (...) { return true; } // out of memory says nothing about it
}

void Session::on_notice(void* self, const PGresult* notice) noexcept {
    try {
        const char* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
        if (text) static_cast<Session*>(self)->host_.log(SCHEMAD_LOG_DEBUG, std::string_view(text).substr(0, 500));
    } catch (...) { // a notice is not worth an error
    }
}

bool Session::in_transaction() const noexcept {
    const auto s = PQtransactionStatus(connection_.get());
    return s == PQTRANS_INTRANS || s == PQTRANS_INERROR || s == PQTRANS_ACTIVE;
}
bool Session::in_failed_transaction() const noexcept {
    return PQtransactionStatus(connection_.get()) == PQTRANS_INERROR;
}

void Session::require_alive() const {
    if (!lost_.empty()) throw kit::Error(SCHEMAD_E_CONNECTION, lost_);
}

void Session::lost(std::string_view what) {
    if (lost_.empty()) lost_ = connection_error(connection_.get(), what).what();
    if (lost_.empty()) lost_ = "the connection is closed";
    const bool on_request = cancelled_.load(std::memory_order_relaxed);
    throw kit::Error(on_request ? SCHEMAD_E_CANCELLED : SCHEMAD_E_CONNECTION, lost_);
}

void Session::begin_statement() {
    require_alive();
    const std::lock_guard no_cancel_under_way(cancelling_);
    std::uint64_t count = 0;
    [[maybe_unused]] const auto emptied = ::read(wake_, &count, sizeof count);
    cancelled_.store(false, std::memory_order_relaxed);
    allow_its_time();
}

void Session::allow_its_time() noexcept {
    deadline_ = statement_timeout_.count() > 0 ? Clock::now() + statement_timeout_ + grace : Clock::time_point::max();
    next_probe_ = Clock::now() + probe_every;
}

void Session::wait(short events) {
    for (;;) {
        if (abandoned_) lost("the database server does not answer any more");
        const auto now = Clock::now();
        if (now >= deadline_) lost("the database server does not answer any more");
        if (now >= next_probe_) {
            if (!server_answers(probe)) lost("the database server does not answer, nor take another connection");
            next_probe_ = Clock::now() + probe_every;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(std::min(deadline_, next_probe_) - now).count();
        pollfd fds[2] = {{PQsocket(connection_.get()), events, 0}, {wake_, POLLIN, 0}};
        if (fds[0].fd < 0) lost("the connection is closed");
        const int ready = poll(fds, 2, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
        if (ready < 0 && errno != EINTR) lost("the connection cannot be waited for");
        if (ready > 0 && fds[1].revents) {
            std::uint64_t count = 0;
            [[maybe_unused]] const auto emptied = ::read(wake_, &count, sizeof count);
            deadline_ = std::min(deadline_, Clock::now() + grace);
        }
        if (ready > 0 && fds[0].revents) return;
    }
}

// The next result of what was sent; null at its end.
Result Session::next() {
    for (;;) {
        const int flushed = PQflush(connection_.get());
        if (flushed < 0) lost("the connection to the database server broke");
        if (flushed == 0) break;
        wait(POLLIN | POLLOUT);
        if (!PQconsumeInput(connection_.get())) lost("the connection to the database server broke");
    }
    while (PQisBusy(connection_.get())) {
        wait(POLLIN);
        if (!PQconsumeInput(connection_.get())) lost("the connection to the database server broke");
    }
    Result r(PQgetResult(connection_.get()));
    if (r) {
        const auto status = PQresultStatus(r.get());
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
            lost_ = "COPY is no statement for this connection";
            throw kit::Error(SCHEMAD_E_UNSUPPORTED, lost_);
        }
    }
    if (PQstatus(connection_.get()) == CONNECTION_BAD) {
        if (r && PQresultStatus(r.get()) == PGRES_FATAL_ERROR) lost(error_of(r.get(), false).what());
        lost("the connection to the database server broke");
    }
    return r;
}

void Session::check(const Result& r) {
    const auto status = PQresultStatus(r.get());
    if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) return;
    auto e = error_of(r.get(), cancelled_.load(std::memory_order_relaxed));
    if (e.status == SCHEMAD_E_CONNECTION) lost_ = e.what();
    throw e;
}

void Session::drain() noexcept {
    try {
        while (next()) {}
    } catch (...) { // lost_ says so from now on
    }
}

Result Session::run(const sql::SqlText& sql) {
    begin_statement();
    if (!PQsendQuery(connection_.get(), sql.str().c_str())) lost("the statement could not be sent");
    Result last;
    while (auto r = next()) {
        try {
            check(r);
        } catch (...) {
            drain();
            throw;
        }
        last = std::move(r);
    }
    return last;
}

void Session::run_quickly(sql::Words sql, std::chrono::milliseconds most) {
    const auto allowed = std::exchange(statement_timeout_, std::max(most, std::chrono::milliseconds(1)));
    try {
        begin_statement();
        deadline_ = Clock::now() + most; // no statement to be stopped: nobody is there
        statement_timeout_ = allowed;
        if (!PQsendQuery(connection_.get(), std::string(sql.view()).c_str())) lost("the statement could not be sent");
        while (auto r = next()) check(r);
    } catch (...) {
        statement_timeout_ = allowed;
        if (lost_.empty()) drain();
        throw;
    }
}

namespace {

// As libpq takes it.
sql::Numbered numbered_of(const sql::SqlText& sql, std::span<const schemad_value> params) {
    // without parameters a question mark is an operator (jsonb ? text) in an expression of the database's own
    auto numbered = params.empty() ? sql::Numbered{sql.str(), 0} : sql::number_placeholders(sql.view());
    if (numbered.sql.find('\0') != std::string::npos)
        throw kit::Error(SCHEMAD_E_INVALID, "a statement holds a zero byte");
    if (numbered.count != params.size() || params.size() > most_parameters)
        throw kit::Error(SCHEMAD_E_INVALID, "the statement has " + std::to_string(numbered.count) + " placeholders, " +
                                                std::to_string(params.size()) + " parameters were given");
    return numbered;
}

} // namespace

void Session::stream(const sql::SqlText& sql, std::span<const schemad_value> params,
                     const std::function<void(const PGresult&)>& row) {
    const auto numbered = numbered_of(sql, params);
    const Parameters p(params);
    begin_statement();
    const bool opened_in_transaction = in_transaction();
    if (!PQsendQueryParams(connection_.get(), numbered.sql.c_str(), p.size(), p.types(), p.values(), p.lengths(),
                           p.formats(), 0))
        lost("the statement could not be sent");
    PQsetSingleRowMode(connection_.get());
    while (auto r = next()) {
        try {
            check(r);
            row(*r);
        } catch (...) {
            // inside a transaction a cancel would fail all of it; there the rows are read and dropped one by one
            const bool more = PQresultStatus(r.get()) == PGRES_SINGLE_TUPLE;
            r.reset();
            if (more && !opened_in_transaction) cancel_at_server();
            drain();
            throw;
        }
    }
}

void Session::execute_all(std::span<const kit::BatchStatement> statements, const kit::Ran& ran) {
    begin_statement();
    auto* c = connection_.get();
    if (!PQenterPipelineMode(c)) lost("the statements could not be sent");
    std::exception_ptr fault; // of the first that failed
    std::size_t sent = 0;
    for (const auto& s : statements) {
        std::optional<sql::Numbered> numbered;
        std::optional<Parameters> p;
        try {
            numbered = numbered_of(s.sql, s.params);
            p.emplace(s.params);
        } catch (...) { // those in front of it run first
            fault = std::current_exception();
            break;
        }
        if (!PQsendQueryParams(c, numbered->sql.c_str(), p->size(), p->types(), p->values(), p->lengths(), p->formats(),
                               0))
            lost("the statements could not be sent");
        ++sent;
    }
    if (!PQpipelineSync(c)) lost("the statements could not be sent");
    std::size_t done = 0;
    for (bool synced = false, failed = false; !synced;) {
        while (auto r = next()) {
            synced = PQresultStatus(r.get()) == PGRES_PIPELINE_SYNC;
            if (synced) break;
            if (failed) continue; // what stands behind it is not run
            try {
                check(r);
            } catch (...) {
                failed = true;
                fault = std::current_exception();
                if (!lost_.empty()) throw;
            }
        }
        if (synced || failed || done == sent) continue;
        ran(done++);
        allow_its_time();
    }
    if (!PQexitPipelineMode(c)) lost("the statements could not be ended");
    if (fault) std::rethrow_exception(fault);
}

std::vector<Result> Session::pipeline(std::span<const sql::SqlText> statements) {
    begin_statement();
    auto* c = connection_.get();
    if (!PQenterPipelineMode(c)) lost("the statements could not be sent");
    for (const auto& s : statements)
        if (!PQsendQueryParams(c, s.str().c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0))
            lost("the statements could not be sent");
    if (!PQpipelineSync(c)) lost("the statements could not be sent");
    std::vector<Result> all;
    std::exception_ptr first_error;
    for (bool synced = false; !synced;) {
        Result last;
        while (auto r = next()) {
            const auto status = PQresultStatus(r.get());
            if (status == PGRES_PIPELINE_SYNC) {
                synced = true;
                break;
            }
            try {
                check(r);
            } catch (...) {
                if (!first_error) first_error = std::current_exception();
            }
            last = std::move(r);
        }
        if (!synced) all.push_back(std::move(last));
    }
    if (!PQexitPipelineMode(c)) lost("the statements could not be ended");
    if (first_error) std::rethrow_exception(first_error);
    return all;
}

void Session::cancel_at_server() noexcept {
    char message[256];
    if (cancel_) PQcancel(cancel_.get(), message, sizeof message);
}

// libpq waits for a server without end when it cancels: so one that does not answer is not asked, and what waits for it
// is told to go.
void Session::cancel() noexcept {
    const auto wake = [this] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto woken = ::write(wake_, &one, sizeof one);
    };
    try {
        const std::lock_guard one_at_a_time(cancelling_);
        cancelled_.store(true, std::memory_order_relaxed);
        if (server_answers(before_cancel))
            cancel_at_server();
        else
            abandoned_ = true;
        wake();
    } catch (...) { // nothing to tell: what runs goes on
    }
}

} // namespace schemad::pq
