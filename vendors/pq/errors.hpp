// SPDX-License-Identifier: Apache-2.0
// SQLSTATEs as the boundary's error classes. docs/spec/vendors-5-ddl.md 10.2; PostgreSQL's manual, appendix A. Pure.
#pragma once

#include <string_view>

#include <libpq-fe.h>
#include <schemad/vendor.hpp>

namespace schemad::pq {

schemad_status status_of(std::string_view sqlstate) noexcept;

// The error of a failed result. cancelled: the host asked for it, so 57014 is no timeout.
kit::Error error_of(const PGresult* failed, bool cancelled);

// A connection that is no more.
kit::Error connection_error(const PGconn* connection, std::string_view fallback);

} // namespace schemad::pq
