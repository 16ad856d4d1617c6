// SPDX-License-Identifier: Apache-2.0
#include "engine/model/default_value.hpp"

#include <algorithm>
#include <cmath>

#include <schemad/host.hpp>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"

namespace schemad::model {
namespace {

namespace json = boost::json;

json::value number(double v) {
    constexpr double exact = 9007199254740992; // 2^53
    const bool whole = std::abs(v) <= exact && v == std::trunc(v);
    if (whole && !(v == 0 && std::signbit(v))) return static_cast<std::int64_t>(v); // YAML shows a negative zero
    return v;
}

bool truthy(std::string_view text) {
    // bits, as MySQL shows them: on where one of them is. The reference takes the text b'0' for true.
    if (text.size() > 3 && text.starts_with("b'") && text.ends_with('\'') &&
        text.find_first_not_of("01", 2) == text.size() - 1)
        return text.find('1') != std::string_view::npos;
    const auto is_false = [&] { // SQLite keeps the case that it was written in
        constexpr std::string_view word = "false";
        return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                          [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
    };
    return !(text.empty() || text == "0" || is_false());
}

} // namespace

json::value cast_default(schemad_str stated_text, std::string_view field_type, json::storage_ptr storage) {
    if (!stated(stated_text)) return nullptr;
    const auto text = view(stated_text);
    if (text == "0000-00-00 00:00:00") return nullptr;
    const auto as_text = [&] { return json::value(json::string(text, storage)); };

    if (field_type == "integer" || field_type == "bigInteger" || field_type == "float" || field_type == "decimal") {
        const auto value = js::to_number(text);
        return value ? number(*value) : as_text();
    }
    if (field_type == "boolean") return truthy(text);
    if (field_type == "json") {
        try {
            return formats::read_json(text, {}, false, storage);
        } catch (const formats::ParseError&) { return as_text(); }
    }
    return as_text();
}

} // namespace schemad::model
