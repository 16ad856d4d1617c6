// SPDX-License-Identifier: Apache-2.0
// What JSON means on the wire: the values of JavaScript that JSON.parse and js-yaml can give, held as boost::json.
// docs/spec/engine-2-model.md, "Two JS facts".
//
//  - Text is WTF-8: a lone surrogate is the three bytes ED A0..BF xx.
//  - Integers are kept exactly as int64/uint64 while they fit; whoever needs the JavaScript number asks number_of().
//  - An object's members stand in JavaScript's order: array-index keys first, ascending (js_order makes it so).
//  - NaN and the infinities are doubles; they print as null in JSON. A Date of YAML is its ISO text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace schemad::js {

namespace json = boost::json;

// The IEEE double JavaScript would hold. Requires a number.
double number_of(const json::value&) noexcept;
// Number.prototype.toString: shortest round trip, "1e+21", "1e-7", "NaN", "-0" prints "0".
std::string number_text(double);
void append_number(std::string& out, double);
// Number(text) of JavaScript: trims blanks, "" is 0, hexadecimal, "Infinity"; nullopt for NaN.
std::optional<double> to_number(std::string_view text);

// The one way from a double to an integer. whole: nullopt for fractions, NaN, infinities and what int64 cannot hold.
// truncated: towards zero, the nearest that int64 can hold; 0 for NaN.
std::optional<std::int64_t> whole(double) noexcept;
std::int64_t truncated(double) noexcept;

// < 0, 0, > 0 by UTF-16 code unit; never by code point or locale.
int compare(std::string_view a, std::string_view b) noexcept;
// UTF-16 code units in a WTF-8 text.
std::size_t length(std::string_view text) noexcept;
// A canonical array index: "0".."4294967294".
std::optional<std::uint32_t> array_index(std::string_view key) noexcept;
// Puts array-index keys first, ascending, everywhere inside. Linear when there are none.
void js_order(json::value&);
// Strict equality of the content: numbers as doubles, objects without regard to order.
bool equal(const json::value&, const json::value&);
bool equal(const json::object&, const json::object&);

// docs/spec/engine-2-model.md 2.4: plain objects re-ordered bottom-up by key + "," + String(value); arrays keep their
// order.
void sort_deep(json::value&);
// The same as older versions do it (docs/spec/versions.md, section 1): objects as far as objects lead to them; a list
// there is sorted, and what is in it stays as it is.
void sort_with_lists(json::value&);

} // namespace schemad::js
