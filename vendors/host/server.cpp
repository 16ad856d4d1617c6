// SPDX-License-Identifier: Apache-2.0
// The host's side of schemad.server/1.
#include <algorithm>

#include <schemad/host.hpp>
#include <schemad/server.h>

#include "vendors/host/guard.hpp"
#include "vendors/host/well_formed.hpp"

namespace schemad {

std::string Connection::server() {
    const auto* offered = vendor_->extension<schemad_server>(SCHEMAD_SERVER_EXTENSION);
    if (!offered || !offered->told) return {};
    std::string text(SCHEMAD_SERVER_MAX, '\0');
    std::size_t length = 0;
    host::call(*vendor_, "server",
               [&](schemad_error* error) { return offered->told(handle_, text.data(), text.size(), &length, error); });
    text.resize(std::min(length, text.size()));
    text = host::well_formed(text);
    for (auto& c : text) // it is one line of a list
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

} // namespace schemad
