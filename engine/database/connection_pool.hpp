// SPDX-License-Identifier: Apache-2.0
// The connections of one project: bounded, kept open between requests, checked before use, dropped after a fault.
// Thread-safe. A lease gives its connection back when it goes; after an exception it closes it instead.
//
// A server that let somebody wait for a connection in vain lets nobody else wait: from then on one at a time tries, on
// a thread of the pool, and others are told at once (or after a moment, in which a server that is back answers).
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <schemad/host.hpp>

namespace schemad {

class NoFreeConnection : public VendorError { // all are in use: the database itself may be well
public:
    NoFreeConnection() : VendorError(SCHEMAD_E_BUSY, "all connections to the database are in use") {}
};

class ConnectionPool {
public:
    ConnectionPool(std::shared_ptr<const Vendor>, Settings, std::size_t max_open, std::size_t max_idle);
    ~ConnectionPool(); // waits for who tries to connect, within the time that the vendor allows for it
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    enum class Use { read, change }; // a change is never cancelled, and changes leave a place for reads
    class Lease {
    public:
        Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection, Use use)
            : pool_(pool), connection_(std::move(connection)), use_(use) {}
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Connection& operator*() const noexcept { return *connection_; }
        Connection* operator->() const noexcept { return connection_.get(); }

    private:
        ConnectionPool& pool_;
        std::unique_ptr<Connection> connection_;
        Use use_;
        int exceptions_ = std::uncaught_exceptions();
    };

    // Waits for a free place; VendorError (BUSY) after `patience`, or what opening a connection throws.
    Lease lease(Use use = Use::read, std::chrono::milliseconds patience = std::chrono::seconds{30});

    Lease lease(std::chrono::milliseconds patience) { return lease(Use::read, patience); }

    // What reads now ends soon (E_CANCELLED), and nothing begins any more. Takes as long as the vendors' cancel() does.
    void end_reads() noexcept;
    bool changing() const; // a change has a connection

private:
    using Clock = std::chrono::steady_clock;
    std::unique_ptr<Connection> opened() const;
    std::unique_ptr<Connection> opened_in_time(); // throws at once while the server lets others wait
    void try_beside() noexcept;                   // the thread that tries
    bool has_place(Use) const noexcept;
    bool is_closed(Use) const noexcept;
    void give_back(std::unique_ptr<Connection>, Use, bool healthy);

    std::shared_ptr<const Vendor> vendor_;
    const Settings settings_;
    const std::size_t max_open_, max_idle_;
    mutable std::mutex mutex_;
    std::condition_variable freed_, tried_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::set<Connection*> reading_;
    std::size_t open_ = 0; // leased and idle
    std::size_t changes_ = 0;
    bool closed_ = false;

    bool broken_ = false, trying_ = false; // somebody waited in vain; a thread tries
    std::size_t waiting_ = 0;              // for it
    std::string reason_;                   // why
    Clock::time_point began_;              // to try
    std::unique_ptr<Connection> won_;      // what the thread brought
    std::thread thread_;
};

} // namespace schemad
