// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include "engine/formats/formats.hpp"

using namespace schemad;

namespace {

std::string csv(const std::string& json) {
    const auto value = formats::read_json(json, {});
    return formats::write_csv(&value, false);
}

} // namespace

BOOST_AUTO_TEST_CASE(an_object_is_a_row_and_nested_objects_are_dotted_columns) {
    BOOST_CHECK_EQUAL(csv(R"({"a":{"b":{"c":1,"d":[1,{"e":2}]},"f":{}},"g":[]})"),
                      "\"a.b.c\",\"a.b.d\",\"a.f\",\"g\"\n1,\"[1,{\"\"e\"\":2}]\",\"{}\",\"[]\"");
    BOOST_CHECK_EQUAL(csv(R"({"a":{"b.c":1,"b":{"c":2}}})"), "\"a.b.c\"\n2");
    BOOST_CHECK_EQUAL(csv(R"({"":{"a":1}})"), "\"a\"\n1");
}

BOOST_AUTO_TEST_CASE(cells) {
    BOOST_CHECK_EQUAL(csv(R"({"a\"b":"x\"y\n","n":1e21,"t":true,"z":null,"s":""})"),
                      "\"a\"\"b\",\"n\",\"t\",\"z\",\"s\"\n\"x\"\"y\n\",1e+21,true,,\"\"");
    BOOST_CHECK_EQUAL(csv(R"({"a":["\"q\""]})"), "\"a\"\n\"[\"\"\\\"\"q\\\"\"\"\"]\"");
}

BOOST_AUTO_TEST_CASE(rows_share_columns_in_order_of_appearance) {
    BOOST_CHECK_EQUAL(csv(R"([{"a":1},{"b":2,"a":{"c":3}}])"), "\"a\",\"b\",\"a.c\"\n1,,\n,2,3");
    BOOST_CHECK_EQUAL(csv(R"([{"a":1},{},{"a":null}])"), "\"a\"\n1"); // rows of nothing are left out
    BOOST_CHECK_EQUAL(csv(R"([[1,2]])"), "\"0\",\"1\"\n1,2");
    BOOST_CHECK_EQUAL(csv(R"([{"a":1},"xy"])"), "\"a\",\"0\",\"1\"\n1,,\n,\"x\",\"y\"");
}

BOOST_AUTO_TEST_CASE(no_rows_and_no_table) {
    BOOST_CHECK_EQUAL(csv("[]"), "");
    BOOST_CHECK_EQUAL(csv("{}"), "");
    BOOST_CHECK_EQUAL(csv(R"({"a":null})"), "\"a\"");
    BOOST_CHECK_EQUAL(csv(R"({"length":0,"a":1})"), "");
    for (const char* scalar : {"1", "true", "\"x\"", "[1]", "null", "[null]", "[{},null]"})
        BOOST_CHECK_THROW(csv(scalar), std::runtime_error);
    BOOST_CHECK_THROW(formats::write_csv(nullptr, false), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(the_mark_stands_before_a_table_even_without_columns) {
    const boost::json::value object(boost::json::object_kind), array(boost::json::array_kind);
    BOOST_CHECK_EQUAL(formats::write_csv(&object, true), "\xEF\xBB\xBF");
    BOOST_CHECK_EQUAL(formats::write_csv(&array, true), "");
}
