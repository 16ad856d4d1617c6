// SPDX-License-Identifier: Apache-2.0
// A value as text for comparisons: JSON, but the order of members, NaN, the infinities and minus zero all show.
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"

namespace schemad::test {

inline void append_shown(std::string& out, const boost::json::value& value) {
    if (const auto* object = value.if_object()) {
        out += '{';
        for (const auto& member : *object) {
            formats::write_json(out, boost::json::value(member.key()));
            out += ':';
            append_shown(out, member.value());
            out += ',';
        }
        out += '}';
    } else if (const auto* array = value.if_array()) {
        out += '[';
        for (const auto& item : *array) {
            append_shown(out, item);
            out += ',';
        }
        out += ']';
    } else if (value.is_number()) {
        const double number = js::number_of(value);
        out += number == 0 && std::signbit(number) ? "-0" : js::number_text(number);
    } else {
        formats::write_json(out, value);
    }
}

inline std::string shown(const boost::json::value& value) {
    std::string out;
    append_shown(out, value);
    return out;
}

inline double special_number(const std::string& name) { // as the vectors spell what JSON cannot
    if (name == "-0") return -0.0;
    if (name == "NaN") return std::numeric_limits<double>::quiet_NaN();
    return name == "-Infinity" ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

// One row of yaml-load.jsonl: {yaml, result or error, non_json: [[pointer, what]]}. Returns what is wrong, or nothing.
inline std::string yaml_case_fault(const std::string& line) {
    auto row = formats::read_json(line, {}).as_object();
    const std::string yaml(row.at("yaml").as_string());
    std::optional<boost::json::value> result;
    try {
        result = formats::read_yaml(yaml, {});
    } catch (const formats::ParseError& error) {
        return row.contains("error") ? "" : yaml + "\n  is refused: " + error.what();
    }
    const std::string got = result ? shown(*result) : "<undefined>";
    if (row.contains("error")) return yaml + "\n  should be refused, gave " + got;
    auto& expected = row.at("result");
    if (const auto* special = row.if_contains("non_json"))
        for (const auto& item : special->as_array()) {
            const std::string what(item.as_array().at(1).as_string());
            if (what == "Date" || what == "Uint8Array") continue; // shown as text and as an object
            expected.at_pointer(item.as_array().at(0).as_string()) = special_number(what);
        }
    const bool undefined = expected.is_string() && expected.as_string() == "<undefined>";
    const std::string wanted = undefined ? "<undefined>" : shown(expected);
    return got == wanted ? "" : yaml + "\n  gave " + got + "\n  not  " + wanted;
}

} // namespace schemad::test
