// SPDX-License-Identifier: Apache-2.0
// In which dialect an uploaded snapshot is spelled: the version and vendor it names, or, where it names none, as one
// written by hand, this project's own. Pure; any thread. Source: docs/http-api.md, "translate".
#pragma once

#include <boost/json.hpp>

#include "engine/model/dialect.hpp"
#include "engine/model/vendor_names.hpp"

namespace schemad::translate {

struct Origin {
    model::Dialect dialect;
    bool same_vendor;  // its columns are spelled as this vendor reports them, where they are spelled at all
    bool same_version; // and its meta has the members that this version has
};

// Checks the form of the upload as far as this one: what is there must be of its type; nothing has to be there.
// Throws RequestError INVALID_PAYLOAD naming the place.
Origin origin_of(const boost::json::value& uploaded, const model::Dialect& here, const model::VendorNames& = {});

} // namespace schemad::translate
