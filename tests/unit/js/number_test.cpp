// SPDX-License-Identifier: Apache-2.0
// Numbers as JavaScript prints and reads them. docs/spec/engine-2-model.md section 4.2.
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "engine/js/decimal.hpp"
#include "engine/js/value.hpp"

using namespace schemad::js;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

BOOST_AUTO_TEST_SUITE(number)

BOOST_AUTO_TEST_CASE(prints_as_javascript) {
    const std::pair<double, const char*> cases[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1.0, "1"},
        {-1.0, "-1"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {100.0, "100"},
        {123.456, "123.456"},
        {1234567890123456.7, "1234567890123456.8"},
        {2251799813685249.5, "2251799813685249.5"},
        {9007199254740991.0, "9007199254740991"},
        {9007199254740992.0, "9007199254740992"},
        {9007199254740994.0, "9007199254740994"},
        {9223372036854775807.0, "9223372036854776000"},
        {-9223372036854775808.0, "-9223372036854776000"},
        {18446744073709551615.0, "18446744073709552000"},
        {1e20, "100000000000000000000"},
        {123456789012345680000.0, "123456789012345680000"},
        {999999999999999868928.0, "999999999999999900000"}, // the last one below 1e21
        {1e21, "1e+21"},
        {-1e21, "-1e+21"},
        {1234567890123456789012.0, "1.2345678901234568e+21"},
        {1.5e300, "1.5e+300"},
        {1e100, "1e+100"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {0.000001, "0.000001"},
        {0.00000123, "0.00000123"},
        {0.0000009999, "9.999e-7"},
        {1e-7, "1e-7"},
        {-1.25e-7, "-1.25e-7"},
        {5e-324, "5e-324"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {infinity, "Infinity"},
        {-infinity, "-Infinity"},
        {std::nan(""), "NaN"},
    };
    for (const auto& [value, text] : cases) BOOST_TEST(number_text(value) == text);
    std::string out = "n=";
    append_number(out, 1.5);
    BOOST_TEST(out == "n=1.5");
}

BOOST_AUTO_TEST_CASE(integers_are_rounded_to_the_double) {
    BOOST_TEST(number_of(json::value(std::int64_t{9007199254740993})) == 9007199254740992.0);
    BOOST_TEST(number_of(json::value(std::int64_t{9223372036854775807})) == 9223372036854775808.0);
    BOOST_TEST(number_of(json::value(std::uint64_t{18446744073709551615U})) == 18446744073709551616.0);
    BOOST_TEST(number_of(json::value(std::int64_t{-5})) == -5.0);
    BOOST_TEST(number_of(json::value(0.25)) == 0.25);
}

BOOST_AUTO_TEST_CASE(decimal_is_rounded_once_and_never_fails) {
    BOOST_TEST(decimal("0.30000000000000004") == 0.30000000000000004);
    BOOST_TEST(decimal("2.2250738585072011e-308") == 2.225073858507201e-308);
    BOOST_TEST(decimal("5e-324") == std::numeric_limits<double>::denorm_min());
    BOOST_TEST(decimal("3e-324") == std::numeric_limits<double>::denorm_min());
    BOOST_TEST(decimal("2e-324") == 0.0);
    BOOST_TEST(decimal("1.7976931348623157e308") == std::numeric_limits<double>::max());
    BOOST_TEST(decimal("1.7976931348623159e308") == infinity);
    BOOST_TEST(decimal("123456789012345678901234567890") == 123456789012345680000000000000.0);
    BOOST_TEST(decimal("9007199254740992.5") == 9007199254740992.0); // ties to even
    BOOST_TEST(decimal("9007199254740993.0000000000000000000000000000001") == 9007199254740994.0);
    BOOST_TEST(decimal("1e400") == infinity);
    BOOST_TEST(decimal("-1e400") == -infinity);
    BOOST_TEST(decimal("1E+400") == infinity);
    BOOST_TEST(decimal("1e99999999999999999999") == infinity);
    BOOST_TEST(std::signbit(decimal("-1e-400")));
    BOOST_TEST(decimal("1e-99999999999999999999") == 0.0);
    BOOST_TEST(decimal("0e99999999999999999999") == 0.0);
    BOOST_TEST(decimal("0." + std::string(400, '0') + "1") == 0.0);
    BOOST_TEST(decimal("0." + std::string(400, '0') + "1e401") == 1.0);
    BOOST_TEST(decimal("1" + std::string(400, '0') + "e-400") == 1.0);
    BOOST_TEST(decimal("1" + std::string(400, '0')) == infinity);
    BOOST_TEST(decimal("0." + std::string(400, '0') + "1e2000") == infinity);
    BOOST_TEST(decimal("1" + std::string(400, '0') + "e-2000") == 0.0);
}

BOOST_AUTO_TEST_CASE(reads_as_the_number_function) {
    const std::pair<const char*, double> cases[] = {
        {"", 0},
        {"  \t\r\n\v\f ", 0},
        {"\xC2\xA0\xEF\xBB\xBF\xE2\x80\xA8\xE3\x80\x80\xE1\x9A\x80\xE2\x80\x80\xE2\x81\x9F", 0},
        {"12", 12},
        {" 12\xE2\x80\x89\n", 12},
        {"\xEF\xBB\xBF"
         "7\xC2\xA0",
         7},
        {"+12", 12},
        {"-12.50", -12.5},
        {".5", 0.5},
        {"5.", 5},
        {"-.5e1", -5},
        {"1e3", 1000},
        {"1E+3", 1000},
        {"1.e-3", 0.001},
        {"007", 7},
        {"-0", 0},
        {"Infinity", infinity},
        {"+Infinity", infinity},
        {"-Infinity", -infinity},
        {"1e1000", infinity},
        {"0x1F", 31},
        {"0Xff", 255},
        {"0o17", 15},
        {"0O7", 7},
        {"0b101", 5},
        {"0B1", 1},
        {"0x20000000000001", 9007199254740992.0}, // ties to even
        {"0x20000000000003", 9007199254740996.0},
        {"0x200000000000010000000000000000000000001", 1.1417981541647682e+46},
    };
    for (const auto& [text, expected] : cases) {
        const auto number = to_number(text);
        BOOST_TEST_CONTEXT("'" << text << "'") {
            BOOST_REQUIRE(number);
            BOOST_TEST(*number == expected);
        }
    }
    BOOST_TEST(std::signbit(*to_number("-0")));
    BOOST_TEST(*to_number("0x" + std::string(1000, 'f')) == infinity);
    for (const char* text :
         {"a",     "1a",  "12 34", "--1",          "+-1",      "+",    "-",        ".",        "e5",  "1e",  "1e+",
          "0x",    "0xg", "-0x1",  "+0b1",         "0b2",      "0o8",  "infinity", "INFINITY", "inf", "nan", "NaN",
          "1_000", "1,5", "1n",    "\xE2\x80\x8B", "\xC2\x85", "1..2", "0x1p3",    "1f"})
        BOOST_TEST(!to_number(text), text);
}

BOOST_AUTO_TEST_CASE(a_double_becomes_an_integer_where_one_holds_it) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const struct {
        double number;
        std::optional<std::int64_t> whole;
        std::int64_t truncated;
    } cases[] = {
        {0, 0, 0},
        {-0.0, 0, 0},
        {1.9, std::nullopt, 1},
        {-1.9, std::nullopt, -1},
        {5e-324, std::nullopt, 0},
        {9007199254740993.0, 9007199254740992, 9007199254740992},
        {9223372036854774784.0, 9223372036854774784, 9223372036854774784}, // the last below 2^63
        {9223372036854775808.0, std::nullopt, most},
        {-9223372036854775808.0, least, least},
        {-9223372036854777856.0, std::nullopt, least},
        {1e300, std::nullopt, most},
        {-1e300, std::nullopt, least},
        {infinity, std::nullopt, most},
        {-infinity, std::nullopt, least},
        {nan, std::nullopt, 0},
    };
    for (const auto& [number, as_whole, as_truncated] : cases) {
        BOOST_TEST((whole(number) == as_whole), number);
        BOOST_TEST(truncated(number) == as_truncated, number);
    }
}

BOOST_AUTO_TEST_SUITE_END()
