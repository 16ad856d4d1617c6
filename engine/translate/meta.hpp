// SPDX-License-Identifier: Apache-2.0
// The meta of an item as a row of this project's table gives it back: the members that its version has, those that are
// not stated as they are, as the app gives them, or as an empty row has them. Pure; any thread.
#pragma once

#include "engine/translate/here.hpp"
#include "engine/translate/origin.hpp"

namespace schemad::translate {

// A blank `meta:` in a file by hand says nothing; between two versions that list what is untracked it says that.
bool stays_untracked(const json::object& item, const Here&, const Origin&);

// item: its meta may lack members, or be missing; app: what the app gives where nobody states it; fixed: what is so
// whatever is stated (names). Members are in the order of a snapshot.
json::object meta_of(ItemKind, const json::object& item, const json::object& app, const json::object& fixed,
                     const Here&, const Origin&, json::storage_ptr);

} // namespace schemad::translate
