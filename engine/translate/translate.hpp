// SPDX-License-Identifier: Apache-2.0
// A snapshot of whatever version, vendor and completeness, as this project would report it if it had that model: what
// then differs from its own is a real difference. Source: docs/http-api.md, "translate"; docs/writing-a-model.md.
//
// Pure but for the vendor's preview and render; one thread. Errors: RequestError for what the upload says, VendorError
// of a plugin that fails.
#pragma once

#include "engine/translate/here.hpp"
#include "engine/translate/report.hpp"

namespace schemad::translate {

struct Translation {
    json::object snapshot; // in this project's dialect; has passed validate_snapshot
    Report report;
};

// mode: of the comparison that follows; in a merge nothing goes, and so nothing is lost by what goes.
Translation translate(const json::value& uploaded, const Here&, DiffMode, json::storage_ptr = {});

} // namespace schemad::translate
