// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

#include "engine/js/value.hpp"
#include "engine/model/names.hpp"

using namespace schemad::model;

BOOST_AUTO_TEST_CASE(a_name_is_collection_fields_and_kind) {
    BOOST_TEST(default_name(NameKind::unique, "Articles", "Title", 0) == "articles_title_unique");
    BOOST_TEST(default_name(NameKind::foreign, "articles", "author", foreign_key_name_max) ==
               "articles_author_foreign");
    const std::array<std::string_view, 2> two{"a", "b"};
    BOOST_TEST(default_name(NameKind::index, "t", two, 63) == "t_a_b_index");
    BOOST_TEST(default_name(NameKind::index, "t", std::span<const std::string_view>{}, 63) == "t__index");
}

BOOST_AUTO_TEST_CASE(dots_and_dashes_are_replaced_in_the_collection_only) {
    BOOST_TEST(default_name(NameKind::index, "a.b-c", "d.e-f", 0) == "a_b_c_d.e-f_index");
}

BOOST_AUTO_TEST_CASE(the_limit_itself_still_fits) {
    const std::string field(60 - std::string("t__index").size(), 'f');
    const auto whole = "t_" + field + "_index";
    BOOST_TEST(default_name(NameKind::index, "t", field, 60) == whole);
    const auto cut = default_name(NameKind::index, "t", field, 59);
    BOOST_TEST(cut.size() == 59u);
    BOOST_TEST(cut != whole.substr(0, 59));
    BOOST_TEST(cut.ends_with("_index"));
}

BOOST_AUTO_TEST_CASE(the_limit_counts_utf16_units) {
    const std::string wide = "ééééééééééééééééééé"; // 19 units, 38 bytes
    BOOST_TEST(default_name(NameKind::index, "t", wide, 27) == "t_" + wide + "_index");
    BOOST_TEST(schemad::js::length(default_name(NameKind::index, "t", wide, 26)) <= 26u);
}

BOOST_AUTO_TEST_CASE(a_torn_pair_becomes_a_replacement_character) {
    std::string pairs;
    for (int i = 0; i < 40; ++i) pairs += "😀";
    bool torn = false;
    for (const std::size_t max : {60u, 61u}) {
        const auto name = default_name(NameKind::index, "t", pairs, max);
        torn |= name.find("\xEF\xBF\xBD__") != std::string::npos;
        BOOST_TEST(name.find("\xED\xA0") == std::string::npos);
        BOOST_TEST(schemad::js::length(name) == max);
    }
    BOOST_TEST(torn);
}

BOOST_AUTO_TEST_CASE(any_bytes_make_some_name) {
    BOOST_TEST(default_name(NameKind::index, "\xff\xc3", "\xed\xa0\xbd", 0) ==
               "\xEF\xBF\xBD\xEF\xBF\xBD_\xEF\xBF\xBD_index");
    BOOST_TEST(default_name(NameKind::unique, "", "", 0) == "__unique");
    BOOST_TEST(default_name(NameKind::unique, "collection", "field", 1).ends_with("_unique"));
}

BOOST_AUTO_TEST_CASE(only_too_long_names_are_hashed) {
    BOOST_TEST(hashed_name(std::string(128, 'x'), 128) == std::string(128, 'x'));
    BOOST_TEST(hashed_name(std::string(129, 'x'), 128).size() == 27u);
}
