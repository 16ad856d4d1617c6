// SPDX-License-Identifier: Apache-2.0
// The connections of one project: bounded, kept open between requests, checked before use, dropped after a fault.
// Thread-safe. A lease gives its connection back when it goes; after an exception it closes it instead.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <schemad/host.hpp>

namespace schemad {

class ConnectionPool {
public:
    ConnectionPool(std::shared_ptr<const Vendor>, Settings, std::size_t max_open, std::size_t max_idle);

    class Lease {
    public:
        Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection)
            : pool_(pool), connection_(std::move(connection)) {}
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Connection& operator*() const noexcept { return *connection_; }
        Connection* operator->() const noexcept { return connection_.get(); }

    private:
        ConnectionPool& pool_;
        std::unique_ptr<Connection> connection_;
        int exceptions_ = std::uncaught_exceptions();
    };

    // Waits for a free place; VendorError (BUSY) after `patience`, or what opening a connection throws.
    Lease lease(std::chrono::milliseconds patience = std::chrono::seconds{30});

private:
    std::unique_ptr<Connection> opened() const;
    void give_back(std::unique_ptr<Connection>, bool healthy);
    std::shared_ptr<const Vendor> vendor_;
    const Settings settings_;
    const std::size_t max_open_, max_idle_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t open_ = 0; // leased and idle
};

} // namespace schemad
