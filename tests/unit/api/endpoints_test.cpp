// SPDX-License-Identifier: Apache-2.0
// What holds for every endpoint there is, whatever is added: who may ask, what an unavailable project answers, that the
// page shows it.
#include <fstream>
#include <set>

#include <boost/test/unit_test.hpp>

#include "fake_project.hpp"
#include "server/api/router.hpp"
#include "server/auth/token_match.hpp"

using namespace schemad;
using namespace schemad::test;
using api::Access;

namespace {

std::vector<api::Endpoint> all() {
    std::vector<api::Endpoint> found;
    for (const auto resource : api::endpoints()) found.insert(found.end(), resource.begin(), resource.end());
    return found;
}

std::string target_of(const api::Endpoint& endpoint) {
    std::string target = std::string(endpoint.mount) + std::string(endpoint.path);
    if (const auto open = target.find('{'); open != std::string::npos)
        target.replace(open, target.find('}') - open + 1, "7");
    return target;
}

} // namespace

BOOST_AUTO_TEST_SUITE(endpoints)

BOOST_AUTO_TEST_CASE(each_lets_in_whom_it_says) {
    const FakeApp app;
    for (const auto& endpoint : all()) {
        const auto asked_by = [&](http::Headers headers) {
            return code_of(app.send(std::string(endpoint.method), target_of(endpoint), std::move(headers)));
        };
        const auto target = std::string(endpoint.method) + " " + target_of(endpoint);
        const bool open = endpoint.access == Access::everybody, users = endpoint.access == Access::users;
        BOOST_TEST((asked_by({}) == "FORBIDDEN") == !(open || users), target);
        BOOST_TEST((asked_by({}) == "INVALID_CREDENTIALS") == users, target);
        BOOST_TEST((asked_by({{"Authorization", "Bearer user"}}) == "FORBIDDEN") ==
                       (endpoint.access == Access::administrators),
                   target);
        const bool of_one = endpoint.path.ends_with('}') && endpoint.mount != "/schema"; // one that is not there
        BOOST_TEST((of_one || asked_by({{"Authorization", "Bearer admin"}}) != "FORBIDDEN"), target);
    }
}

BOOST_AUTO_TEST_CASE(only_what_the_reference_lets_in_without_a_token_is_open) {
    std::set<std::string> open;
    for (const auto& endpoint : all())
        if (endpoint.access != Access::administrators) open.insert(target_of(endpoint));
    BOOST_TEST((open == std::set<std::string>{"/server/ping", "/server/info", "/server/health", "/users/me",
                                              "/policies/me/globals", "/auth/login", "/auth/refresh", "/auth/logout"}));
}

BOOST_AUTO_TEST_CASE(an_unavailable_project_tells_administrators_why_and_others_that) {
    api::AppOptions options;
    options.projects["default"] = {api::unavailable_project("12.4.0", "sqlite", "the plugin is not there"),
                                   {{"ci", auth::sha256_hex("ours"), true}, {"look", auth::sha256_hex("looks"), false}},
                                   {}};
    const auto handler = api::make_app(std::move(options));
    for (const auto& endpoint : all()) {
        if (!endpoint.serve) continue; // ping asks nobody
        const auto target = std::string(endpoint.method) + " " + target_of(endpoint);
        const auto asked_by = [&](const std::string& token) {
            http::Request request;
            request.method = endpoint.method;
            request.path = target_of(endpoint);
            request.headers = {{"Authorization", "Bearer " + token}};
            return http::awaited(handler->handle(request));
        };
        const auto told = asked_by("ours");
        BOOST_TEST(told.status == 503, target);
        BOOST_TEST(told.body.find("the plugin is not there") != std::string::npos, target);
        for (const auto* token : {"looks", "someone"}) { // the second is looked for in the project
            const auto refused = asked_by(token);
            const bool needs_none = endpoint.access == Access::users && token == std::string_view("looks"); // who it is
            BOOST_TEST((refused.status == 503 || refused.status == 403 || needs_none), target);
            BOOST_TEST(refused.body.find("the plugin is not there") == std::string::npos, target);
        }
        BOOST_TEST(asked_by("someone").status == 503, target);
    }
}

BOOST_AUTO_TEST_CASE(the_page_lists_each_with_its_methods_and_who_may_ask) {
    std::ifstream page(SCHEMAD_SOURCE_DIR "/docs/http-api.md");
    std::multiset<std::string> rows, wanted;
    std::string introduction;
    for (std::string line; std::getline(page, line);) {
        if (rows.empty()) introduction += line + "\n";
        if (!line.starts_with("| GET") && !line.starts_with("| POST") && !line.starts_with("| DELETE")) continue;
        auto end = std::string::npos; // behind the third column
        for (int column = 0; column < 4; ++column) end = line.find('|', column == 0 ? 0 : end + 1);
        const auto row = line.substr(0, end);
        rows.insert(row.substr(0, row.find_first_of(",;", row.rfind("` |")))); // what follows a comma explains
    }
    for (const auto& endpoint : all()) {
        const std::string who = endpoint.access == Access::administrators ? "administrators "
                                : endpoint.access != Access::everybody    ? "anybody with a token "
                                                                          : "everybody";
        const std::string path = std::string(endpoint.mount) + std::string(endpoint.path);
        const std::string method = endpoint.method == "GET" ? "GET, HEAD" : std::string(endpoint.method);
        wanted.insert("| " + method + " | `" + path + "` | " + who);
        if (endpoint.ours)
            BOOST_TEST((introduction.find('`' + path + '`') != std::string::npos ||
                        introduction.find('`' + path.substr(0, path.find("/{")) + '`') != std::string::npos),
                       path + " is not named as ours");
    }
    BOOST_TEST(rows == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
