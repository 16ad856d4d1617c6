// SPDX-License-Identifier: Apache-2.0
// What leads back over the records of configuration that entries changed: of several entries the oldest one decides.
// The form is that of an apply's `configuration` (mode restore). Pure; one thread. Errors: none for what the history
// wrote; std::exception for texts that are no entry's.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include <boost/json.hpp>

namespace schemad::history {

class RecordsBack {
public:
    // The `configuration` of one entry's way back; newest entry first.
    void pass(const boost::json::object& configuration);
    // nullopt: no entry changed any.
    std::optional<boost::json::object> document() const;

private:
    struct Collection {
        std::map<std::string, boost::json::object> items; // by the text of their key
        std::map<std::string, boost::json::value> gone;
    };
    std::map<std::string, Collection> collections_;
};

} // namespace schemad::history
