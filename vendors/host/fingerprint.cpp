// SPDX-License-Identifier: Apache-2.0
// The host's side of schemad.fingerprint/1.
#include <schemad/fingerprint.h>
#include <schemad/host.hpp>

#include "vendors/host/guard.hpp"

namespace schemad {

std::string Connection::fingerprint(std::span<const std::string_view> tables) {
    const auto* offered = vendor_->extension<schemad_fingerprint>(SCHEMAD_FINGERPRINT_EXTENSION);
    if (!offered || !offered->read) return {};
    std::vector<schemad_str> names;
    names.reserve(tables.size());
    for (const auto table : tables) names.push_back(str(table));
    std::string text(SCHEMAD_FINGERPRINT_MAX, '\0');
    std::size_t length = 0;
    host::call(*vendor_, "fingerprint", [&](schemad_error* error) {
        return offered->read(handle_, names.data(), names.size(), text.data(), text.size(), &length, error);
    });
    if (length > text.size()) return {}; // cut, so it could be equal to another
    text.resize(length);
    return text;
}

} // namespace schemad
