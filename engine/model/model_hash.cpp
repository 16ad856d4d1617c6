// SPDX-License-Identifier: Apache-2.0
#include "engine/model/model_hash.hpp"

#include "engine/js/object_hash.hpp"

namespace schemad::model {

std::string model_hash(const boost::json::value& snapshot, const Dialect& dialect) {
    return js::versioned_hash(snapshot, dialect.version_in_snapshots());
}

} // namespace schemad::model
