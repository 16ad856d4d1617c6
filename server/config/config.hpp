// SPDX-License-Identifier: Apache-2.0
// The typed configuration: file < environment < flags. Pure values; read by server/config/load.hpp.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/formats/formats.hpp"
#include "engine/project.hpp"
#include "server/config/after_apply.hpp"
#include "server/config/cors.hpp"
#include "server/config/rights.hpp"
#include "server/http/server.hpp"

namespace schemad::config {

struct Token {          // a token of our own configuration; only its hash is known
    std::string name;   // for logs
    std::string sha256; // 64 lower-case hex digits
    bool admin = true;
    Rights rights = Rights::all(); // of an administrator
};

struct Project {
    std::string name;
    std::string vendor; // "sqlite": a plugin's name
    std::vector<std::pair<std::string, std::string>> connection;
    std::string directus_version; // empty: not stated
    std::vector<Token> tokens;
    std::vector<AfterApply> after_apply; // who is told of a change
    std::vector<std::string> hosts; // what a request's Host says to mean it; lower case, each with a port or without
    std::size_t max_connections = 4;
    Destructive destructive = Destructive::allow;       // what an apply that destroys data needs
    guard::NamePatterns protected_names, ignored_names; // `protected` and `ignore`
    bool history = true;                                // applies are written down in the project's database
    std::map<std::string, std::string>
        places; // where "vendor", "connection", "connection.host" are stated, for messages
    // Directus's SECRET, to verify its JWTs (docs/spec/engine-1-http.md 1.4); empty: they are refused
    std::string secret;
};

struct Plugins {
    std::string directory;          // where libschemad_<vendor>.so lies
    std::vector<std::string> allow; // vendor names; empty = those the projects name
};

struct Config {
    std::vector<http::Address> listen{{"127.0.0.1", 8056}}; // 8055 is Directus's own
    Plugins plugins;
    std::map<std::string, Project> projects; // "default" also answers at the root
    http::Limits http;
    formats::Limits documents; // max_bytes: the upload limit, 50 MiB
    // A JSON body up to this is read before the token is checked (docs/spec/engine-1-http.md 1.1); a longer one only
    // for an admin.
    std::size_t json_body_bytes = 1'048'576;
    std::size_t apply_jobs = 16; // applies that outlive their requests, running or waiting; beyond: 503
    std::chrono::milliseconds shutdown_grace{30'000}; // how long what runs may go on after SIGTERM
    std::string log_level = "info";
    Cors cors;
};

} // namespace schemad::config
