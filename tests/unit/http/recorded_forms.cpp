// SPDX-License-Identifier: Apache-2.0
// Every recorded multipart upload: the reader must find a file exactly where the reference went on to parse one.
#include <string>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "server/http/multipart.hpp"
#include "tests/vectors.hpp"

namespace json = boost::json;
using namespace schemad;
using Status = http::MultipartResult::Status;

namespace {

std::string from_base64(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int have = 0;
    for (const char c : text) {
        constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos) break;
        bits = bits << 6 | static_cast<unsigned>(digit);
        if ((have += 6) < 8) continue;
        have -= 8;
        out += static_cast<char>(bits >> have & 0xFF);
    }
    return out;
}

std::string_view text(const json::value& v) { return v.is_string() ? std::string_view(v.get_string()) : ""; }

void expect_like_reference(const std::string& name, std::string_view type, std::string_view body, std::int64_t status,
                           std::string_view answer) {
    const auto read = http::read_multipart(type, body);
    if (status == 500) {
        BOOST_TEST((read.status == Status::broken), name);
        BOOST_TEST(answer.find('"' + std::string(read.error) + '"') != std::string_view::npos,
                   name << ": " << read.error);
    } else if (status == 413) {
        BOOST_TEST((read.status == Status::too_large), name);
    } else if (answer.find("No file was included") != std::string_view::npos) {
        BOOST_TEST((read.status == Status::no_file), name);
    } else {
        BOOST_TEST((read.status == Status::file), name);
        if (answer.find("not valid JSON") != std::string_view::npos)
            BOOST_TEST(read.file.mime == "application/json", name);
        if (answer.find("not valid YAML") != std::string_view::npos)
            BOOST_TEST(read.file.mime != "application/json", name);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(recorded_multipart_requests) {
    int cases = 0;
    for (const auto& line : test::lines("engine/http.jsonl")) {
        const auto row = json::parse(line);
        const auto* type = row.at("request_headers").as_object().if_contains("content-type");
        if (!type || !text(*type).starts_with("multipart/form-data") || row.at("status") == 403) continue;
        const auto& sent = row.at("request_body");
        std::string body(text(sent));
        if (const auto* object = sent.if_object()) {
            if (const auto* encoded = object->if_contains("base64")) body = from_base64(text(*encoded));
            if (object->contains("bytes")) // described instead of recorded
                body = "--XBOUND\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.json\"\r\n"
                       "Content-Type: application/json\r\n\r\n" +
                       std::string(51 * 1024 * 1024, ' ') + "\r\n--XBOUND--\r\n";
        }
        expect_like_reference(std::string(text(row.at("name"))), text(*type), body,
                              row.at("status").to_number<std::int64_t>(), text(row.at("body")));
        ++cases;
    }
    for (const auto& line : test::lines("errors/12.4.0.jsonl")) {
        const auto row = json::parse(line);
        const auto* request = row.as_object().if_contains("request");
        if (!request) continue;
        const auto* type = request->at("headers").as_object().if_contains("Content-Type");
        if (!type || !text(*type).starts_with("multipart/form-data") || row.at("status") == 403) continue;
        if (request->as_object().contains("body_omitted")) continue;
        expect_like_reference(std::string(text(row.at("name"))), text(*type),
                              from_base64(text(request->at("body_b64"))), row.at("status").to_number<std::int64_t>(),
                              text(row.at("body")));
        ++cases;
    }
    BOOST_TEST_MESSAGE(cases << " recorded forms");
    BOOST_TEST(cases > 0);
}
