// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/plan.hpp"

#include "engine/apply/scratch.hpp"
#include "engine/database/transaction.hpp"
#include "engine/diff/validate.hpp"

namespace schemad::use_cases {

using namespace apply;

Preview preview_diff(Connection& connection, const boost::json::value& payload, const PlanRequest& request,
                     const Context& context) {
    diff::validate_diff(payload, context.dialect);
    const database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    try {
        boost::json::monotonic_resource memory;
        const Judged judged(connection, payload, read_model(connection, context, &memory), request.force, context,
                            {.undo = true, .may_touch_protected = true});
        auto preview = preview_of(connection, judged);
        // what was translated on the way to this diff belongs to what the reader agrees to
        if (const auto* translation = payload.get_object().if_contains("translation"))
            preview.document["translation"] = *translation;
        if (request.try_in_scratch) {
            try_in_scratch(connection, payload, judged, context);
            preview.document["verified"] = "scratch";
        }
        return preview;
    } catch (const VendorError& error) {
        // names are looked up as they are now, whatever the transaction sees: somebody took away meanwhile what the
        // catalog showed, so the whole is looked at anew
        if (error.status == SCHEMAD_E_NOT_FOUND) throw VendorError(SCHEMAD_E_BUSY, error.what());
        throw;
    }
}

} // namespace schemad::use_cases
