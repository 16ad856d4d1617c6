// SPDX-License-Identifier: Apache-2.0
#include "engine/history/entry.hpp"

#include <stdexcept>

#include <boost/json.hpp>
#include <openssl/evp.h>

#include "engine/formats/formats.hpp"

namespace schemad::history {

namespace json = boost::json;

namespace {

constexpr char hex[] = "0123456789abcdef";

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
        out += hex[digest[i] >> 4];
        out += hex[digest[i] & 15];
    }
    return out;
}

void append_unit(std::string& out, unsigned unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += hex[(unit >> shift) & 15U];
}

} // namespace

std::string_view name_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::diff: return "diff";
    case Kind::back: return "back";
    case Kind::plan: return "plan";
    case Kind::lost: return "lost";
    case Kind::left_out: return "left_out";
    }
    return "";
}

std::size_t Texts::size() const noexcept {
    std::size_t bytes = 0;
    for (const auto& text : of) bytes += text ? text->size() : 0;
    return bytes;
}

std::string Texts::shorten(std::size_t max_bytes) {
    std::string gone;
    // the way back is what the history is for
    for (const auto kind : {Kind::plan, Kind::diff, Kind::left_out, Kind::back, Kind::lost}) {
        if (size() <= max_bytes) break;
        if (!(*this)[kind]) continue;
        (*this)[kind].reset();
        gone.append(gone.empty() ? "" : ", ").append(name_of(kind));
    }
    return gone;
}

bool changed_the_model(const Entry& entry) noexcept { return !entry.outcome.starts_with(undone); }

std::string digest_of(const Texts& texts) {
    std::string digests; // of each text, so that none can grow into the next
    for (const auto kind : all_text_kinds) {
        if (kind == Kind::left_out && !texts[kind]) continue; // entries from before there was one
        digests.append(name_of(kind)).append(1, ' ').append(texts[kind] ? sha256(*texts[kind]) : "-").append(1, '\n');
    }
    return sha256(digests);
}

std::string seal_of(const Entry& entry) {
    const json::array all{entry.id,         entry.happened, entry.by,     entry.outcome, entry.hash_before,
                          entry.hash_after, entry.steps,    entry.digest, entry.previous};
    return sha256(json::serialize(all));
}

std::string ascii_json(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            out += text[at++];
            continue;
        }
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        unsigned point = byte & (0xFFU >> (length + 1));
        for (std::size_t i = 1; i < length; ++i)
            point = point << 6 | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) & 0x3FU : 0U);
        at += length;
        if (point >= 0x10000) {
            append_unit(out, 0xD800U + ((point - 0x10000U) >> 10));
            point = 0xDC00U + ((point - 0x10000U) & 0x3FFU);
        }
        append_unit(out, point);
    }
    return out;
}

std::string escaped(std::string_view text) {
    const auto quoted = formats::write_json(json::value(text));
    return ascii_json(std::string_view{quoted}.substr(1, quoted.size() - 2));
}

std::string unescaped(std::string_view text) {
    try {
        const auto value = formats::read_json('"' + std::string{text} + '"', {});
        if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    } catch (const formats::ParseError&) { // somebody wrote into it; the seal tells
    }
    return std::string{text};
}

void ChainCheck::see(const Entry& entry) {
    if (!intact()) return;
    if (entry.id != expected_)
        verdict_ = "entry " + std::to_string(expected_) + " is missing";
    else if (entry.previous != previous_)
        verdict_ =
            "entry " + std::to_string(entry.id) + " does not follow the one before, which was altered or replaced";
    else if (entry.seal != seal_of(entry))
        verdict_ = "entry " + std::to_string(entry.id) + " was altered";
    ++expected_;
    previous_ = entry.seal;
}

} // namespace schemad::history
