// SPDX-License-Identifier: Apache-2.0
// What requests mean to a project of an older Directus, and how it answers. docs/spec/versions.md, sections 4 to 8
#include <boost/test/unit_test.hpp>

#include "server/api/error_envelope.hpp"
#include "server/api/query.hpp"
#include "server/api/query_validation.hpp"
#include "server/api/respond.hpp"
#include "server/api/schema_query.hpp"
#include "server/auth/token_source.hpp"

using namespace schemad;
using namespace schemad::api;

namespace {

const model::VersionTraits& of(const char* version) { return model::traits_of(model::VersionNumber::of(version)); }

bool exports(const char* kind, const char* version) {
    try {
        validate_item_query(parse_query(std::string("export=") + kind), of(version));
        return true;
    } catch (const RequestError&) { return false; }
}

std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(older_versions)

BOOST_AUTO_TEST_CASE(what_came_with_12_2_is_ignored_before) {
    const auto query = parse_query("includeCollections=a&mode=merge");
    BOOST_TEST((scope_of(query, of("12.0.2")).kind == SnapshotScope::Kind::everything));
    BOOST_TEST((scope_of(query, of("12.2.0")).kind == SnapshotScope::Kind::include));
    BOOST_TEST((diff_query_of(query, of("12.0.2")).mode == DiffMode::mirror));
    BOOST_TEST((diff_query_of(query, of("12.2.0")).mode == DiffMode::merge));
}

BOOST_AUTO_TEST_CASE(force_has_a_value_from_12_2_on) {
    const auto no = parse_query("force=false");
    BOOST_TEST(diff_query_of(no, of("12.0.2")).force);
    BOOST_TEST(!diff_query_of(no, of("12.2.0")).force);
    BOOST_TEST(!diff_query_of(parse_query("mode=mirror"), of("10.13.4")).force);
    const auto yes = parse_query("force=true");
    BOOST_TEST(!apply_forces(yes, of("10.13.4"))); // it takes no stale diff, whatever is asked
    BOOST_TEST(apply_forces(yes, of("11.17.4")));
    BOOST_TEST(apply_forces(yes, of("12.4.0")));
}

BOOST_AUTO_TEST_CASE(exports_grow) {
    for (const auto* version : {"9.23.1", "10.13.4", "11.17.4", "12.4.0"})
        BOOST_TEST(exports("yaml", version), version);
    BOOST_TEST(!exports("csv_utf8", "10.13.4"));
    BOOST_TEST(exports("csv_utf8", "11.17.4"));
    BOOST_TEST(!exports("sql", "11.17.4"));
}

BOOST_AUTO_TEST_CASE(the_oldest_errors_are_bare) {
    const auto bare = [](const RequestError& error) { return envelope_of(error, of("10.0.0")).body; };
    BOOST_TEST(bare(invalid_payload("\"hash\" is required")) ==
               R"({"errors":[{"message":"\"hash\" is required","extensions":{"code":"INVALID_PAYLOAD"}}]})");
    BOOST_TEST(bare(invalid_payload("It is so. Do this")) ==
               R"({"errors":[{"message":"It is so. Do this.","extensions":{"code":"INVALID_PAYLOAD"}}]})");
    BOOST_TEST(bare(route_not_found("/x")) ==
               R"({"errors":[{"message":"Route /x doesn't exist.","extensions":{"code":"ROUTE_NOT_FOUND"}}]})");
    BOOST_TEST(bare(service_unavailable("database", "It is away")).find("It is away") != std::string::npos);
    BOOST_TEST(envelope_of(invalid_payload("x"), of("10.13.4")).body == envelope_of(invalid_payload("x")).body);
}

BOOST_AUTO_TEST_CASE(two_tokens_and_the_cookie) {
    http::Request request;
    request.headers = {{"Authorization", "Bearer of-the-header"}, {"Cookie", "directus_session_token=of-the-cookie"}};
    BOOST_TEST(auth::find_token(request, {"of-the-query"}, false, of("10.0.0"))->text == "of-the-header");
    BOOST_CHECK_THROW(auth::find_token(request, {"of-the-query"}, false, of("10.13.4")), RequestError);
    request.headers.erase(request.headers.begin());
    BOOST_TEST(!auth::find_token(request, {}, false, of("10.0.0")));
    BOOST_TEST(auth::find_token(request, {}, false, of("10.13.4"))->text == "of-the-cookie");
}

BOOST_AUTO_TEST_CASE(headers_follow_the_version) {
    const auto answered = [](const char* version) {
        http::Response response{204, {}, {}};
        complete({}, response, of(version));
        return response;
    };
    BOOST_TEST(header(answered("10.13.4"), "Cross-Origin-Opener-Policy").empty());
    BOOST_TEST(!header(answered("11.17.4"), "Cross-Origin-Opener-Policy").empty());
    const auto policy = [&](const char* version) { return header(answered(version), "Content-Security-Policy"); };
    BOOST_TEST(policy("9.23.1").find("cdn.directus.io") != std::string::npos);
    BOOST_TEST(policy("10.13.4").find("wss:") == std::string::npos);
    BOOST_TEST(policy("11.17.4") == policy("12.4.0"));
}

BOOST_AUTO_TEST_SUITE_END()
