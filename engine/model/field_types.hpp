// SPDX-License-Identifier: Apache-2.0
// The words that may stand as a field's type. docs/spec/engine-2-model.md 5.1.
#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace schemad::model {

// In the order the reference prints them.
inline constexpr std::array<std::string_view, 31> field_types{"bigInteger",
                                                              "boolean",
                                                              "date",
                                                              "dateTime",
                                                              "decimal",
                                                              "float",
                                                              "integer",
                                                              "json",
                                                              "string",
                                                              "text",
                                                              "time",
                                                              "timestamp",
                                                              "binary",
                                                              "uuid",
                                                              "alias",
                                                              "hash",
                                                              "csv",
                                                              "geometry",
                                                              "geometry.Point",
                                                              "geometry.LineString",
                                                              "geometry.Polygon",
                                                              "geometry.MultiPoint",
                                                              "geometry.MultiLineString",
                                                              "geometry.MultiPolygon",
                                                              "unknown",
                                                              "o2m",
                                                              "m2m",
                                                              "m2a",
                                                              "o2a",
                                                              "files",
                                                              "translations"};

// Types, and flags of `special`, of a field without a column.
inline constexpr std::string_view alias_types[] = {"alias", "o2m", "m2m", "m2a", "o2a", "files", "translations"};
inline bool is_alias_type(std::string_view word) noexcept {
    return std::find(std::begin(alias_types), std::end(alias_types), word) != std::end(alias_types);
}

inline bool is_field_type(std::string_view word) noexcept {
    return std::find(field_types.begin(), field_types.end(), word) != field_types.end();
}

} // namespace schemad::model
