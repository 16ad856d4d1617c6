// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/sql_text.hpp"

#include <boost/test/unit_test.hpp>
#include <type_traits>

#include <schemad/vendor.hpp>

using namespace schemad;
using sql::SqlText;
using namespace sql::text_literals;

namespace {
template <class T>
concept joins = requires(SqlText a, T b) {
    a += b;
};
template <class T>
concept joins_behind = requires(SqlText a, T b) {
    b + a;
};
template <class T>
concept joins_before = requires(SqlText a, T b) {
    a + b;
};
template <class T>
concept assigns = requires(SqlText a, T b) {
    a = b;
};
// The literal's operator, called by name.
template <class T>
concept is_literal_of = requires(T text, std::size_t size) {
    operator""_sql(text, size);
};
} // namespace

// What comes from outside is no SQL: not as a value, not by joining.
static_assert(!std::is_constructible_v<SqlText, std::string> && !std::is_constructible_v<SqlText, std::string_view>);
static_assert(!std::is_constructible_v<SqlText, const char*> && !std::is_convertible_v<std::string, SqlText>);
static_assert(!joins<std::string> && !joins<std::string_view> && !joins<const char*> && joins<SqlText>);
static_assert(!joins_before<std::string> && !joins_before<std::string_view> && !joins_before<const char*>);
static_assert(!joins_behind<std::string> && !joins_behind<std::string_view> && !joins_behind<const char*>);
static_assert(!assigns<std::string> && !assigns<std::string_view> && !assigns<const char*> && !assigns<char>);
static_assert(joins_before<SqlText> && joins_behind<SqlText> && assigns<SqlText>);
static_assert(!is_literal_of<const char*> && !is_literal_of<std::string>);
// What quotes, and what a name or a number becomes, is SQL; it is not quoted twice unseen.
static_assert(std::is_same_v<decltype(sql::quote("", '"')), SqlText> &&
              std::is_same_v<decltype(sql::text_literal("")), SqlText>);
// Nor does SQL become a string unseen, where the next quoting function would take it for content.
static_assert(!std::is_convertible_v<SqlText, std::string> && !std::is_convertible_v<SqlText, std::string_view>);

BOOST_AUTO_TEST_SUITE(sql_text)

BOOST_AUTO_TEST_CASE(is_made_of_words_names_literals_and_numbers) {
    const auto text = "select " + sql::quote("a`b", '`') + " from " + sql::quote("t\"", '"') +
                      " where x = " + sql::text_literal("it's") + " and y < " + sql::number(std::int64_t{-3}) +
                      " or z > "_sql + sql::number("1.5e3");
    BOOST_TEST(text.str() == "select `a``b` from \"t\"\"\" where x = 'it''s' and y < -3 or z > 1.5e3");
}

BOOST_AUTO_TEST_CASE(a_literal_of_the_program_is_taken_to_the_letter) {
    BOOST_TEST((""_sql).empty());
    BOOST_TEST(("it's \"x\" ?"_sql).str() == "it's \"x\" ?");
}

BOOST_AUTO_TEST_CASE(a_number_is_digits_only) {
    for (const char* text : {"", "1;", "1 or 1", "0x1", "NaN", "1--", "1e", "'1'"})
        BOOST_CHECK_THROW(sql::number(std::string_view(text)), kit::Error);
}

BOOST_AUTO_TEST_CASE(a_word_is_letters_digits_and_underscores) {
    BOOST_TEST(sql::word("utf8mb4_bin").str() == "utf8mb4_bin");
    for (const char* text : {"", "a b", "a;b", "a'b", "a`b", "a-b", "a(1)", "\u00e4"})
        BOOST_CHECK_THROW(sql::word(text), kit::Error);
}

BOOST_AUTO_TEST_CASE(a_comment_is_one_line) {
    for (const char* hostile : {"a\nb", "a\r\nb", "a\rb", "a\vb", "a\fb", "a\u0085b", "a\u2028b", "a\u2029b"}) {
        const auto text = sql::comment(hostile).str();
        BOOST_TEST(text.starts_with("-- a "));
        BOOST_TEST(text.find_first_of("\n\r\v\f") == std::string::npos);
    }
    BOOST_TEST(sql::comment(std::string_view("a\0b", 3)).str() == "-- a b");
}

BOOST_AUTO_TEST_SUITE_END()
