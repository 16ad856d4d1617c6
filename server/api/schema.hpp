// SPDX-License-Identifier: Apache-2.0
// GET /schema/snapshot, POST /schema/diff, POST /schema/apply. docs/spec/engine-1-http.md 1.2. POST /schema/plan and
// /schema/recover are ours (docs/http-api.md). Any thread; each blocks on the project's database. Errors: RequestError,
// VendorError.
#pragma once

#include "server/http/message.hpp"

namespace schemad::api {

struct Call;

http::Response schema_snapshot(Call&);
http::Response schema_diff(Call&);
http::Response schema_apply(Call&);
http::Response schema_plan(Call&);
http::Response schema_half_done(Call&); // GET /schema/recover
http::Response schema_recover(Call&);

} // namespace schemad::api
