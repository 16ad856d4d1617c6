// SPDX-License-Identifier: Apache-2.0
// What needs no server; tests/integration/command_line_servers.py has the rest: TLS, redirects, bounds.
#include <boost/test/unit_test.hpp>

#include "server/client/http_peer.hpp"

using namespace schemad;

namespace {

std::string fault_of(const std::string& url, const std::string& token = {}) {
    try {
        client::HttpPeerOptions options;
        options.url = url, options.token = token;
        const client::HttpPeer peer(std::move(options));
    } catch (const client::PeerError& error) { return error.what(); }
    return {};
}

std::string name_of(const std::string& url) {
    client::HttpPeerOptions options;
    options.url = url;
    return client::HttpPeer(std::move(options)).name();
}

} // namespace

BOOST_AUTO_TEST_SUITE(http_peer)

BOOST_AUTO_TEST_CASE(a_url_is_that_of_a_server_and_holds_no_secret) {
    for (const auto* good : {"https://cms.example", "http://127.0.0.1:8055/shop/", "https://[::1]:1/a/b"})
        BOOST_TEST(fault_of(good) == "", good);
    BOOST_TEST(name_of("http://127.0.0.1:8055/shop//") == "http://127.0.0.1:8055/shop");
    for (const auto* bad :
         {"", "cms.example", "file:///etc/passwd", "ftp://a", "gopher://a/x", "https://", "https://a b",
          "https://user:hunter2@a", "https://hunter2@a", "https://a?access_token=hunter2", "https://a/#hunter2"}) {
        BOOST_TEST(fault_of(bad) != "", bad);
        BOOST_TEST(fault_of(bad).find("hunter2") == std::string::npos, fault_of(bad));
    }
    for (const auto* token : {"a\r\nHost: x", "a\nb"}) {
        BOOST_TEST(fault_of("https://a", token) != "");
        BOOST_TEST(fault_of("https://a", token).find("Host") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_token_that_travels_in_plain_is_noticed) {
    const auto plain = [](const std::string& url, const std::string& token) {
        client::HttpPeerOptions options;
        options.url = url, options.token = token;
        return client::HttpPeer(std::move(options)).is_plain_and_far();
    };
    BOOST_TEST(plain("http://cms.example", "t"));
    BOOST_TEST(!plain("http://cms.example", ""));
    for (const auto* near : {"https://cms.example", "http://127.0.0.1:1", "http://localhost", "http://[::1]:2"})
        BOOST_TEST(!plain(near, "t"), near);
}

BOOST_AUTO_TEST_CASE(nobody_there_is_an_error_without_a_secret) {
    client::HttpPeerOptions options;
    options.url = "http://127.0.0.1:1", options.token = "hunter2";
    client::HttpPeer peer(std::move(options));
    http::Request request;
    request.method = "GET", request.path = "/server/ping";
    BOOST_CHECK_EXCEPTION(peer.ask(request), client::PeerError, [](const client::PeerError& error) {
        const std::string said = error.what();
        return said.starts_with("http://127.0.0.1:1 cannot be asked: ") && said.find("hunter2") == said.npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
