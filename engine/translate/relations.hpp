// SPDX-License-Identifier: Apache-2.0
// Relations as this project would report them: names, meta, and the foreign key as this vendor names it. Pure.
#pragma once

#include "engine/translate/foreign_keys.hpp"
#include "engine/translate/origin.hpp"

namespace schemad::translate {

class Relations {
public:
    Relations(const Items& stated, const Here& here, const Origin& origin, json::storage_ptr storage)
        : stated_(stated), here_(here), origin_(origin), storage_(std::move(storage)) {}
    json::object made(const json::object& relation) const;

private:
    json::object key_of(const json::object& relation, std::string_view table) const;
    std::string_view rule_of_deletion(std::string_view collection, std::string_view field) const;

    const Items& stated_;
    const Here& here_;
    const Origin& origin_;
    json::storage_ptr storage_;
};

} // namespace schemad::translate
