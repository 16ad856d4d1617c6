// SPDX-License-Identifier: Apache-2.0
// Every call into a plugin goes through call(): a failing status becomes a VendorError, the plugin's error is released
// whatever happens, and an exception that escapes in spite of the contract is caught here.
#pragma once

#include <string_view>
#include <utility>

#include <schemad/host.hpp>

namespace schemad::host {

class Failure { // a schemad_error lent to the plugin for one call
public:
    Failure() noexcept { error_.struct_size = sizeof error_; }
    ~Failure();
    Failure(const Failure&) = delete;
    Failure& operator=(const Failure&) = delete;
    schemad_error* out() noexcept { return &error_; }
    [[noreturn]] void raise(schemad_status status, const Vendor& vendor, std::string_view what) const;

private:
    schemad_error error_{};
};

[[noreturn]] void misbehaved(const Vendor& vendor, std::string_view what, std::string_view why);

// what: the name of the function, for messages. f gets the error to fill and answers a status.
template <class F> void call(const Vendor& vendor, std::string_view what, F&& f) {
    Failure failure;
    schemad_status status = SCHEMAD_E_INTERNAL;
    bool escaped = false;
    try {
        status = std::forward<F>(f)(failure.out());
    } catch (...) { escaped = true; }
    if (escaped) misbehaved(vendor, what, "let an exception escape");
    if (status != SCHEMAD_OK) failure.raise(status, vendor, what);
}

} // namespace schemad::host
