// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include "engine/formats/formats.hpp"
#include "engine/formats/xml_text.hpp"

using namespace schemad;

namespace {

std::string xml(const std::string& json) { // without the declaration
    const auto value = formats::read_json(json, {});
    return formats::write_xml(&value).substr(std::string_view("<?xml version='1.0'?>\n").size());
}

std::string fault(const std::string& json) {
    try {
        return "wrote " + xml(json);
    } catch (const std::runtime_error& error) { return error.what(); }
}

} // namespace

BOOST_AUTO_TEST_CASE(members_are_elements_and_arrays_repeat_them) {
    BOOST_CHECK_EQUAL(xml(R"({"a":{"b":1,"c":null},"d":"","e":{}})"),
                      "<data>\n    <a>\n        <b>1</b>\n        <c>null</c>\n    </a>\n    <d/>\n    <e/>\n</data>");
    BOOST_CHECK_EQUAL(xml(R"({"a":[1,[2,[3]],{"b":4},[]],"c":[]})"),
                      "<data>\n    <a>1</a>\n    <a>2</a>\n    <a>3</a>\n    <a>\n        <b>4</b>\n    </a>\n</data>");
    BOOST_CHECK_EQUAL(xml("[1,[2]]"), "<data>\n    <data>1</data>\n    <data>2</data>\n</data>");
    BOOST_CHECK_EQUAL(xml(R"({"a":[]})"), "<data/>");
    BOOST_CHECK_EQUAL(formats::write_xml(nullptr), "<?xml version='1.0'?>\n<data>undefined</data>");
}

BOOST_AUTO_TEST_CASE(text_is_escaped) {
    BOOST_CHECK_EQUAL(xml(R"("<&>\"']]>")"), "<data>&lt;&amp;>\"']]&gt;</data>");
    BOOST_CHECK_EQUAL(xml(R"("]] >")"), "<data>]] ></data>");
}

BOOST_AUTO_TEST_CASE(special_members) {
    BOOST_CHECK_EQUAL(xml(R"({"@":{"a":1,"b":"<'\""},"#":"t"})"), "<data a='1' b='&lt;&apos;\"'>t</data>");
    BOOST_CHECK_EQUAL(xml(R"({"#":"x","#2":"y","a":1})"), "<data>\n    xy\n    <a>1</a>\n</data>");
    BOOST_CHECK_EQUAL(xml(R"({"a":{"=":"b","c":1}})"), "<data>\n    <b>\n        <c>1</c>\n    </b>\n</data>");
    BOOST_CHECK_EQUAL(xml(R"({"#":{"@":{"x":[1,null,{}]}}})"), "<data x='1,,[object Object]'/>");
    BOOST_CHECK_EQUAL(xml(R"({"#":""})"), "<data/>");
}

BOOST_AUTO_TEST_CASE(what_xml_does_not_allow_is_named) {
    BOOST_CHECK_EQUAL(fault(R"({"a":{"b c":1}})"), "in XML document > element \"data\" > element \"a\": element name "
                                                   "\"b c\" should not contain characters not allowed in XML names");
    BOOST_CHECK_EQUAL(fault(R"({"":1})"), "in XML document > element \"data\": element name should not be empty");
    BOOST_CHECK_EQUAL(fault(R"({"@":5})"), "in XML document > element \"data\": element name \"@\" should not contain "
                                           "characters not allowed in XML names");
    BOOST_CHECK_EQUAL(fault(R"({"@":{"a":1},"@b":{"a":2}})"),
                      "in XML document: element \"data\" already contains an attribute with the name \"a\"");
    // the first fault in the order of the document
    BOOST_CHECK_EQUAL(fault(R"({"1":1,"=":"2"})"), "in XML document > element \"data\": element name \"1\" should not "
                                                   "contain characters not allowed in XML names");
    BOOST_CHECK_THROW(xml("\"\\u0000\""), std::runtime_error); // its text ends at the NUL
    for (const char* text : {"\"\\u001f\"", "\"\\ufffe\"", "\"\\ud800\"", "{\"@\":{\"a\":\"\\u0001\"}}"})
        BOOST_CHECK(fault(text).find("not allowed in XML") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(names) {
    for (const char* name : {"a", "_", ":", "a-b.c1", "\xC3\xA9", "\xE6\x97\xA5", "\xF0\x9F\x98\x80", "a\xC2\xB7"})
        BOOST_CHECK(formats::xml::is_name(name));
    for (const char* name : {"", "-", "1", ".a", "a b", "\xC2\xB7", "\xC3\x97", "a\xEF\xB7\x90", "a\xED\xA0\x80"})
        BOOST_CHECK(!formats::xml::is_name(name));
}
