// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/meta_rows_only.hpp"

#include "engine/error.hpp"

namespace schemad::apply {

void require_meta_rows_only(const plan::Plan& plan) {
    for (const auto& step : plan.steps) {
        if (step.what == plan::Step::What::meta_rows) continue;
        const auto reason = "it would " + step.action + " (" + step.entity + "), and tables are to stay as they are";
        throw RequestError(ErrorCode::conflict, "Nothing was changed: " + reason + ".",
                           {{"reason", reason}, {"entity", step.entity}});
    }
}

} // namespace schemad::apply
