// SPDX-License-Identifier: Apache-2.0
// How a vendor's driver writes a moment into Directus's own tables. Pure; any thread.
#pragma once

#include "engine/model/dialect.hpp"

namespace schemad::model {

enum class MomentForm { milliseconds, text, text_with_zone }; // since 1970; "2026-11-21 06:30:00", "...+00"; UTC

inline MomentForm moment_form(const Dialect& dialect) noexcept {
    if (dialect.vendor() == "sqlite") return MomentForm::milliseconds;
    return dialect.vendor() == "mysql" ? MomentForm::text : MomentForm::text_with_zone;
}

} // namespace schemad::model
