// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/lease.hpp"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>

#include <unistd.h>

#include <schemad/lease.h>

#include "engine/apply/run_plan.hpp"
#include "engine/database/cells.hpp"
#include "engine/database/trusted_sql.hpp"
#include "engine/error.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/create_tables.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/text/utc.hpp"

namespace schemad::apply {

namespace {

using database::number_at;
using database::text_at;

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto look_again = 200ms;
constexpr auto enough = 1s; // between two renewals

[[noreturn]] void refuse(const std::string& reason, boost::json::object more = {}) {
    more["reason"] = reason;
    throw RequestError(ErrorCode::conflict, "The project is being changed by somebody else. Reason: " + reason + ".",
                       std::move(more));
}

const schemad_lease* terms_of(const Vendor& vendor) {
    if (vendor.has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) return nullptr;
    constexpr auto known = offsetof(schemad_lease, server_name) + sizeof(schemad_str);
    return vendor.extension<schemad_lease>(SCHEMAD_LEASE_EXTENSION, known);
}

} // namespace

void refuse_as_locked(const std::string& reason) { refuse(reason); }

std::string owner_name() {
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return std::string{host} + ":" + std::to_string(getpid());
}

LeaseTerms lease_terms(const Settings& settings) {
    LeaseTerms terms;
    terms.connection = &settings;
    for (const auto& [key, value] : settings) {
        std::int64_t stated = 0;
        std::from_chars(value.data(), value.data() + value.size(), stated);
        if (stated <= 0) continue;
        if (key == "apply_idle_timeout_ms") terms.lasts = std::chrono::milliseconds(stated) + 5s;
        if (key == "lock_timeout_ms") terms.patience = std::chrono::milliseconds(stated);
    }
    return terms;
}

class Lease::Row {
public:
    Row(Connection& connection, const schemad_lease& expressions, const LeaseTerms& terms)
        : connection_(connection), settings_(terms.connection), seconds_((terms.lasts.count() + 999) / 1000) {
        using database::TrustedSql;
        const auto q = [&](std::string_view name) { return connection.vendor().quoted(name); };
        const auto table = q(model::lease_table().name), key = q("name"), token = q("token"), owner = q("owner");
        const auto now = TrustedSql::rendered(expressions.now), here = TrustedSql::rendered(expressions.server_name);
        const auto until = q("expires") + " = " + now + " + " + TrustedSql::number(seconds_);
        const auto mine = " where " + key + " = 'apply' and " + token + " = ?";
        insert_ = "insert into " + table + " (" + key + ", " + token + ", " + q("beat") + ", " + owner + ", " +
                  q("since") + ", " + q("server") + ", " + q("expires") + ") values ('apply', 0, 0, '', '', '', 0)";
        look_ = "select " + token + ", " + owner + ", " + q("since") + ", " + q("expires") + " - " + now +
                ", case when " + q("server") + " = " + here + " then 1 else 0 end from " + table + " where " + key +
                " = 'apply' for update";
        take_ = "update " + table + " set " + token + " = " + token + " + 1, " + owner + " = ?, " + q("since") +
                " = ?, " + q("server") + " = " + here + ", " + until + mine;
        renew_ = "update " + table + " set " + q("beat") + " = " + q("beat") + " + 1, " + until + mine;
        give_back_ = "update " + table + " set " + owner + " = '', " + q("expires") + " = 0" + mine;
    }

