// SPDX-License-Identifier: Apache-2.0
// A transaction of a connection. What is not committed is rolled back, however its scope is left, so that nobody does
// so by hand. Threads: as the connection, which it borrows.
#pragma once

#include <cstdint>

#include <schemad/host.hpp>

namespace schemad::database {

class Transaction {
public:
    // mode: SCHEMAD_BEGIN_READ, SCHEMAD_BEGIN_APPLY. Throws VendorError; then nothing of it is left.
    Transaction(Connection& connection, std::uint32_t mode) : connection_(connection) {
        try {
            connection_.begin(mode);
        } catch (...) {
            connection_.rollback();
            throw;
        }
    }
    ~Transaction() { roll_back(); }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    // Throws VendorError; then it is still to be rolled back.
    void commit() {
        connection_.commit();
        open_ = false;
    }
    void roll_back() noexcept {
        if (!open_) return;
        open_ = false;
        connection_.rollback();
    }

private:
    Connection& connection_;
    bool open_ = true;
};

} // namespace schemad::database
