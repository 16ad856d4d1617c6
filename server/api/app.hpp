// SPDX-License-Identifier: Apache-2.0
// Everything between an http::Request and the engine. docs/spec/engine-1-http.md section 1. The handler is immutable
// once made: any thread. It does not throw.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/formats/formats.hpp"
#include "server/api/plugin_file.hpp"
#include "server/api/project_service.hpp"
#include "server/config/config.hpp"
#include "server/http/message.hpp"

namespace schemad::auth {
class LoginAttempts;
}

namespace schemad::api {

class ApplyJobs;
class PublicInfo;

struct ProjectEntry {
    std::shared_ptr<ProjectService> service;   // not null
    std::vector<config::Token> tokens;         // ours, beside those of the project's users
    std::string secret;                        // Directus's SECRET; empty: its JWTs are refused
    std::shared_ptr<PublicInfo> public_info{}; // null: the app makes its own
};

struct AppOptions {
    std::map<std::string, ProjectEntry> projects; // /<name>/schema/...; "default" also at the root
    std::map<std::string, std::string> hosts{};   // what Host says -> the project that answers at the root there
    formats::Limits documents;                    // max_bytes: the upload limit
    // A plugin beside those of the projects, to speak as another vendor; throws where there is none. Any thread.
    std::function<std::shared_ptr<const Vendor>(const std::string& name)> vendor_of{};
    // What stands in the plugins' folder, and in which state; runs no code of theirs. Null: none. Any thread.
    std::function<std::vector<PluginFile>()> plugins{};
    // The reference refuses longer JSON bodies unread. We take them up to documents.max_bytes, but only from admins.
    std::size_t eager_json_bytes = 1'048'576;
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
    std::shared_ptr<ApplyJobs> jobs;                 // null: the app makes its own, and its end waits for what runs
    std::shared_ptr<auth::LoginAttempts> attempts{}; // null: the app makes its own
    config::Cors cors{};
};

// The options a configuration gives, without the projects.
AppOptions app_options_of(const config::Config&);

std::shared_ptr<http::Handler> make_app(AppOptions);

} // namespace schemad::api