    // Inside begin(APPLY). False: a living owner has it, told in held_by and since.
    bool take() {
        if (!look()) {
            make();
            if (!look())
                throw store::OwnTableFault(ErrorCode::conflict, model::lease_table(), "its row cannot be made");
        }
        if (!free_) return false;
        const auto me = owner_name(), now = text::now_in_utc();
        if (run(connection_, take_, values_of({me, now, seen_})) != 1) return false;
        connection_.execute("commit");
        token_ = seen_ + 1;
        heart_ = std::jthread([this](const std::stop_token& stop) { keep_alive(stop); });
        return true;
    }
    void renew() {
        // nobody else gets it before it is over, so who has found it his a moment ago need not ask again
        const auto now = Clock::now();
        if (now - found_ < std::min<Clock::duration>(enough, std::chrono::seconds(seconds_) / 16)) return;
        {
            const std::lock_guard hold(mutex_);
            renewed_ = now;
        }
        if (run(connection_, renew_, values_of({token_})) != 1) lost();
        found_ = now;
    }
    void give_back() {
        stop();
        if (run(connection_, give_back_, values_of({token_})) != 1) lost();
    }
    void stop() {
        heart_.request_stop();
        wake_.notify_all();
        {
            const std::lock_guard hold(mutex_);
            if (beside_) beside_->cancel(); // it may be waiting for the row that our own transaction has locked
        }
        if (heart_.joinable()) heart_.join();
    }
    std::string held_by, since;

private:
    static std::int64_t run(Connection& connection, const sql::SqlText& sql, const std::vector<schemad_value>& params) {
        return store::on_own_table(model::lease_table(), [&] { return connection.execute(sql, params); });
    }
    bool look() {
        try {
            const auto rows = connection_.query(look_);
            const database::CellRows found(*rows, 5);
            if (found.empty()) return false;
            const auto cells = found[0];
            seen_ = number_at(cells[0]), held_by = text_at(cells[1]), since = text_at(cells[2]);
            // begin(APPLY) holds this server's lock: an owner on this very server has no session any more
            free_ = held_by.empty() || number_at(cells[3]) <= 0 || number_at(cells[4]) != 0;
            return true;
        } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_NOT_FOUND) store::rethrow_of_own_table(error, model::lease_table());
            return false;
        }
    }

    // Somebody else may do so at the same moment.
    void make() {
        try {
            store::create_table(connection_, model::lease_table());
        } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_EXISTS) store::rethrow_of_own_table(error, model::lease_table());
        }
        try {
            connection_.execute(insert_);
        } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_UNIQUE) store::rethrow_of_own_table(error, model::lease_table());
        }
    }

    [[noreturn]] void lost() {
        std::string by = "another owner";
        try {
            if (look() && !held_by.empty()) by = held_by + ", since " + since;
        } catch (const std::runtime_error&) { // the message is poorer then
        }
        refuse("this apply was silent for longer than its lease, which went to " + by +
               "; what was begun is undone by whoever has it");
    }

    // Sleeps, and renews only where the applying thread has not for a third of the time.
    void keep_alive(const std::stop_token& stop) {
        const auto pause = std::chrono::seconds(seconds_) / 3;
        std::unique_lock hold(mutex_);
        while (!stop.stop_requested()) {
            wake_.wait_until(hold, stop, renewed_ + pause, [] { return false; });
            if (stop.stop_requested()) return;
            if (Clock::now() < renewed_ + pause) continue;
            renewed_ = Clock::now();
            if (!settings_) continue;
            hold.unlock();
            beat(stop);
            hold.lock();
        }
    }

    void beat(const std::stop_token& stop) {
        try {
            if (!beside_) keep(connection_.vendor().open(*settings_));
            if (!stop.stop_requested()) run(*beside_, renew_, values_of({token_}));
            // another number there: the next write finds out
        } catch (const std::runtime_error&) { // a lock of the applying thread's own transaction, say
            keep(nullptr);
        }
    }
    void keep(std::unique_ptr<Connection> connection) {
        const std::lock_guard hold(mutex_);
        beside_.swap(connection);
    }

    Connection& connection_;
    const Settings* settings_;
    const std::int64_t seconds_;
    sql::SqlText insert_, look_, take_, renew_, give_back_;
    std::int64_t token_ = 0, seen_ = 0; // ours; what stood there
    bool free_ = false;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::unique_ptr<Connection> beside_; // the heart's own; set by it alone, under the mutex
    Clock::time_point renewed_ = Clock::now();
    Clock::time_point found_{}; // by the applying thread itself, when it last renewed
    std::jthread heart_;        // last: it ends before what it uses
};

Lease::Lease(Connection& connection, const LeaseTerms& terms) {
    const auto* expressions = terms_of(connection.vendor());
    for (const auto end = Clock::now() + terms.patience;;) {
        std::string reason = "another schema change is committed at this moment";
        boost::json::object holder;
        try {
            transaction_.emplace(connection, SCHEMAD_BEGIN_APPLY);
        } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_BUSY) throw;
            refuse(error.what());
        }
        if (!expressions) return;
        try {
            row_ = std::make_unique<Row>(connection, *expressions, terms);
            if (row_->take()) return;
            reason = "an apply of " + row_->held_by + " is running since " + row_->since;
            holder = {{"owner", row_->held_by}, {"since", row_->since}};
        } catch (const VendorError& error) { // two servers at the same moment: the cluster lets one win
            if (error.status != SCHEMAD_E_BUSY) throw;
        }
        row_.reset();
        transaction_.reset();
        if (Clock::now() + look_again > end) refuse(reason, std::move(holder));
        std::this_thread::sleep_for(look_again);
    }
}

Lease::~Lease() { roll_back(); }

void Lease::roll_back() noexcept {
    if (over_) return;
    over_ = true;
    if (row_) row_->stop();
    transaction_->roll_back();
    if (!row_) return;
    try {
        row_->give_back();
    } catch (const std::exception&) { // it ends by itself, at once on this server
    }
}

void Lease::renew() {
    if (row_) row_->renew();
}

void Lease::commit() {
    if (row_) row_->give_back();
    transaction_->commit();
    over_ = true;
}

} // namespace schemad::apply
