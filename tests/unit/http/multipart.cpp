// SPDX-License-Identifier: Apache-2.0
#include "server/http/multipart.hpp"

#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "server/http/media_type.hpp"

using namespace schemad::http;
using Status = MultipartResult::Status;
namespace data = boost::unit_test::data;

namespace {

constexpr std::string_view type = "multipart/form-data; boundary=B";

// What a form says in one line: the file and its type, or what is wrong.
std::string outcome(std::string_view body, std::string_view content_type = type, const MultipartLimits& limits = {}) {
    const auto read = read_multipart(content_type, body, limits);
    switch (read.status) {
    case Status::file: return read.file.mime + '|' + std::string(read.file.content);
    case Status::no_file: return "no file";
    case Status::too_large: return "too large";
    case Status::broken: return std::string(read.error);
    }
    return "?";
}

std::string part(std::string_view headers, std::string_view content) {
    return "--B\r\n" + std::string(headers) + "\r\n\r\n" + std::string(content) + "\r\n";
}

std::string form(std::string_view headers, std::string_view content = "x") {
    return part(headers, content) + "--B--\r\n";
}

struct PartCase {
    const char* headers;
    const char* expected;
};
std::ostream& operator<<(std::ostream& out, const PartCase& c) { return out << c.headers; }

const PartCase part_cases[] = {
    {"Content-Disposition: form-data; name=\"a\"; filename=\"f\"", "text/plain|x"},
    {"content-DISPOSITION: Form-Data; name=\"a\"; FileName=\"f\"\r\ncontent-type: Text/YAML; charset=latin1",
     "text/yaml|x"},
    {"Content-Disposition: form-data; name=\"a\"", "no file"},
    {"Content-Disposition: form-data; name=\"a\"\r\nContent-Type: application/json", "no file"},
    {"Content-Disposition: form-data; name=\"a\"\r\nContent-Type: application/octet-stream",
     "application/octet-stream|x"},
    {"Content-Disposition: form-data; filename=\"\"", "no file"},
    {"Content-Disposition: form-data; filename=\"\"\r\nContent-Type: Application/Octet-Stream",
     "application/octet-stream|x"},
    {"Content-Disposition: form-data; filename=f", "text/plain|x"},
    {"Content-Disposition: form-data; filename=", "no file"},
    {"Content-Disposition: form-data; filename=a b", "no file"}, // a malformed parameter hides all of them
    {"Content-Disposition: form-data; filename=\"open", "no file"},
    {"Content-Disposition: form-data; filename=\"C:\\dir\\\\f \\\"q\\\"; x=\"", "text/plain|x"},
    {"Content-Disposition: form-data; filename=\"ends\\\"", "no file"},
    {"Content-Disposition: form-data; filename*=UTF-8''%e2%82%ac.json", "text/plain|x"},
    {"Content-Disposition: form-data; filename*=UTF-8''%e", "no file"},
    {"Content-Disposition: form-data; filename*=nothing", "no file"},
    {"Content-Disposition: form-data ;\tname=a ; filename=f \t", "text/plain|x"},
    {"Content-Disposition: form-data;", "no file"},
    {"Content-Disposition: form-data;\r\n filename=\"f\"", "text/plain|x"}, // folded
    {"Content-Disposition: attachment; filename=\"f\"", "no file"},
    {"Content-Type: application/octet-stream", "no file"}, // no disposition, no part
    {"Content-Disposition: form-data; filename=\"f\"\r\nContent-Type: json", "text/plain|x"},
    {"Content-Disposition: form-data; filename=\"f\"\r\nContent-Type: application/json;", "text/plain|x"},
    {"Content-Disposition: form-data; filename=\"f\"\r\nContent-Type: application/json ; charset=\"utf-8\"",
     "application/json|x"},
    {"Content-Disposition: form-data; filename=\"f\"\r\nContent-Type: a/b\r\nContent-Type: c/d", "a/b|x"},
    {"Content-Disposition: form-data; filename=\"f\"\r\nX-Empty:\r\nX-Other:\t v ", "text/plain|x"},
    {"foo bar baz", "Malformed part header"},
    {"Content-Disposition : form-data", "Malformed part header"},
    {": v", "Malformed part header"},
    {"A: b\x01", "Malformed part header"},
    {"A: b\rc", "Malformed part header"},
    {"A: b\nC: d", "Malformed part header"},
    {"A", "Malformed part header"},
};

} // namespace

BOOST_DATA_TEST_CASE(a_part_is_a_file_by_its_header, data::make(part_cases)) {
    BOOST_TEST(outcome(form(sample.headers)) == sample.expected);
}

BOOST_AUTO_TEST_CASE(the_first_file_counts_wherever_it_stands) {
    const std::string field = part("Content-Disposition: form-data; name=\"a\"", "not me");
    const std::string one = part("Content-Disposition: form-data; filename=\"1\"", "one");
    const std::string two = part("Content-Disposition: form-data; filename=\"2\"\r\nContent-Type: a/b", "two");
    BOOST_TEST(outcome(field + one + field + two + "--B--") == "text/plain|one");
    BOOST_TEST(outcome(two + one + "--B--\r\ntrailer --B\r\n") == "a/b|two");
    BOOST_TEST(outcome("preamble\r\n" + one + "--B--") == "text/plain|one");
    BOOST_TEST(outcome("\r\n" + one + "--B--") == "text/plain|one");
}

