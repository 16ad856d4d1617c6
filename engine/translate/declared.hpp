// SPDX-License-Identifier: Apache-2.0
// What a snapshot says of how a column is declared, and what that means. Pure; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/translate/stated.hpp"

namespace schemad::translate {

// What of a schema declares the type.
inline constexpr std::array declared{"data_type", "max_length", "numeric_precision", "numeric_scale"};

// Whether the schema of a field says all there is to say of its column; older ones say nothing of its index.
bool is_complete(const json::object& field);
// Numbers of 64 bits, whatever another vendor calls the field's type.
bool is_wide(const json::object& schema);
// A type whose size the person chose; that of any other follows from it.
bool is_sized(std::string_view type);
// Declared with a length.
bool is_text(const json::object& schema);
// How vendors without the type hold a uuid: told as a text of 36 where no flag tells more, as of keys.
bool is_uuid_in_text(std::string_view type, const json::object& schema, bool points_somewhere);
// it''s: where any quote stands alone, it was never the inside of a literal.
std::string without_doubled_quotes(std::string_view text);
// The same of MariaDB's catalog, which escapes as well: back\\slash, and "\'" for a quote where the default of such a
// type is an expression. A text with other escapes was never the inside of its literal.
std::string without_escapes(std::string_view text, std::string_view data_type);
// A moment in full, "2020-01-31T00:00:00.000Z".
bool is_moment(std::string_view text);
// "12:30" is "12:30:00"; any other text is as it is.
std::string with_seconds(std::string_view text);
// What a default of a boolean means, in whichever database's words. Throws RequestError where it means neither.
json::value boolean_default(const json::value& stated, const FieldKey& field);
// Sizes as a person writes them: of a type that has none they say nothing, and digits behind the point are part of all.
// Throws RequestError for a length or precision that no column has.
void fit_sizes(json::object& schema, std::string_view type, const FieldKey& field);
// Null where there is none.
const json::value& member_of(const json::object&, std::string_view key);

} // namespace schemad::translate
