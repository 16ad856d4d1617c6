// SPDX-License-Identifier: Apache-2.0
// What an apply that broke off left behind: settled, decided about, or shown. docs/http-api.md, POST /schema/recover.
//
// Errors: RequestError (409) for what waits for a decision; VendorError. Threads: as one connection.
#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "engine/apply/context.hpp"
#include "engine/apply/recover.hpp"

namespace schemad::use_cases {

// Settles every journal there is, under the lock, and tells context.settled; a no-op where the database does so itself.
apply::Recovery settle(Connection&, const apply::Context&, const apply::RecoverOrder& = {});

// mode: "undo", "resume" or "accept"; else as settle() decides.
apply::RecoverOrder recover_order(std::string_view mode, const std::string& by, const apply::Context&);
// For who asked: "undone: ...", "finished: ..."; empty: there was nothing.
std::string in_words(const apply::Recovery&);

// {journals}: what is left, and what each mode would do. Changes nothing.
boost::json::object half_done(Connection&);

} // namespace schemad::use_cases
