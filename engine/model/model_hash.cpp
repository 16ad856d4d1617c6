// SPDX-License-Identifier: Apache-2.0
#include "engine/model/model_hash.hpp"

#include "engine/js/object_hash.hpp"
#include "engine/model/items.hpp"

namespace schemad::model {

std::string model_hash(const boost::json::value& snapshot, const Dialect& dialect) {
    js::DriverRows rows;
    if (const auto* whole = snapshot.if_object(); whole && dialect.raw_alias_meta())
        for (const auto& field : list_of(*whole, ItemKind::field))
            if (const auto* meta = object_of(field.get_object(), "meta");
                meta && text_of(field.get_object(), "type") == "alias")
                rows.insert(meta);
    return js::versioned_hash(snapshot, dialect.version_in_snapshots(), rows);
}

} // namespace schemad::model
