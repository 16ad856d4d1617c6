// SPDX-License-Identifier: Apache-2.0
// conformance/engine/http.jsonl: requests to the reference's controllers with what they answered, replayed here.
#include <algorithm>
#include <map>
#include <regex>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "deliberate_differences.hpp"
#include "engine/formats/formats.hpp"
#include "recorded_project.hpp"
#include "server/api/app.hpp"
#include "server/http/content_encoding.hpp"
#include "server/http/later_response.hpp"
#include "server/http/text.hpp"
#include "tests/vectors.hpp"

namespace json = boost::json;
using namespace schemad;

namespace {

std::string_view text_of(const json::value& value) { return std::string_view(value.as_string()); }

std::string from_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) break;
        buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0xFFFFFF;
        if ((bits += 6) >= 8) out += static_cast<char>(buffer >> (bits -= 8) & 0xFF);
    }
    return out;
}

// Bodies too long to be recorded are described.
std::string body_of(const json::value& recorded) {
    if (recorded.is_null()) return {};
    if (recorded.is_string()) {
        std::string text(text_of(recorded));
        std::smatch cut;
        if (!std::regex_search(text, cut, std::regex("…\\((\\d+) chars\\)$"))) return text;
        const auto length = std::stoul(cut[1]);
        text.resize(static_cast<std::size_t>(cut.position(0)));
        text.append(length - text.size() - 2, text.back());
        return text + "\"}";
    }
    if (const auto* base64 = recorded.as_object().if_contains("base64")) return from_base64(text_of(*base64));
    const std::string head = "--XBOUND\r\nContent-Disposition: form-data; name=\"a\"; filename=\"1.json\"\r\n"
                             "Content-Type: application/json\r\n\r\n";
    const std::string tail = "\r\n--XBOUND--\r\n";
    const auto bytes = recorded.at("bytes").to_number<std::size_t>();
    return head + std::string(bytes - head.size() - tail.size(), ' ') + tail;
}

http::Request request_of(const json::object& transcript) {
    http::Request request;
    request.method = text_of(transcript.at("method"));
    const auto target = text_of(transcript.at("path"));
    request.path = target.substr(0, target.find('?'));
    if (target.find('?') != std::string_view::npos) request.query = target.substr(target.find('?') + 1);
    for (const auto& [name, value] : transcript.at("request_headers").as_object())
        request.headers.emplace_back(name, text_of(value));
    request.body = body_of(transcript.at("request_body"));
    request.has_body = !transcript.at("request_body").is_null() || request.method == "POST"; // Content-Length: 0
    request.remote_ip = "127.0.0.1";
    http::undo_content_encoding(request, 55 * 1024 * 1024);
    return request;
}

std::map<std::string, std::string> headers_of(const http::Response& response) {
    std::map<std::string, std::string> headers;
    for (const auto& [name, value] : response.headers) headers[http::lowered(name)] = value;
    // the session's part
    if (response.status != 204 && response.status != 304)
        headers["content-length"] = std::to_string(response.body.size());
    return headers;
}

std::string without_digits(std::string text) {
    return std::regex_replace(text, std::regex("Export \\d{8}-\\d{3,6}\\."), "Export #.");
}

std::string code_in(std::string_view body) {
    if (!body.starts_with(R"({"errors")")) return {};
    const auto parsed = formats::read_json(body, {});
    return std::string(text_of(parsed.at("errors").at(0).at("extensions").at("code")));
}

const test::Difference* difference(std::string_view name) {
    for (const auto& one : test::deliberate_differences)
        if (one.name == name) return &one;
    return nullptr;
}

json::value recorded_snapshot(const std::vector<json::object>& transcripts) {
    for (const auto& one : transcripts)
        if (const auto body = text_of(one.at("body")); body.starts_with(R"({"data":{"version":1,)"))
            return formats::read_json(body, {}).at("data");
    throw std::runtime_error("no full snapshot is recorded");
}

std::vector<json::object> transcripts() {
    std::vector<json::object> all;
    formats::Limits limits;
    limits.max_bytes = 1U << 30;
    for (const auto& line : test::lines("engine/http.jsonl"))
        all.push_back(formats::read_json(line, limits).as_object());
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(http_transcripts)

BOOST_AUTO_TEST_CASE(agree_with_the_recorded_answers) {
    const auto all = transcripts();
    api::AppOptions options;
    options.projects["default"] = {std::make_shared<test::RecordedProject>(recorded_snapshot(all)), {}, {}};
    const auto app = api::make_app(std::move(options));
    std::size_t equal = 0, different = 0;
    for (const auto& transcript : all) {
        const auto name = text_of(transcript.at("name"));
        BOOST_TEST_CONTEXT("transcript " << name) {
            const auto request = request_of(transcript);
            auto response = http::awaited(app->handle(request));
            auto ours = headers_of(response);
            if (request.method == "HEAD") response.body.clear();
            const auto body = text_of(transcript.at("body"));
            const bool bodies_agree = response.body == body;
            if (const auto* known = difference(name)) {
                BOOST_TEST(response.status == known->status);
                BOOST_TEST(code_in(response.body) == known->code);
                BOOST_TEST((!bodies_agree || response.status != transcript.at("status")), "no longer differs");
                if (known->how == test::Differs::text)
                    BOOST_TEST(response.status == transcript.at("status").as_int64());
                ++different;
                continue;
            }
            BOOST_TEST(response.status == transcript.at("status").as_int64());
            BOOST_TEST(code_in(response.body) == code_in(body));
            BOOST_TEST(response.body == body);
            for (const auto& [header, value] : transcript.at("response_headers").as_object()) {
                const auto wanted = header == "x-powered-by" ? "schemad" : std::string(text_of(value)); // on purpose
                BOOST_TEST(without_digits(ours[header]) == without_digits(wanted), header);
                ours.erase(header);
            }
            for (const auto& [header, value] : ours) BOOST_TEST(false, "not recorded: " << header << ": " << value);
            equal += bodies_agree;
        }
    }
    BOOST_TEST_MESSAGE(equal << " of " << all.size() << " transcripts equal, " << different << " differ on purpose");
    BOOST_TEST(equal + different == all.size());
}

BOOST_AUTO_TEST_SUITE_END()
