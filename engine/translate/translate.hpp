// SPDX-License-Identifier: Apache-2.0
// A snapshot of whatever version, vendor and completeness, as this project would report it if it had that model: what
// then differs from its own is a real difference. Source: docs/http-api.md, "translate"; docs/writing-a-model.md.
//
// Pure but for the vendor's preview and render; one thread. Errors: RequestError for what the upload says, VendorError
// of a plugin that fails.
#pragma once

#include <optional>

#include "engine/translate/here.hpp"
#include "engine/translate/report.hpp"

namespace schemad::translate {

struct Translation {
    // In this project's dialect; nothing where the upload is that as it stands.
    std::optional<json::value> snapshot;
    Report report;
    bool is_compared; // with the whole model, and this differs: in the storage
    std::optional<json::object> difference;
    const json::value& of(const json::value& uploaded) const noexcept { return snapshot ? *snapshot : uploaded; }
};

// origin: origin_of() the upload, which has checked its form; mode: of the comparison that follows; in a merge nothing
// goes, and so nothing is lost by what goes.
Translation translate(const json::value& uploaded, const Here&, const Origin&, DiffMode, json::storage_ptr = {});

} // namespace schemad::translate