BOOST_AUTO_TEST_CASE(content_is_taken_byte_by_byte) {
    constexpr std::string_view file = "Content-Disposition: form-data; filename=\"f\"";
    using namespace std::string_literals;
    for (const auto& content : {""s, "\r\n"s, "a\r\n--\r\n-B"s, "\r\n\r\n"s, " --B"s, "\0\xFF\xEF\xBB\xBF"s})
        BOOST_TEST(outcome(form(file, content)) == "text/plain|" + content);
    const std::string body = form(file, "view");
    const auto view = read_multipart(type, body).file.content;
    BOOST_TEST((view.data() >= body.data() && view.data() < body.data() + body.size())); // nothing is copied
}

BOOST_AUTO_TEST_CASE(a_form_must_be_complete) {
    for (const std::string_view body : {"", "garbage", "--B", "--B-", "--B\r\n", "--B\r\nContent-Dispo", "\r\n--B\r",
                                        "--B\r\nContent-Disposition: form-data; filename=\"f\"\r\n\r\nx",
                                        "--B\r\nContent-Disposition: form-data; filename=\"f\"\r\n\r\nx\r\n--B",
                                        "--B\r\nContent-Disposition: form-data; filename=\"f\"\r\n\r\nx\r\n--B-"})
        BOOST_TEST(outcome(body) == "Unexpected end of form");
    BOOST_TEST(outcome("--B--") == "no file");
    // line feeds alone delimit nothing
    BOOST_TEST(outcome("--B\nContent-Disposition: form-data; filename=\"f\"\n\nx\n--B--\n") ==
               "Unexpected end of form");
}

BOOST_AUTO_TEST_CASE(what_follows_a_delimiter_decides) {
    constexpr std::string_view file = "Content-Disposition: form-data; filename=\"f\"";
    BOOST_TEST(outcome("--B \r\n" + std::string(file) + "\r\n\r\nx\r\n--B--") == "no file");
    BOOST_TEST(outcome(part(file, "cut\r\n--Bextra") + "--B--") == "text/plain|cut"); // a longer line delimits as well
    BOOST_TEST(outcome("--B\r\n\r\nno header\r\n--B--") == "Malformed part header");
    BOOST_TEST(outcome("--B\r\nA: b\r\n--B--\r\n\r\n") == "Unexpected end of form"); // within a header block
    BOOST_TEST(outcome("--B-\r\n--B--") == "no file");
    BOOST_TEST(outcome(form(file, "--B")) == "Malformed part header"); // the block's last line end makes it a delimiter
}

BOOST_AUTO_TEST_CASE(the_boundary_comes_from_the_content_type) {
    const std::string body = form("Content-Disposition: form-data; filename=\"f\"");
    BOOST_TEST(outcome(body, "Multipart/Form-Data;BOUNDARY=B") == "text/plain|x");
    BOOST_TEST(outcome(body, "multipart/form-data; charset=utf-8; boundary=\"B\"; boundary=C") == "text/plain|x");
    BOOST_TEST(outcome(body, "multipart/form-data; boundary=\"\\B\"") == "Unexpected end of form");
    BOOST_TEST(outcome(body, "multipart/form-data; boundary=b") == "Unexpected end of form");
    BOOST_TEST(outcome(body, "multipart/form-data") == "Multipart: Boundary not found");
    BOOST_TEST(outcome(body, "multipart/form-data; charset=utf-8") == "Multipart: Boundary not found");
    BOOST_TEST(outcome(body, "multipart/form-data; boundary=") == "Malformed content type");
    BOOST_TEST(outcome("--a b:c\r\n\r\n", "multipart/form-data; boundary=\"a b:c\"") == "Malformed part header");
}

BOOST_AUTO_TEST_CASE(everything_is_bounded) {
    constexpr std::string_view file = "Content-Disposition: form-data; filename=\"f\"";
    const std::string field = part("Content-Disposition: form-data; name=\"a\"", "long enough");
    const MultipartLimits limits{4, 3, 100};
    BOOST_TEST(outcome(form(file, "1234"), type, limits) == "text/plain|1234");
    BOOST_TEST(outcome(form(file, "12345"), type, limits) == "too large");
    BOOST_TEST(outcome(part(file, "12345"), type, limits) == "too large"); // before it is found truncated
    BOOST_TEST(outcome(part(file, "1") + form(file, "12345"), type, limits) == "text/plain|1");
    BOOST_TEST(outcome(field + field + form(file, "1"), type, limits) == "text/plain|1");
    BOOST_TEST(outcome(field + field + field + form(file, "1"), type, limits) == "too large");
    BOOST_TEST(outcome(form("A: " + std::string(93, 'v')), type, limits) == "no file"); // with its line ends 100
    BOOST_TEST(outcome(form("A: " + std::string(94, 'v')), type, limits) == "Malformed part header");
}

BOOST_AUTO_TEST_CASE(media_types_are_read_whole_or_not_at_all) {
    for (const std::string_view bad :
         {"", "a", "a/", "/b", "a /b", "a/b;", "a/b; c", "a/b; c=", "a/b c=d", "a/b; c=\"", "a/b,c"})
        BOOST_TEST(!parse_media_type(bad).has_value(), bad);
    const auto type_read = parse_media_type("A/B;c=D; C=e;f=\"g;\\\"h\"");
    BOOST_REQUIRE(type_read.has_value());
    BOOST_TEST(type_read->type == "a");
    BOOST_TEST(type_read->subtype == "b");
    BOOST_TEST(type_read->parameters.at("c") == "D");
    BOOST_TEST(type_read->parameters.at("f") == "g;\"h");
    const auto disposition = parse_disposition("form-data; filename*=utf-8'en'a%20b%C3%A4");
    BOOST_REQUIRE(disposition.has_value());
    BOOST_TEST(disposition->parameters.at("filename*") == "a b\xC3\xA4");
}
