// SPDX-License-Identifier: Apache-2.0
// The properties of collections, fields and relations in the words of people. Pure; any thread. Texts as in the
// documents.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

namespace schemad::cli {

// Of an item that comes: "string(80)", "required", ...; of a relation "on delete SET NULL".
std::vector<std::string> field_in_words(const boost::json::value& item);
std::vector<std::string> relation_in_words(const boost::json::value& item);
std::vector<std::string> collection_in_words(const boost::json::value& item);
// "author -> users"
std::string relation_name(const boost::json::object& item);
// One E, A, N or D of a change inside an item: "length: 255 -> 80".
std::string property_change(const boost::json::value& change);

} // namespace schemad::cli
