// SPDX-License-Identifier: Apache-2.0
// A snapshot in another dialect: as an empty project of that version on that vendor would report it once it has the
// model. Needs no database. docs/http-api.md, `?as=`. Any thread. Errors: RequestError for what the snapshot says.
#pragma once

#include "engine/model/dialect.hpp"
#include "engine/translate/translate.hpp"

namespace schemad::use_cases {

// vendor: of the dialect; vendors: what the snapshot may say that it is of. The snapshot of the answer is in storage.
translate::Translation in_dialect(const boost::json::value& snapshot, const model::Dialect&, const Vendor& vendor,
                                  boost::json::storage_ptr = {}, const model::VendorNames& vendors = {});

} // namespace schemad::use_cases
