// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include <schemad/host.hpp>

#include "engine/model/local_type.hpp"

using schemad::model::local_type;

namespace {

schemad_column column(std::string_view data_type) {
    schemad_column c{};
    c.struct_size = sizeof c;
    c.data_type = schemad::str(data_type);
    c.max_length_kind = SCHEMAD_LENGTH_NULL;
    c.numeric_precision = c.numeric_scale = -1;
    return c;
}

std::string type_of(const schemad_column& c) { return local_type(&c, nullptr); }
std::string type_of(const schemad_column& c, const std::vector<std::string>& special) {
    return local_type(&c, &special);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_field_without_a_column_is_an_alias) {
    const std::vector<std::string> special{"cast-json"};
    BOOST_TEST(local_type(nullptr, nullptr) == "alias");
    BOOST_TEST(local_type(nullptr, &special) == "alias");
}

BOOST_AUTO_TEST_CASE(the_spelling_is_lower_cased_and_cut_at_the_bracket) {
    BOOST_TEST(type_of(column("BIGINT")) == "bigInteger");
    BOOST_TEST(type_of(column("decimal(10,2)")) == "decimal");
    BOOST_TEST(type_of(column("decimal (10,2)")) == "unknown"); // the blank belongs to the key
    BOOST_TEST(type_of(column("bytea")) == "unknown");
    BOOST_TEST(type_of(column("")) == "unknown");
}

BOOST_AUTO_TEST_CASE(text_without_a_length) {
    auto c = column("varchar");
    BOOST_TEST(type_of(c) == "text");
    c.max_length_kind = SCHEMAD_LENGTH_NAN; // neither null nor -1
    BOOST_TEST(type_of(c) == "string");
    c.max_length_kind = SCHEMAD_LENGTH_NUMBER;
    c.max_length = -1;
    BOOST_TEST(type_of(c) == "text");
    c.max_length = 0;
    BOOST_TEST(type_of(c) == "string");
    BOOST_TEST(type_of(column("VARCHAR")) == "string"); // the test is case-sensitive
}

BOOST_AUTO_TEST_CASE(numbers_by_their_precision) {
    auto c = column("NUMERIC");
    BOOST_TEST(type_of(c) == "integer");
    c.numeric_precision = 10;
    BOOST_TEST(type_of(c) == "integer");
    c.numeric_scale = 0;
    BOOST_TEST(type_of(c) == "decimal");
    auto i = column("integer");
    i.numeric_precision = 64;
    BOOST_TEST(type_of(i) == "bigInteger");
    i.numeric_precision = 32;
    BOOST_TEST(type_of(i) == "integer");
}

BOOST_AUTO_TEST_CASE(flags_come_first_and_in_their_own_order) {
    BOOST_TEST(type_of(column("text"), {"cast-csv", "cast-json"}) == "json");
    BOOST_TEST(type_of(column("char"), {"m2o", "file"}) == "uuid");
    BOOST_TEST(type_of(column("varchar"), {"m2o"}) == "text");
}

BOOST_AUTO_TEST_CASE(a_geometry_takes_its_name_from_the_first_flag) {
    BOOST_TEST(type_of(column("point")) == "geometry.Point");
    BOOST_TEST(type_of(column("point"), {}) == "geometry");
    BOOST_TEST(type_of(column("geometry"), {""}) == "geometry");
    BOOST_TEST(type_of(column("geometry"), {"geometry.Polygon", "x"}) == "geometry.Polygon");
}

BOOST_AUTO_TEST_CASE(a_vendor_that_knows_better_overrides_the_table_but_not_the_flags) {
    auto c = column("varchar");
    c.field_type = schemad::str("boolean");
    BOOST_TEST(type_of(c) == "boolean");
    BOOST_TEST(type_of(c, {"cast-json"}) == "json");
    c.field_type = schemad::str("geometry.Point");
    BOOST_TEST(type_of(c, {"geometry.Polygon"}) == "geometry.Polygon");
}
