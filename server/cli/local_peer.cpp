// SPDX-License-Identifier: Apache-2.0
#include "server/cli/local_peer.hpp"

#include <utility>

#include "server/api/app.hpp"
#include "server/auth/random_token.hpp"
#include "server/auth/token_match.hpp"
#include "server/cli/projects.hpp"

namespace schemad::cli {

struct LocalPeer::Parts { // in the order in which they need each other
    std::shared_ptr<PluginLoader> loader;
    std::shared_ptr<http::Handler> app;
};

LocalPeer::LocalPeer(config::Config config, const std::string& project, const std::string& by)
    : project_(project), token_(auth::random_token()), parts_(std::make_unique<Parts>()) {
    std::erase_if(config.projects, [&](const auto& entry) { return entry.first != project; });
    config.projects.at(project).tokens.push_back({by, auth::sha256_hex(token_), true});
    parts_->loader = loader_of(config);
    parts_->app = api::make_app(app_options_with_projects(config, parts_->loader));
}

LocalPeer::~LocalPeer() = default;

http::Response LocalPeer::ask(http::Request request) {
    request.path.insert(0, "/" + project_);
    request.headers.emplace_back("Authorization", "Bearer " + token_);
    request.remote_ip = "127.0.0.1";
    request.has_body = !request.body.empty() || request.method != "GET";
    if (request.has_body) request.headers.emplace_back("Content-Length", std::to_string(request.body.size()));
    auto answer = parts_->app->handle(request);
    if (answer.later || answer.stream) throw client::PeerError("the answer would have come later");
    if (answer.shared) answer.body = *answer.shared;
    return answer;
}

} // namespace schemad::cli
