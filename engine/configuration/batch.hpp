// SPDX-License-Identifier: Apache-2.0
// Records of configuration as they are asked for: what a client sends, read once. docs/spec/configuration.md 1;
// docs/http-api.md, POST /utils/import. Pure; any thread. Errors: RequestError with the place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "engine/error.hpp"

namespace schemad::configuration {

namespace json = boost::json;

// restore: as an entry of the history leads back: keys are those that are stated, dates too, and `delete` names rows
// that go.
enum class Mode { add, merge, restore };
std::string_view name_of(Mode) noexcept;

struct Part {
    std::string collection;
    std::vector<const json::object*> records; // borrowed
    std::vector<const json::value*> gone;     // keys
};

struct Batch {
    Mode mode = Mode::add;
    bool deletes = false; // dangerouslyAllowDelete: with merge, every row of a listed collection that is not stated
    std::vector<Part> parts;
    bool empty() const noexcept { return parts.empty(); }
};

// {mode, dangerouslyAllowDelete, collections: [{collection, items, delete}]}
Batch batch_of(const json::value& configuration);

// Where something is wrong.
struct Where {
    std::string_view collection;
    std::size_t record = 0; // from 1, in its list; 0: none that was stated
    std::string key{};      // empty: not known
};
// "Record 3 of "directus_roles" (<key>), field "parent": why". Values never stand in it: they may be secrets.
RequestError fault(const Where&, std::string_view field, const std::string& why,
                   ErrorCode = ErrorCode::invalid_payload);

} // namespace schemad::configuration
