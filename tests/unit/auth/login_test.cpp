// SPDX-License-Identifier: Apache-2.0
// What a log-in is made of: passwords, one-time codes, failed attempts, tokens.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "server/auth/jwt.hpp"
#include "server/auth/login_attempts.hpp"
#include "server/auth/one_time_code.hpp"
#include "server/auth/password_hash.hpp"

using namespace schemad;
using namespace schemad::auth;
using std::chrono::seconds;
using std::chrono::system_clock;

namespace {
system_clock::time_point at(long second) { return system_clock::time_point(seconds(second)); }
} // namespace

BOOST_AUTO_TEST_SUITE(log_in)

BOOST_AUTO_TEST_CASE(a_password_is_what_its_hash_says) {
    const std::string hash =
        "$argon2id$v=19$m=64,t=1,p=1$c2NoZW1hZC10ZXN0LXNhbA$3/PPdrSvrtD58MnFSwXd9tmalPmZ8j5zvi+H98U+tW4";
    BOOST_TEST(is_password("Corr3ct-horse", hash));
    BOOST_TEST(!is_password("corr3ct-horse", hash));
    BOOST_TEST(!is_password("", hash));
    BOOST_TEST(!is_password(std::string("Corr3ct-horse\0", 14), hash));
    BOOST_TEST(!is_password(std::string(5000, 'x'), hash));
    BOOST_TEST(!is_password("Corr3ct-horse", ""));
    BOOST_TEST(!is_password("Corr3ct-horse", hash.substr(0, 40)));
    BOOST_TEST(!is_password("Corr3ct-horse", "$2b$10$not.argon2"));
}

BOOST_AUTO_TEST_CASE(a_hash_that_costs_too_much_is_nobodys) {
    const std::string dear =
        "$argon2id$v=19$m=307200,t=1,p=1$c2NoZW1hZC10ZXN0LXNhbA$saYclVozGCN/di/07D2wrtOm1gWI5zv2y6a8fdBRpHs";
    BOOST_TEST(!is_password("Corr3ct-horse", dear));
    for (const auto* costs : {"m=64,t=99,p=1", "m=64,t=1,p=99", "m=4294967296,t=1,p=1", "t=1", ""})
        BOOST_TEST(!is_password("x", "$argon2id$v=19$" + std::string(costs) + "$c2NoZW1hZC10ZXN0LXNhbA$AAAA"));
}

// RFC 6238, appendix B, of which six digits are left.
BOOST_AUTO_TEST_CASE(a_one_time_code_is_that_of_its_half_minute) {
    const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    BOOST_TEST(is_one_time_code("287082", secret, at(59)));
    BOOST_TEST(is_one_time_code("081804", secret, at(1111111109)));
    BOOST_TEST(is_one_time_code("005924", secret, at(1234567890)));
    BOOST_TEST(is_one_time_code("279037", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq====", at(2000000000)));
    BOOST_TEST(is_one_time_code("279037", secret, at(2000000000 + 30)));
    BOOST_TEST(is_one_time_code("279037", secret, at(2000000000 - 30)));
    BOOST_TEST(!is_one_time_code("279037", secret, at(2000000000 + 90)));
    BOOST_TEST(!is_one_time_code("279038", secret, at(2000000000)));
    for (const auto* code : {"", "27903", "2790370", "279037 "})
        BOOST_TEST(!is_one_time_code(code, secret, at(2000000000)));
    for (const auto* odd : {"", "1", "0000", "GEZ!"}) BOOST_TEST(!is_one_time_code("279037", odd, at(2000000000)));
    BOOST_TEST(!is_one_time_code("279037", secret, at(0)));
}

BOOST_AUTO_TEST_CASE(attempts_are_counted_until_somebody_comes_in) {
    LoginAttempts attempts;
    BOOST_TEST(attempts.take("ann", 2));
    BOOST_TEST(attempts.take("ann", 2));
    BOOST_TEST(attempts.take("bob", 2));
    BOOST_TEST(!attempts.take("ann", 2));
    BOOST_TEST(attempts.take("ann", 2)); // the count began anew
    attempts.forget("ann");
    BOOST_TEST(attempts.take("ann", 1));
    BOOST_TEST(!attempts.take("eve", 0));
    attempts.forget("nobody");
    for (std::size_t i = 0; i < LoginAttempts::max_users + 10; ++i) attempts.take(std::to_string(i), 5);
    BOOST_TEST(attempts.take("bob", 1)); // forgotten: it was the oldest
}

BOOST_AUTO_TEST_CASE(a_token_that_is_signed_is_one_that_is_verified) {
    const boost::json::object claims{
        {"id", "ann"}, {"role", nullptr}, {"app_access", true}, {"admin_access", true}, {"session", "s"}};
    const auto token = signed_jwt(claims, "secret", at(1000), seconds(900));
    BOOST_TEST(is_directus_jwt(token));
    const auto read = verify_jwt(token, "secret", at(1899));
    BOOST_TEST(read.user == "ann");
    BOOST_TEST(read.session == "s");
    const auto code_of = [&](std::string_view secret, long second) {
        try {
            verify_jwt(token, secret, at(second));
            return std::string();
        } catch (const RequestError& error) { return std::string(kind_of(error.code).code); }
    };
    BOOST_TEST(code_of("secret", 1900) == "TOKEN_EXPIRED");
    BOOST_TEST(code_of("another", 1000) == "INVALID_TOKEN");
    BOOST_TEST(code_of("", 1000) == "INVALID_TOKEN");
    BOOST_CHECK_THROW(signed_jwt(claims, "", at(1000), seconds(900)), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
