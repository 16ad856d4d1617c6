// SPDX-License-Identifier: Apache-2.0
// Is the result what the diff promised? Asked before the commit; what remains is either named or refused.
#pragma once

#include <string>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/model/left_out.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::apply {

// losing: collections of which other columns than those that go may lose an index; it is named then. Appends "entity:
// property: wanted x, is y" for each value that this target spells or holds in its own way. Throws RequestError
// (internal) when anything else differs: then nothing may be committed.
void verify(const boost::json::object& actual, const boost::json::object& wanted,
            const std::vector<std::string>& unshowable, const Vendor&, LeftOuts& left_out,
            const std::vector<std::string>& losing = {});

// The same of all but the collections and fields that are still there and go next: where each schema change commits,
// what the end would refuse is refused while it can be undone.
void verify_before_losses(const boost::json::object& actual, const plan::ChangeSet&, const plan::Plan&, const Vendor&);

} // namespace schemad::apply
