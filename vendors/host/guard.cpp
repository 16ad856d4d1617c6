// SPDX-License-Identifier: Apache-2.0
#include "vendors/host/guard.hpp"

#include <algorithm>
#include <string>

#include "vendors/host/well_formed.hpp"

namespace schemad::host {
namespace {

constexpr std::size_t max_text = 16'384; // a driver may quote a whole statement in its message

// A driver's words may be in any encoding, and cut anywhere; they go into logs and answers.
std::string copied(schemad_str text) { return well_formed(view(text).substr(0, max_text)); }

const char* describe(schemad_status status) {
    switch (status) {
    case SCHEMAD_E_INVALID: return "invalid arguments";
    case SCHEMAD_E_CONNECTION: return "the database cannot be reached";
    case SCHEMAD_E_BUSY: return "the database is busy";
    case SCHEMAD_E_UNIQUE: return "a value would not be unique";
    case SCHEMAD_E_NOT_NULL: return "a value may not be null";
    case SCHEMAD_E_FOREIGN_KEY: return "a foreign key would be violated";
    case SCHEMAD_E_TOO_LONG: return "a value is too long";
    case SCHEMAD_E_OUT_OF_RANGE: return "a value is out of range";
    case SCHEMAD_E_CONTAINS_NULL: return "existing rows hold nulls";
    case SCHEMAD_E_LOSES_VALUES: return "existing values would be lost";
    case SCHEMAD_E_PERMISSION: return "permission denied";
    case SCHEMAD_E_NOT_FOUND: return "not found";
    case SCHEMAD_E_EXISTS: return "exists already";
    case SCHEMAD_E_UNSUPPORTED: return "not supported";
    case SCHEMAD_E_SYNTAX: return "syntax error";
    case SCHEMAD_E_CANCELLED: return "cancelled";
    case SCHEMAD_E_TIMEOUT: return "timed out";
    case SCHEMAD_E_LIMIT: return "a limit was reached";
    default: return "internal error";
    }
}

} // namespace

Failure::~Failure() {
    if (error_.release == nullptr) return;
    try {
        error_.release(&error_);
    } catch (...) { // nothing is left to do for it
    }
}

void Failure::raise(schemad_status status, const Vendor& vendor, std::string_view what) const {
    // A status of a later minor, or none of ours, is a failure of the vendor as far as this host can tell.
    if (status < SCHEMAD_OK || status > SCHEMAD_E_INTERNAL) status = SCHEMAD_E_INTERNAL;
    std::string message = copied(error_.message);
    if (message.empty()) {
        message.append(vendor.name()).append(": ").append(what).append("(): ").append(describe(status));
    }
    throw VendorError(status, message, copied(error_.table), copied(error_.column));
}

void misbehaved(const Vendor& vendor, std::string_view what, std::string_view why) {
    std::string message = "vendor ";
    message.append(vendor.name()).append(": ").append(what).append("() ").append(why);
    throw VendorError(SCHEMAD_E_INTERNAL, message);
}

} // namespace schemad::host
