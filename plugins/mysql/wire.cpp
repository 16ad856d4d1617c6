// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/wire.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "plugins/mysql/errors.hpp"

namespace schemad::mysql {

namespace {

constexpr std::chrono::milliseconds probe_every{10'000}, probe_timeout{10'000}, grace{10'000};
constexpr std::chrono::milliseconds row_timeout{120'000}; // between two packets of one answer
constexpr std::chrono::milliseconds in_a_hurry{1'000};    // to interrupt: a server that does not answer is left alone
constexpr unsigned long largest_packet = 256ul << 20;     // what a server may make us keep at once

// The client libraries of MySQL keep data per thread; MariaDB's does not mind.
void enter_thread() {
    static const int library = mysql_library_init(0, nullptr, nullptr);
    if (library != 0) throw kit::Error(SCHEMAD_E_INTERNAL, "the MySQL client library does not start");
    struct Entered {
        Entered() { mysql_thread_init(); }
        ~Entered() { mysql_thread_end(); }
    };
    thread_local const Entered entered;
    (void)entered;
}

unsigned whole_seconds(std::chrono::milliseconds ms) noexcept {
    return static_cast<unsigned>(std::max<std::int64_t>(1, (ms.count() + 999) / 1000));
}

int socket_of(MYSQL* m) noexcept {
#ifdef MARIADB_PACKAGE_VERSION
    return static_cast<int>(mysql_get_socket(m));
#else
    return static_cast<int>(m->net.fd);
#endif
}

void set_tls(MYSQL* m, const Options& o) {
    const auto file = [&](mysql_option option, const std::string& path) {
        if (!path.empty()) mysql_options(m, option, path.c_str());
    };
    const bool wanted = o.tls != Options::Tls::disable && o.socket.empty();
#ifdef MARIADB_PACKAGE_VERSION
    my_bool enforce = wanted, verify = o.tls == Options::Tls::verify;
    mysql_options(m, MYSQL_OPT_SSL_ENFORCE, &enforce);
    mysql_options(m, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
#else
    unsigned mode = !wanted                          ? SSL_MODE_DISABLED
                    : o.tls == Options::Tls::verify  ? SSL_MODE_VERIFY_IDENTITY
                    : o.tls == Options::Tls::require ? SSL_MODE_REQUIRED
                                                     : SSL_MODE_PREFERRED;
    mysql_options(m, MYSQL_OPT_SSL_MODE, &mode);
#endif
    if (!wanted) return;
    file(MYSQL_OPT_SSL_CA, o.ssl_ca);
    file(MYSQL_OPT_SSL_CERT, o.ssl_cert);
    file(MYSQL_OPT_SSL_KEY, o.ssl_key);
}

} // namespace

Wire::Wire(const Options& options) : options_(options) {
    enter_thread();
    handle_ = connect(options_, options_.connect_timeout,
                      options_.statement_timeout.count() > 0 ? options_.statement_timeout : row_timeout);
    thread_ = mysql_thread_id(handle_.get());
}

Wire::~Wire() {
    const std::lock_guard no_interrupt(interrupting_);
    if (lost_ && handle_) shutdown(socket_of(handle_.get()), SHUT_RDWR); // no good-bye to wait for
    handle_.reset();
}

Wire::Handle Wire::connect(const Options& o, std::chrono::milliseconds timeout,
                           std::chrono::milliseconds between_rows) {
    Handle h(mysql_init(nullptr));
    if (!h) throw std::bad_alloc();
    MYSQL* m = h.get();
    const unsigned connect_seconds = whole_seconds(timeout), row_seconds = whole_seconds(between_rows);
    mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
    mysql_options(m, MYSQL_OPT_READ_TIMEOUT, &row_seconds);
    mysql_options(m, MYSQL_OPT_WRITE_TIMEOUT, &connect_seconds);
    mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(m, MYSQL_OPT_MAX_ALLOWED_PACKET, &largest_packet);
    const unsigned no_files = 0; // a server must not be able to ask for our files
    mysql_options(m, MYSQL_OPT_LOCAL_INFILE, &no_files);
    const unsigned protocol = o.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
    mysql_options(m, MYSQL_OPT_PROTOCOL, &protocol);
    set_tls(m, o);
    const char* host = o.socket.empty() ? o.host.c_str() : nullptr;
    const char* socket = o.socket.empty() ? nullptr : o.socket.c_str();
    if (!mysql_real_connect(m, host, o.user.c_str(), o.password.c_str(), o.database.c_str(), o.port, socket,
                            CLIENT_FOUND_ROWS)) {
        const auto error = error_of(mysql_errno(m), mysql_sqlstate(m), mysql_error(m));
        // nobody else can answer for a server that was not reached
        if (error.status == SCHEMAD_E_INTERNAL || error.status == SCHEMAD_E_LIMIT) {
            kit::Error lost(SCHEMAD_E_CONNECTION, error.what());
            lost.vendor_code = error.vendor_code, lost.sqlstate = error.sqlstate;
            throw lost;
        }
        throw error;
    }
    const bool must_be_secret = o.tls == Options::Tls::require || o.tls == Options::Tls::verify;
    if (must_be_secret && o.socket.empty() && !mysql_get_ssl_cipher(m))
        throw kit::Error(SCHEMAD_E_CONNECTION, "the server does not offer TLS, which ssl_mode asks for");
    if (o.socket.empty()) keep_alive(socket_of(m));
    return h;
}

// A peer that vanished without a word is noticed within half a minute.
void Wire::keep_alive(int socket) noexcept {
    const auto set = [&](int level, int option, int value) {
        (void)setsockopt(socket, level, option, &value, sizeof value); // the deadlines hold without it
    };
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 15);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 5);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000);
}

void Wire::require_alive() const {
    if (lost_) throw kit::Error(SCHEMAD_E_CONNECTION, "the connection to the server is lost");
}

void Wire::fail() {
    const unsigned number = mysql_errno(handle_.get());
    auto error = error_of(number, mysql_sqlstate(handle_.get()), mysql_error(handle_.get()));
    if (is_lost(number)) lost_ = true;
    const bool stopped = error.status == SCHEMAD_E_CANCELLED || (lost_ && cancelled_);
    if (error.status == SCHEMAD_E_TIMEOUT || (stopped && timed_out_)) {
        error.status = SCHEMAD_E_TIMEOUT;
    } else if (stopped) {
        error.status = SCHEMAD_E_CANCELLED;
    }
    throw error;
}

// How long a second line to the same server may take, beside the one that is silent.
std::chrono::milliseconds Wire::second_line() const noexcept {
    return std::min<std::chrono::milliseconds>(options_.connect_timeout, probe_timeout);
}

bool Wire::server_answers() const noexcept {
    try {
        Options o = options_;
        const auto probe = connect(o, second_line(), second_line());
        return probe != nullptr;
    } catch (const kit::Error& e) {
        // refused is an answer, too
        return e.vendor_code == 1040 || e.vendor_code == 1203 || e.vendor_code == 1226 ||
               e.status == SCHEMAD_E_PERMISSION;
    } catch (...) { return false; }
}

void Wire::give_up(const char* why) {
    lost_ = true;
    throw kit::Error(SCHEMAD_E_CONNECTION, why);
}

// Until the answer begins. The library could only wait with one limit for everything: an ALTER may take an hour, but a
// server that is frozen has to be noticed.
void Wire::wait(std::chrono::milliseconds allowed, Late late) {
    const auto start = Clock::now();
    const auto never = Clock::time_point::max();
    auto deadline = allowed.count() > 0 ? start + allowed : never, next_probe = start + probe_every;
    for (;;) {
        const auto until = std::min(deadline, next_probe);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count() + 1;
        pollfd p{socket_of(handle_.get()), POLLIN, 0};
        const int ready = poll(&p, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
        if (ready > 0 || (ready < 0 && errno != EINTR)) return; // the read tells what it is
        if (Clock::now() >= deadline) {
            if (late == Late::lost || timed_out_) give_up("the server does not answer in time");
            timed_out_ = true;
            if (!kill_query(runs_, second_line())) give_up("the server does not answer, nor take another connection");
            deadline = Clock::now() + grace;
        }
        if (Clock::now() >= next_probe) {
            if (!server_answers()) give_up("the server does not answer, nor take another connection");
            next_probe = Clock::now() + probe_every;
        }
    }
}

Result Wire::run(const sql::SqlText& text, std::chrono::milliseconds allowed, Late late) {
    enter_thread();
    require_alive();
    timed_out_ = false;
    cancelled_ = false;
    struct Running {
        std::atomic<std::uint64_t>& runs;
        explicit Running(std::atomic<std::uint64_t>& r) : runs(r) { ++runs; }
        ~Running() { ++runs; }
    };
    const Running running(runs_);
    MYSQL* m = handle_.get();
    if (mysql_send_query(m, text.str().data(), static_cast<unsigned long>(text.str().size()))) fail();
    wait(allowed, late);
    if (mysql_read_query_result(m)) fail();
    Result rows(mysql_use_result(m));
    if (!rows && mysql_errno(m)) fail();
    return rows;
}

MYSQL_ROW Wire::next(MYSQL_RES* rows) {
    MYSQL_ROW row = mysql_fetch_row(rows);
    if (!row && mysql_errno(handle_.get())) fail();
    return row;
}

std::int64_t Wire::execute(const sql::SqlText& sql, std::chrono::milliseconds allowed, Late late) {
    Result rows = run(sql, allowed, late);
    if (rows) {
        while (next(rows.get())) {}
        return 0;
    }
    return static_cast<std::int64_t>(mysql_affected_rows(handle_.get()));
}

void Wire::abandon(Result rows) noexcept {
    try {
        kill_query(0, second_line());
        while (next(rows.get())) {}
    } catch (const kit::Error&) { // interrupted, as asked
    }
    rows.reset();
    try { // what the kill left behind if the answer was through already
        if (!lost_) execute("DO 0", grace, Late::lost);
    } catch (const kit::Error&) {}
}

// Over a line of its own. run: only while this run goes on (0: whatever runs).
bool Wire::kill_query(std::uint64_t run, std::chrono::milliseconds most) noexcept {
    try {
        const auto second = connect(options_, most, most);
        if (run && runs_ != run) return true;
        const auto sql = "KILL QUERY " + std::to_string(thread_);
        return mysql_real_query(second.get(), sql.data(), static_cast<unsigned long>(sql.size())) == 0;
    } catch (...) { return false; }
}

void Wire::interrupt() noexcept {
    try {
        enter_thread();
        const std::lock_guard one_at_a_time(interrupting_);
        const auto run = runs_.load();
        cancelled_ = true;
        if (run % 2 == 0) return; // nothing runs
        if (!kill_query(run, std::min(second_line(), in_a_hurry)) && runs_ == run)
            shutdown(socket_of(handle_.get()), SHUT_RDWR); // our side at least
    } catch (...) {}                                       // nothing to tell, nobody to tell it to
}

std::string Wire::escaped(std::string_view text) {
    std::string out(text.size() * 2 + 1, '\0');
    const auto n =
        mysql_real_escape_string(handle_.get(), out.data(), text.data(), static_cast<unsigned long>(text.size()));
    out.resize(n);
    return out;
}

} // namespace schemad::mysql
