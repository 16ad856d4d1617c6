// SPDX-License-Identifier: Apache-2.0
// What applies did, and what leads back over them. docs/http-api.md, GET /schema/history.
//
// Each reads one consistent view on the connection it is given. Errors: VendorError (SCHEMAD_E_BUSY: to be read anew);
// RequestError (503) for a history that cannot be read, never an empty one. Threads: as one connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <boost/json.hpp>

#include "engine/apply/context.hpp"

namespace schemad::use_cases {

class History {
public:
    // context is borrowed. One of these serves one request, and is used again when the view has to be taken anew.
    explicit History(const apply::Context& context) : context_(context) {}

    // Newest first.
    boost::json::value list(Connection&, std::size_t limit, std::size_t offset);
    // nullopt: there is none of this number.
    std::optional<boost::json::value> entry(Connection&, std::int64_t id);
    // A diff that leads back to before that entry; null when nothing differs.
    std::optional<boost::json::value> revert(Connection&, std::int64_t id);

private:
    template <class T, class F> T in_view(Connection&, T none, F&& read);
    void leave_out_what_is_so(Connection&, boost::json::value& way, const snapshot::Model&);
    const apply::Context& context_;
    bool seen_as_missing_ = false;
};

} // namespace schemad::use_cases
