// SPDX-License-Identifier: Apache-2.0
#include "server/http/part_header.hpp"

#include "server/http/media_type.hpp"
#include "server/http/text.hpp"

namespace schemad::http {
namespace {

bool is_field_value_char(char c) noexcept {
    const auto u = static_cast<unsigned char>(c);
    return c == '\t' || (u >= 0x20 && u != 0x7F);
}

bool filled(const Parameters& parameters, std::string_view name) {
    const auto found = parameters.find(name);
    return found != parameters.end() && !found->second.empty();
}

} // namespace

PartHeaderReader::State PartHeaderReader::feed(std::string_view& data) {
    while (!data.empty()) {
        if (++bytes_ > max_) return State::malformed;
        const auto state = take(data.front());
        data.remove_prefix(1);
        if (state != State::open) return state;
    }
    return State::open;
}

PartHeaderReader::State PartHeaderReader::take(char c) {
    switch (at_) {
    case At::crlf: // the line is over unless the next one starts with a blank
        if (c == ' ' || c == '\t') {
            value_ += c;
            at_ = At::value;
            return State::open;
        }
        keep_field();
        if (c == '\r') {
            at_ = At::last_cr;
            return State::open;
        }
        at_ = At::name;
        [[fallthrough]];
    case At::name:
        if (is_token_char(c)) {
            name_ += lower(c);
            return State::open;
        }
        at_ = At::blanks;
        return c == ':' && !name_.empty() ? State::open : State::malformed;
    case At::blanks:
        if (c == ' ' || c == '\t') return State::open;
        at_ = At::value;
        [[fallthrough]];
    case At::value:
        if (c == '\r') {
            at_ = At::cr;
            return State::open;
        }
        value_ += c;
        return is_field_value_char(c) ? State::open : State::malformed;
    case At::cr: at_ = At::crlf; return c == '\n' ? State::open : State::malformed;
    case At::last_cr: return c == '\n' ? State::complete : State::malformed;
    }
    return State::malformed;
}

void PartHeaderReader::keep_field() {
    if (name_ == "content-disposition" && !disposition_) disposition_ = value_;
    if (name_ == "content-type" && !content_type_) content_type_ = value_;
    name_.clear();
    value_.clear();
}

std::optional<std::string> PartHeaderReader::file_mime() const {
    const auto disposition = parse_disposition(disposition_.value_or(""));
    if (!disposition || disposition->type != "form-data") return std::nullopt;
    std::string mime = "text/plain";
    if (content_type_)
        if (const auto type = parse_media_type(*content_type_)) mime = type->type + '/' + type->subtype;
    const bool named = filled(disposition->parameters, "filename") || filled(disposition->parameters, "filename*");
    if (!named && mime != "application/octet-stream") return std::nullopt;
    return mime;
}

} // namespace schemad::http
