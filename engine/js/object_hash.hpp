// SPDX-License-Identifier: Apache-2.0
// The hash of a snapshot: SHA-1 over object-hash's text form. docs/spec/engine-2-model.md section 4.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include <boost/json/value.hpp>

namespace schemad::js {

// Lower-case hex SHA-1 of the serialised form, streamed (the text is never held as a whole).
std::string object_hash(const boost::json::value&);
// The serialised form itself, for tests.
std::string object_hash_text(const boost::json::value&);
// The hash of {item: snapshot, version: directus_version} without building that object.
// driver_rows: objects inside it that are no plain ones but rows as the driver `mysql` makes them, of a class of its
// own.
using DriverRows = std::unordered_set<const boost::json::object*>;
std::string versioned_hash(const boost::json::value& snapshot, std::string_view directus_version,
                           const DriverRows& driver_rows = {});

} // namespace schemad::js
