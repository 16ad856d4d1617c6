// SPDX-License-Identifier: Apache-2.0
// What the tests of interrupted applies share: which diffs, and the database before each of their points.
#pragma once

#include <string>

#include "tests/conformance/server_vendors/targets.hpp"

namespace schemad::test {

inline constexpr const char* chosen[] = {
    "add-collection",
    "add-m2a",
    "field-add-decimal",
    "field-add-unique-indexed",
    "field-default-change",
    "field-index-add",
    "field-meta-note-width",
    "field-nullable-to-notnull-no-nulls",
    "field-precision-change",
    "field-remove",
    "field-remove-m2o",
    "field-rename",
    "field-type-string-to-text",
    "field-unique-add",
    "relation-add-on-existing-column",
    "relation-on-delete-change",
    "relation-remove",
    "relation-related-collection-change",
    "remove-collection-full",
    "remove-collection-referenced",
    "system-field-index-remove",
    "all-to-empty",
};

// SCHEMAD_INTERRUPT=all: every point of every case.
bool everything();
// The recorded database of this name, with the tables that the first apply would make.
void restore(const TestDatabase&, const std::string& database);

} // namespace schemad::test
