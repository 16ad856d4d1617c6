// SPDX-License-Identifier: Apache-2.0
// Which pages of other hosts may read answers.
#include <boost/test/unit_test.hpp>

#include "tests/unit/config/files.hpp"

using namespace schemad;
using test::Loading;
using test::sqlite_project;

namespace {
config::Cors cors_of(const std::string& text) { return Loading(text + sqlite_project).config().cors; }
bool told(const std::string& text, const std::string& part) {
    return Loading(text + sqlite_project).problems().find(part) != std::string::npos;
}
} // namespace

BOOST_AUTO_TEST_SUITE(cors_settings)

BOOST_AUTO_TEST_CASE(off_with_the_values_of_directus) {
    const auto cors = cors_of("");
    BOOST_TEST(!cors.enabled);
    BOOST_TEST(cors.any_origin);
    BOOST_TEST(cors.methods == "GET,POST,PATCH,DELETE");
    BOOST_TEST(cors.max_age == 18'000u);
}

BOOST_AUTO_TEST_CASE(what_is_stated) {
    const auto cors =
        cors_of("cors: {enabled: true, origin: ['https://a.example', 'https://b.example'], methods: [GET, "
                "POST], credentials: false, max_age: 60}\n");
    BOOST_TEST(cors.enabled);
    BOOST_TEST(!cors.any_origin);
    BOOST_TEST(cors.origins.size() == 2u);
    BOOST_TEST(cors.methods == "GET,POST");
    BOOST_TEST(!cors.credentials);
    BOOST_TEST(cors.max_age == 60u);
    BOOST_TEST(cors_of("cors: {origin: true}\n").any_origin);
    const auto nobody = cors_of("cors: {origin: false}\n");
    BOOST_TEST((!nobody.any_origin && nobody.origins.empty()));
}

BOOST_AUTO_TEST_CASE(mistakes_are_named) {
    BOOST_TEST(told("cors: {enabled: maybe}\n", "cors.enabled"));
    BOOST_TEST(told("cors: {origin: 'a b'}\n", "cors.origin"));
    BOOST_TEST(told("cors: {origin: \"a\\r\\nX: y\"}\n", "cors.origin"));
    BOOST_TEST(told("cors: {max_age: ever}\n", "cors.max_age"));
    BOOST_TEST(told("cors: {orign: true}\n", "did you mean \"origin\""));
    BOOST_TEST(told("cors: 1\n", "cors"));
}

BOOST_AUTO_TEST_CASE(directus_own_names_count_unless_ours_are_stated) {
    Loading loading("log_level: info\n");
    loading.options.environment = {{"DB_CLIENT", "sqlite3"},
                                   {"DB_FILENAME", "/data.db"},
                                   {"CORS_ENABLED", "true"},
                                   {"CORS_ORIGIN", "array:https://a.example,https://b.example"}};
    const auto cors = loading.config().cors;
    BOOST_TEST(cors.enabled);
    BOOST_TEST(cors.origins.size() == 2u);
    Loading ours("cors: {enabled: false}\n");
    ours.options.environment = loading.options.environment;
    BOOST_TEST(!ours.config().cors.enabled);
}

BOOST_AUTO_TEST_SUITE_END()
