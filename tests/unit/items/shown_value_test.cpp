// SPDX-License-Identifier: Apache-2.0
// Cells as Directus tells them, by the type of their field.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <schemad/host.hpp>

#include "engine/items/shown_value.hpp"
#include "engine/model/system_specials.hpp"

using namespace schemad;

namespace {
std::string shown(std::string_view text, std::string_view type) {
    return boost::json::serialize(items::shown_value(value_of(text), type));
}
std::string shown(std::int64_t number, std::string_view type) {
    return boost::json::serialize(items::shown_value(value_of(number), type));
}
} // namespace

BOOST_AUTO_TEST_SUITE(shown_values)

BOOST_AUTO_TEST_CASE(moments_are_iso_text_in_utc) {
    BOOST_TEST(shown("2026-11-21 06:30:00+02", "timestamp") == R"("2026-11-21T04:30:00.000Z")");
    BOOST_TEST(shown("2026-11-21 06:30:00.1239-0130", "timestamp") == R"("2026-11-21T08:00:00.123Z")");
    BOOST_TEST(shown("2026-11-21T06:30:00Z", "timestamp") == R"("2026-11-21T06:30:00.000Z")");
    BOOST_TEST(shown(0, "timestamp") == R"("1970-01-01T00:00:00.000Z")");
    BOOST_TEST(shown(-1, "dateTime") == R"("1969-12-31T23:59:59")");
    BOOST_TEST(shown("2026-11-21", "date") == R"("2026-11-21")");
    BOOST_TEST(shown(1'700'000'000'123, "date") == R"("2023-11-14")");
    for (const auto* odd : {"", "yesterday", "2026-02-30 00:00:00", "2026-1-1", "2026-01-01 25:00:00"})
        BOOST_TEST(shown(odd, "timestamp") == '"' + std::string(odd) + '"'); // as it is
    BOOST_TEST(shown(std::numeric_limits<std::int64_t>::max(), "timestamp") == "9223372036854775807");
}

BOOST_AUTO_TEST_CASE(flags_lists_and_documents) {
    // who reads JSON into doubles would send another one back
    BOOST_TEST(shown(std::int64_t{1} << 53, "bigInteger") == "9007199254740992");
    BOOST_TEST(shown(9007199254740993, "bigInteger") == R"("9007199254740993")");
    BOOST_TEST(shown(-9007199254740993, "integer") == R"("-9007199254740993")");
    BOOST_TEST(shown("9007199254740993", "integer") == R"("9007199254740993")");
    BOOST_TEST(shown(1, "boolean") == "true");
    BOOST_TEST(shown("t", "boolean") == "true");
    BOOST_TEST(shown("0", "boolean") == "false");
    BOOST_TEST(shown("", "csv") == "[]");
    BOOST_TEST(shown("a,b,", "csv") == R"(["a","b",""])");
    BOOST_TEST(shown(R"({"b":1,"a":[2]})", "json") == R"({"b":1,"a":[2]})");
    BOOST_TEST(shown("{broken", "json") == R"("{broken")");
    BOOST_TEST(shown("12", "integer") == "12");
    BOOST_TEST(shown("twelve", "integer") == R"("twelve")");
    BOOST_TEST(shown("12", "string") == R"("12")");
    BOOST_TEST(shown("\xff", "string") == "\"\xEF\xBF\xBD\"");
    BOOST_TEST(items::shown_value(null_value(), "json").is_null());
}

BOOST_AUTO_TEST_CASE(what_directus_says_of_its_own_fields) {
    const auto of = [](std::string_view collection, std::string_view field) {
        const auto special = model::system_specials(collection, field);
        return special ? boost::json::serialize(boost::json::array(special->begin(), special->end())) : "null";
    };
    BOOST_TEST(of("directus_users", "password") == R"(["hash","conceal"])");
    BOOST_TEST(of("directus_users", "email") == "null");
    BOOST_TEST(of("directus_permissions", "fields") == R"(["cast-csv"])");
    BOOST_TEST(of("posts", "password") == "null");
    BOOST_TEST(model::is_secret({"encrypt-hash"}));
    BOOST_TEST(!model::is_secret({"uuid", "cast-json"}));
}

BOOST_AUTO_TEST_SUITE_END()
