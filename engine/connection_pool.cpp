// SPDX-License-Identifier: Apache-2.0
#include "engine/connection_pool.hpp"

#include <exception>

namespace schemad {

ConnectionPool::ConnectionPool(std::shared_ptr<const Vendor> vendor, Settings settings, std::size_t max_open,
                               std::size_t max_idle)
    : vendor_(std::move(vendor)), settings_(std::move(settings)), max_open_(max_open ? max_open : 1),
      max_idle_(max_idle) {}

ConnectionPool::Lease::~Lease() { pool_.give_back(std::move(connection_), std::uncaught_exceptions() == exceptions_); }

ConnectionPool::Lease ConnectionPool::lease(std::chrono::milliseconds patience) {
    std::unique_ptr<Connection> connection;
    {
        std::unique_lock lock(mutex_);
        const auto free = [&] { return !idle_.empty() || open_ < max_open_; };
        if (!freed_.wait_for(lock, patience, free))
            throw VendorError(SCHEMAD_E_BUSY, "all connections to the database are in use");
        if (!idle_.empty()) {
            connection = std::move(idle_.back());
            idle_.pop_back();
        } else {
            ++open_;
        }
    }
    try {
        if (connection) {
            try {
                connection->ping(); // the server may have gone away meanwhile
            } catch (const VendorError&) { connection.reset(); }
        }
        if (!connection) connection = opened();
    } catch (...) {
        give_back(nullptr, false);
        throw;
    }
    return {*this, std::move(connection)};
}

// Whatever keeps a connection from being made, settings that say nonsense included, makes the project unavailable.
std::unique_ptr<Connection> ConnectionPool::opened() const {
    try {
        return vendor_->open(settings_);
    } catch (const VendorError& error) {
        if (error.status == SCHEMAD_E_INVALID || error.status == SCHEMAD_E_NOT_FOUND ||
            error.status == SCHEMAD_E_INTERNAL || error.status == SCHEMAD_E_UNSUPPORTED ||
            error.status == SCHEMAD_E_SYNTAX)
            throw VendorError(SCHEMAD_E_CONNECTION, error.what());
        throw;
    }
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection, bool healthy) {
    {
        const std::lock_guard lock(mutex_);
        if (connection && healthy && idle_.size() < max_idle_)
            idle_.push_back(std::move(connection));
        else
            --open_;
    }
    freed_.notify_one();
}

} // namespace schemad
