// SPDX-License-Identifier: Apache-2.0
#include "server/auth/jwt.hpp"

#include <array>

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "engine/error.hpp"

using namespace schemad;
using auth::is_directus_jwt;
using auth::verify_jwt;

namespace {

constexpr std::string_view secret = "a secret";
// made with another implementation (Python's hmac) for this secret, exp 2000
constexpr std::string_view known =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpZCI6InUxIiwicm9sZSI6InIxIiwiYXBwX2FjY2VzcyI6dHJ1ZSwiYWRtaW5fYWNjZXNzIjp0cnVlLCJpYXQiOjEwMDAsImV4cCI6MjAwMCwi"
    "aXNzIjoiZGlyZWN0dXMifQ.VoURGnE72UfHOFnxfKhOpPvsbsz_yjHPmANL7M5orhY";

std::string encoded(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    while (!out.empty() && out.back() == '=') out.pop_back();
    for (auto& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out;
}

std::string token(std::string_view payload, std::string_view header = R"({"alg":"HS256","typ":"JWT"})") {
    const auto text = encoded(header) + "." + encoded(payload);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    return text + "." + encoded({reinterpret_cast<const char*>(digest.data()), size});
}

auto at(std::int64_t seconds) { return std::chrono::system_clock::time_point(std::chrono::seconds(seconds)); }

constexpr std::string_view complete =
    R"({"id":"u1","role":null,"app_access":true,"admin_access":true,"session":"s1","exp":2000,"iss":"directus"})";

bool invalid(const RequestError& e) {
    return e.code == ErrorCode::invalid_token && std::string(e.what()) == "Invalid token.";
}
bool expired(const RequestError& e) {
    return e.code == ErrorCode::token_expired && std::string(e.what()) == "Token expired.";
}

} // namespace

BOOST_AUTO_TEST_SUITE(jwt)

BOOST_AUTO_TEST_CASE(tells_directus_tokens_from_static_ones) {
    BOOST_TEST(is_directus_jwt(known));
    BOOST_TEST(is_directus_jwt(token(R"({"iss":"directus"})")));
    BOOST_TEST(is_directus_jwt(encoded("{}") + "." + encoded(R"({"iss":"directus"})") + ".")); // unsigned is still one

    for (const std::string& other :
         {std::string("admintoken"), std::string(""), std::string("."), std::string(".."), std::string("a.b.c"),
          token(R"({"iss":"other"})"), token(R"({"iss":["directus"]})"), token("{}"), token("[]"), token("null"),
          token("not json"), token(R"({"iss":"directus"})", "not json"),
          encoded("{}") + "." + encoded(R"({"iss":"directus"})"), // two parts
          token(R"({"iss":"directus"})") + ".x", token(R"({"iss":"directus"})") + "=", std::string(100'000, 'a')})
        BOOST_TEST(!is_directus_jwt(other), other.substr(0, 80));
}

BOOST_AUTO_TEST_CASE(verifies_what_another_implementation_signed) {
    BOOST_TEST(verify_jwt(known, secret, at(1999)).user == "u1");
    BOOST_CHECK_EXCEPTION(verify_jwt(known, secret, at(2000)), RequestError, expired);
    BOOST_CHECK_EXCEPTION(verify_jwt(known, "another secret", at(1999)), RequestError, invalid);
}

BOOST_AUTO_TEST_CASE(gives_the_claims) {
    const auto claims = verify_jwt(token(complete), secret, at(1999));
    BOOST_TEST(claims.user == "u1");
    BOOST_TEST(claims.share.empty());
    BOOST_TEST(claims.session == "s1");
}

BOOST_AUTO_TEST_CASE(a_session_that_is_no_text_has_ended) {
    const auto with = [](const std::string& session) {
        return token(R"({"id":"u1","role":null,"app_access":true,"admin_access":true,"exp":2000,"iss":"directus")" +
                     session + "}");
    };
    BOOST_TEST(verify_jwt(with(""), secret, at(1999)).session.empty());
    for (const auto* session : {R"("")", "null", "0", "1", "true", "false", R"(["s1"])", R"({"token":"s1"})", "[]"})
        BOOST_CHECK_EXCEPTION(verify_jwt(with(std::string(R"(,"session":)") + session), secret, at(1999)), RequestError,
                              [](const RequestError& e) { return e.code == ErrorCode::invalid_credentials; });
}

BOOST_AUTO_TEST_CASE(without_a_secret_every_one_is_refused_and_an_expired_one_says_so) {
    BOOST_CHECK_EXCEPTION(verify_jwt(token(complete), "", at(1)), RequestError, invalid);
    BOOST_CHECK_EXCEPTION(verify_jwt(token(complete), "", at(3000)), RequestError, expired);
}

BOOST_AUTO_TEST_CASE(signature_comes_before_the_time) {
    auto forged = token(complete);
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    BOOST_CHECK_EXCEPTION(verify_jwt(forged, secret, at(3000)), RequestError, invalid);
    const auto unsigned_token = token(complete).substr(0, token(complete).rfind('.') + 1);
    BOOST_CHECK_EXCEPTION(verify_jwt(unsigned_token, secret, at(1)), RequestError, invalid);
    auto altered = token(complete);
    altered[altered.find('.') + 2] ^= 1; // the payload
    BOOST_CHECK_EXCEPTION(verify_jwt(altered, secret, at(1)), RequestError, invalid);
}

BOOST_AUTO_TEST_CASE(only_the_one_algorithm) {
    for (const auto* header :
         {R"({"alg":"none"})", R"({"alg":"HS512"})", R"({"alg":"RS256"})", R"({})", R"({"alg":256})"})
        BOOST_CHECK_EXCEPTION(verify_jwt(token(complete, header), secret, at(1)), RequestError, invalid);
}

BOOST_AUTO_TEST_CASE(time_comes_before_the_claims) {
    const auto incomplete = token(R"({"id":"u1","exp":2000,"iss":"directus"})");
    BOOST_CHECK_EXCEPTION(verify_jwt(incomplete, secret, at(3000)), RequestError, expired);
    BOOST_CHECK_EXCEPTION(verify_jwt(incomplete, secret, at(1)), RequestError, invalid);
    for (const auto* one_missing :
         {R"({"app_access":true,"admin_access":true,"iss":"directus"})",
          R"({"role":"r","admin_access":true,"iss":"directus"})", R"({"role":"r","app_access":true,"iss":"directus"})"})
        BOOST_CHECK_EXCEPTION(verify_jwt(token(one_missing), secret, at(1)), RequestError, invalid);
}

BOOST_AUTO_TEST_CASE(odd_times) {
    const auto with = [](std::string_view times) {
        return token(R"({"id":"u","role":null,"app_access":true,"admin_access":true,"iss":"directus",)" +
                     std::string(times) + "}");
    };
    BOOST_TEST(verify_jwt(with(R"("iat":1)"), secret, at(1'000'000)).user == "u"); // no exp: for ever
    BOOST_TEST(verify_jwt(with(R"("exp":1.5)"), secret, at(1)).user == "u");
    BOOST_CHECK_EXCEPTION(verify_jwt(with(R"("exp":1.5)"), secret, at(2)), RequestError, expired);
    BOOST_CHECK_EXCEPTION(verify_jwt(with(R"("exp":-1)"), secret, at(0)), RequestError, expired);
    BOOST_TEST(verify_jwt(with(R"("exp":18446744073709551615)"), secret, at(2)).user == "u");
    BOOST_TEST(verify_jwt(with(R"("exp":1e300)"), secret, at(2)).user == "u");
    BOOST_CHECK_EXCEPTION(verify_jwt(with(R"("exp":"2000")"), secret, at(1)), RequestError, invalid);
    BOOST_CHECK_EXCEPTION(verify_jwt(with(R"("exp":null)"), secret, at(1)), RequestError, invalid);
    BOOST_CHECK_EXCEPTION(verify_jwt(with(R"("nbf":10)"), secret, at(9)), RequestError, invalid);
    BOOST_TEST(verify_jwt(with(R"("nbf":10)"), secret, at(10)).user == "u");
}

BOOST_AUTO_TEST_CASE(not_a_token_at_all) {
    for (const auto* text : {"", "...", "a.b.c", "admintoken"})
        BOOST_CHECK_EXCEPTION(verify_jwt(text, secret, at(1)), RequestError, invalid);
    BOOST_CHECK_EXCEPTION(
        verify_jwt(token(R"({"role":1,"app_access":1,"admin_access":1,"iss":"other"})"), secret, at(1)), RequestError,
        invalid);
}

BOOST_AUTO_TEST_SUITE_END()
