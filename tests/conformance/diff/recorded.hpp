// SPDX-License-Identifier: Apache-2.0
// Recorded values as the server reads them, and how two of them are compared: as text, so that the order of keys
// counts.
#pragma once

#include <functional>
#include <string>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/model/items.hpp"
#include "tests/vectors.hpp"

namespace schemad::test {

namespace json = boost::json;

inline json::value read(const std::string& text) { return formats::read_json(text, formats::Limits{}, false, {}); }
inline std::string text_of(const json::value& value) { return formats::write_json(value); }
inline std::string text_of(const std::optional<json::object>& diff) {
    return diff ? formats::write_json(json::value(*diff)) : "nothing differs";
}

// What running it threw, as the client would read it; empty when nothing was thrown.
inline std::string refusal_of(const std::function<void()>& run) {
    try {
        run();
    } catch (const RequestError& error) { return *error.what() ? error.what() : "(no text)"; }
    return {};
}

// The four lists, those that the recording leaves out as empty ones.
inline std::string lists_of(const json::value& recorded) {
    json::object diff;
    for (const auto kind : model::all_kinds)
        diff.emplace(model::list_name(kind), model::list_of(recorded.get_object(), kind));
    return text_of(json::value(std::move(diff)));
}

} // namespace schemad::test
