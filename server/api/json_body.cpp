// SPDX-License-Identifier: Apache-2.0
#include "server/api/json_body.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "engine/error.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/utf8.hpp"
#include "server/http/media_type.hpp"
#include "server/http/text.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

struct Charset {
    std::size_t unit = 1; // bytes
    enum class Order { by_mark, little, big } order = Order::by_mark;
};

// "utf-16le" and "UTF_16LE" are one name. nullopt: not one we can read.
std::optional<Charset> charset_named(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
    using Order = Charset::Order;
    if (plain == "utf8") return Charset{};
    if (plain == "utf16") return Charset{2, Order::by_mark};
    if (plain == "utf16le") return Charset{2, Order::little};
    if (plain == "utf16be") return Charset{2, Order::big};
    if (plain == "utf32") return Charset{4, Order::by_mark};
    if (plain == "utf32le") return Charset{4, Order::little};
    if (plain == "utf32be") return Charset{4, Order::big};
    return std::nullopt;
}

std::uint32_t unit_at(std::string_view bytes, std::size_t at, std::size_t width, bool big) {
    std::uint32_t unit = 0;
    for (std::size_t i = 0; i < width; ++i)
        unit = unit << 8 | static_cast<unsigned char>(bytes[at + (big ? i : width - 1 - i)]);
    return unit;
}

// Without a mark the order with more plain ASCII in it is taken, as the reference's decoder does.
bool looks_big_endian(std::string_view bytes, std::size_t width) {
    std::size_t big = 0, little = 0;
    for (std::size_t at = 0; at + width <= std::min<std::size_t>(bytes.size(), 100); at += width) {
        const auto as_big = unit_at(bytes, at, width, true), as_little = unit_at(bytes, at, width, false);
        big += as_big != 0 && as_big < 0x80;
        little += as_little != 0 && as_little < 0x80;
    }
    return big > little;
}

std::string utf8_from(std::string_view bytes, Charset charset) {
    const auto width = charset.unit;
    bool big = charset.order == Charset::Order::big;
    if (charset.order == Charset::Order::by_mark && bytes.size() >= width)
        big = unit_at(bytes, 0, width, true) == 0xFEFF ||
              (unit_at(bytes, 0, width, false) != 0xFEFF && looks_big_endian(bytes, width));
    std::string out;
    out.reserve(bytes.size() / width + 16);
    for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
        auto code = unit_at(bytes, at, width, big);
        if (width == 2 && code >= 0xD800 && code < 0xDC00 && at + 4 <= bytes.size()) {
            const auto low = unit_at(bytes, at + 2, 2, big);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        append_utf8(out, code > 0x10FFFF ? 0xFFFD : code);
    }
    return out;
}

std::uint64_t promised_bytes(const http::Request& request) {
    const auto length = request.header("content-length").value_or("0");
    std::uint64_t bytes = 0;
    std::from_chars(length.data(), length.data() + length.size(), bytes);
    return bytes;
}

std::string upper(std::string text) {
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

} // namespace

JsonBody::JsonBody(const http::Request& request, const formats::Limits& limits, std::size_t eager_bytes)
    : request_(request), limits_(limits) {
    const auto header = request.header("content-type");
    const auto media = header && request.has_body ? http::parse_media_type(*header) : std::nullopt;
    if (!media || media->type != "application" || media->subtype != "json") return;
    is_json_ = true;
    if (const auto named = media->parameters.find("charset"); named != media->parameters.end())
        charset_ = http::lowered(named->second);

    if (!charset_.starts_with("utf-")) throw invalid_payload("unsupported charset \"" + upper(charset_) + '"');
    using Fault = http::Request::BodyFault;
    if (request.body_fault == Fault::unsupported_encoding)
        throw invalid_payload("unsupported content encoding \"" + request.body_fault_detail + '"');
    if (request.body_fault == Fault::corrupt_encoding) throw invalid_payload(request.body_fault_detail);
    if (request.body_fault == Fault::too_large || request.body.size() > limits.max_bytes ||
        (request.body_fault == Fault::withheld && promised_bytes(request) > limits.max_bytes))
        throw RequestError(ErrorCode::content_too_large, "Uploaded content is too large.");
    if (!charset_named(charset_)) throw invalid_payload("specified encoding unsupported");
    if (request.body_fault == Fault::none && request.body.size() <= eager_bytes) parse();
}

void JsonBody::parse() {
    const auto charset = *charset_named(charset_);
    std::string decoded;
    std::string_view text = request_.body;
    if (charset.unit > 1) text = decoded = utf8_from(text, charset);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.empty()) {
        value_.emplace(json::object{});
        return;
    }
    // strict: an object or an array, never a scalar
    const auto first = text.find_first_not_of(" \t\n\r");
    if (first == std::string_view::npos) throw invalid_payload("Unexpected end of JSON input");
    if (text[first] != '{' && text[first] != '[') throw invalid_payload("the JSON body must be an object or an array");
    try {
        value_.emplace(formats::read_json_document(text, limits_));
    } catch (const formats::ParseError& fault) { throw invalid_payload(fault.what()); }
}

bool JsonBody::is_empty() const noexcept {
    if (!value_) return false;
    return (value_->is_object() && value_->get_object().empty()) || (value_->is_array() && value_->get_array().empty());
}

json::value JsonBody::take() {
    if (request_.body_fault != http::Request::BodyFault::none) throw forbidden(); // withheld
    if (!value_) parse();
    return std::move(*value_);
}

} // namespace schemad::api
