// SPDX-License-Identifier: Apache-2.0
// How a vendor's driver writes a moment into Directus's own tables. Pure; any thread.
#pragma once

#include "engine/model/dialect.hpp"

namespace schemad::model {

enum class MomentForm { milliseconds, text, text_with_zone }; // since 1970; "2026-11-21 06:30:00", "...+00"; UTC

inline MomentForm moment_form(std::string_view vendor) noexcept {
    if (vendor == "sqlite") return MomentForm::milliseconds;
    return vendor == "mysql" ? MomentForm::text : MomentForm::text_with_zone;
}
inline MomentForm moment_form(const Dialect& dialect) noexcept { return moment_form(dialect.vendor()); }

} // namespace schemad::model
