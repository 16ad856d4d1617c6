// SPDX-License-Identifier: Apache-2.0
// A vendor whose connections fail where a test says: one statement answers an error, or the connection is lost before
// or after it, as when the process or the network dies. All else is the real plugin's. Not for two threads at once.
#pragma once

#include <memory>

#include <schemad/host.hpp>

namespace schemad::test {

enum class Fault { none, error, lost_before, lost_after };

class FaultyVendor final : public Vendor {
public:
    explicit FaultyVendor(std::shared_ptr<const Vendor> real);
    // The statement-th execute() from now on, counted from 0, fails so; once lost, every connection answers nothing.
    void arm(Fault, std::size_t statement);
    std::size_t executed() const; // since arm()
    bool fired() const;

private:
    std::shared_ptr<const Vendor> real_;
    schemad_vendor table_copy_;
};

} // namespace schemad::test
