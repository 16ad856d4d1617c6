// SPDX-License-Identifier: Apache-2.0
#include "engine/database/connection_pool.hpp"

#include <exception>
#include <utility>

namespace schemad {
namespace {

// A refusal comes at once and costs nobody anything; what takes longer than this is a server that lets people wait.
constexpr std::chrono::milliseconds quick{500};
// How long requests wait while one tries, from its beginning: a server that is back needs no longer.
constexpr std::chrono::milliseconds moment{1000};

} // namespace

ConnectionPool::ConnectionPool(std::shared_ptr<const Vendor> vendor, Settings settings, std::size_t max_open,
                               std::size_t max_idle)
    : vendor_(std::move(vendor)), settings_(std::move(settings)), max_open_(max_open ? max_open : 1),
      max_idle_(max_idle) {}

ConnectionPool::~ConnectionPool() {
    if (thread_.joinable()) thread_.join();
}

ConnectionPool::Lease::~Lease() {
    pool_.give_back(std::move(connection_), use_, std::uncaught_exceptions() == exceptions_);
}

// What is under way to change something may still settle it.
bool ConnectionPool::is_closed(Use use) const noexcept { return closed_ && use == Use::read; }

bool ConnectionPool::has_place(Use use) const noexcept {
    if (use == Use::change && changes_ > 0 && changes_ + 1 >= max_open_) return false;
    return !idle_.empty() || open_ < max_open_;
}

ConnectionPool::Lease ConnectionPool::lease(Use use, std::chrono::milliseconds patience) {
    std::unique_ptr<Connection> connection;
    {
        std::unique_lock lock(mutex_);
        if (!freed_.wait_for(lock, patience, [&] { return is_closed(use) || has_place(use); }))
            throw NoFreeConnection();
        if (is_closed(use)) throw VendorError(SCHEMAD_E_CANCELLED, "the server stops");
        if (!idle_.empty()) {
            connection = std::move(idle_.back());
            idle_.pop_back();
        } else {
            ++open_;
        }
        if (use == Use::change) ++changes_;
    }
    try {
        if (connection) {
            try {
                connection->ping(); // the server may have gone away meanwhile
            } catch (const VendorError& error) {
                if (error.status == SCHEMAD_E_BUSY) throw; // it is there
                connection.reset();
            }
        }
        if (!connection) connection = opened_in_time();
        if (use == Use::read) {
            const std::lock_guard lock(mutex_);
            if (closed_) throw VendorError(SCHEMAD_E_CANCELLED, "the server stops");
            reading_.insert(connection.get());
        }
    } catch (...) {
        give_back(std::move(connection), use, false);
        throw;
    }
    return {*this, std::move(connection), use};
}

// Whatever keeps a connection from being made, settings that say nonsense included, makes the project unavailable.
std::unique_ptr<Connection> ConnectionPool::opened() const {
    try {
        return vendor_->open(settings_);
    } catch (const VendorError& error) {
        if (error.status == SCHEMAD_E_INVALID || error.status == SCHEMAD_E_NOT_FOUND ||
            error.status == SCHEMAD_E_INTERNAL || error.status == SCHEMAD_E_UNSUPPORTED ||
            error.status == SCHEMAD_E_SYNTAX || error.status == SCHEMAD_E_PERMISSION) // a login that is refused
            throw VendorError(SCHEMAD_E_CONNECTION, error.what());
        throw;
    }
}

std::unique_ptr<Connection> ConnectionPool::opened_in_time() {
    std::unique_lock lock(mutex_);
    if (won_) return std::move(won_);
    if (!broken_) {
        lock.unlock();
        const auto start = Clock::now();
        try {
            return opened();
        } catch (const VendorError& error) {
            if (error.status == SCHEMAD_E_CONNECTION && Clock::now() - start >= quick) {
                lock.lock();
                broken_ = true;
                reason_ = error.what();
            }
            throw;
        }
    }
    if (!trying_) {
        if (thread_.joinable()) thread_.join(); // it was done with everything when it said so
        thread_ = std::thread([this] { try_beside(); });
        trying_ = true;
        began_ = Clock::now();
    }
    ++waiting_;
    tried_.wait_until(lock, began_ + moment, [&] { return !trying_; });
    --waiting_;
    if (won_) return std::move(won_);
    if (broken_) throw VendorError(SCHEMAD_E_CONNECTION, reason_);
    lock.unlock();
    return opened();
}

void ConnectionPool::try_beside() noexcept {
    std::unique_ptr<Connection> won;
    std::string reason;
    bool reached = true;
    try {
        won = opened();
    } catch (const VendorError& error) {
        reached = error.status != SCHEMAD_E_CONNECTION; // refused for another reason: everybody may hear which
        reason = error.what();
    } catch (...) {}
    const std::lock_guard lock(mutex_);
    trying_ = false;
    broken_ = !reached;
    if (!reached) reason_ = std::move(reason);
    if (won && waiting_ > 0) {
        won_ = std::move(won); // of somebody whose place is counted
    } else if (won && !closed_ && open_ < max_open_ && idle_.size() < max_idle_) {
        ++open_;
        idle_.push_back(std::move(won));
        freed_.notify_all();
    }
    tried_.notify_all();
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection, Use use, bool healthy) {
    {
        const std::lock_guard lock(mutex_);
        reading_.erase(connection.get());
        if (use == Use::change) --changes_;
        if (connection && healthy && !closed_ && idle_.size() < max_idle_)
            idle_.push_back(std::move(connection));
        else
            --open_;
    }
    freed_.notify_all(); // who waits for a change may not be the one who may go on
}

void ConnectionPool::end_reads() noexcept {
    const std::lock_guard lock(mutex_); // none of them goes away meanwhile
    closed_ = true;
    freed_.notify_all();
    std::vector<std::thread> threads; // a server that does not answer makes each of them wait
    for (auto* connection : reading_) try {
            threads.emplace_back([connection] { connection->cancel(); });
        } catch (...) { connection->cancel(); }
    for (auto& thread : threads) thread.join();
}

bool ConnectionPool::changing() const {
    const std::lock_guard lock(mutex_);
    return changes_ > 0;
}

} // namespace schemad
