// SPDX-License-Identifier: Apache-2.0
// The bare client library, as the floor a plugin is measured against: sends a statement, reads its rows, keeps nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace schemad::bench {

class RawClient {
public:
    virtual ~RawClient() = default;
    virtual std::size_t run(const std::string& sql) = 0; // the bytes of its rows; throws std::runtime_error
    // All at once where the library can (PostgreSQL's pipeline), else one after the other.
    virtual std::size_t run_all(const std::vector<std::string>& statements) = 0;
};

// `server`: what tests/servers/servers.py describes.
std::unique_ptr<RawClient> raw_client(const boost::json::object& server, const std::string& database);

// Everything a snapshot needs of the catalog, and the three meta tables, as the server gives it out cheapest.
std::vector<std::string> bare_queries(const std::string& vendor, const std::string& database);

} // namespace schemad::bench
