// SPDX-License-Identifier: Apache-2.0
// GET /schema/history, GET /schema/history/{id}, POST /schema/history/{id}/revert: ours, docs/http-api.md. Any thread;
// each blocks on the project's database. Errors: RequestError, VendorError.
#pragma once

#include "server/http/message.hpp"

namespace schemad::api {

struct Call;

http::Response schema_history(Call&);
http::Response schema_history_entry(Call&);
http::Response schema_revert(Call&);

} // namespace schemad::api
