// SPDX-License-Identifier: Apache-2.0
// One plugin of the plugins' folder as lists show it: GET /vendors and `schemad vendors --json` tell the same of it.
// Pure; any thread. Nothing of a project's settings is in it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <schemad/host.hpp>

namespace schemad::api {

struct PluginFile {
    std::string name;                       // of the vendor that the file stands for
    std::string file;                       // its path; there may be none, where a project names a vendor without one
    std::shared_ptr<const Vendor> loaded{}; // null: it is not
    std::string refusal{};                  // one line, why it is not served; empty and not loaded: nobody needs it
};

struct ServedProject {
    std::string name;
    std::string server{}; // "PostgreSQL 15.8"; empty: it does not tell, or could not be had
    std::string reason{}; // one line, why it could not be had
};

// The names of docs/http-api.md, GET /vendors: "transactional-ddl".
std::vector<std::string_view> capabilities_of(const Vendor&);
std::string_view state_of(const PluginFile&); // "loaded", "refused", "not loaded"
std::string abi_of(const Vendor&);            // "1.2"
boost::json::object described(const PluginFile&, std::span<const ServedProject>);

} // namespace schemad::api
