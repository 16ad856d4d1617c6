// SPDX-License-Identifier: Apache-2.0
// The hash of a snapshot as its dialect makes it. docs/spec/engine-2-model.md section 4. Pure; any thread.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "engine/model/dialect.hpp"

namespace schemad::model {

std::string model_hash(const boost::json::value& snapshot, const Dialect&);

} // namespace schemad::model
