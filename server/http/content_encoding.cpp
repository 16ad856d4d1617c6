// SPDX-License-Identifier: Apache-2.0
#include "server/http/content_encoding.hpp"

#include <algorithm>
#include <limits>
#include <new>

#define ZLIB_CONST // inflate() then takes its input as const
#include <zlib.h>

#include "server/http/text.hpp"

namespace schemad::http {
namespace {

using Fault = Request::BodyFault;

constexpr int window = 15; // the largest window; +16 asks zlib for the gzip wrapper, a minus for none

bool has_zlib_wrapper(std::string_view data) noexcept { // RFC 1950: method 8 and a checked header
    if (data.size() < 2) return true;
    const auto first = static_cast<unsigned char>(data[0]);
    const auto second = static_cast<unsigned char>(data[1]);
    return (first & 0x0F) == 8 && (first * 256 + second) % 31 == 0;
}

class Inflater {
public:
    explicit Inflater(int bits) {
        if (inflateInit2(&stream_, bits) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    int step(std::string_view& in, char* out, std::size_t room, std::size_t& produced) {
        constexpr std::size_t most = std::numeric_limits<uInt>::max(); // zlib counts in 32 bits
        stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
        stream_.avail_in = static_cast<uInt>(std::min(in.size(), most));
        stream_.next_out = reinterpret_cast<Bytef*>(out);
        stream_.avail_out = static_cast<uInt>(std::min(room, most));
        const auto given = stream_.avail_in;
        const auto wanted = stream_.avail_out;
        const int result = inflate(&stream_, Z_NO_FLUSH);
        in.remove_prefix(given - stream_.avail_in);
        produced = wanted - stream_.avail_out;
        return result;
    }
    void next_member() { inflateReset(&stream_); }
    std::string words() const { return stream_.msg ? stream_.msg : "invalid compressed data"; }

private:
    z_stream stream_{};
};

} // namespace

Coding coding_named(std::string_view name) noexcept {
    if (name.empty() || name == "identity") return Coding::identity;
    if (name == "gzip") return Coding::gzip;
    if (name == "deflate") return Coding::deflate;
    return Coding::unsupported;
}

Decoded decode(std::string_view data, Coding coding, std::size_t limit) {
    Inflater inflater(coding == Coding::gzip ? window + 16 : has_zlib_wrapper(data) ? window : -window);
    Decoded out;
    std::size_t size = 0;
    limit = std::min(limit, std::numeric_limits<std::size_t>::max() - 1);
    for (;;) {
        if (size == out.body.size()) { // one byte more than the limit tells "exactly at it" from "above it"
            if (size > limit) return {Fault::too_large, {}, {}};
            out.body.resize(std::min(limit + 1, std::max({size * 2, data.size() * 4, std::size_t{16} * 1024})));
        }
        std::size_t produced = 0;
        const auto before = data.size();
        const int result = inflater.step(data, out.body.data() + size, out.body.size() - size, produced);
        size += produced;
        if (size > limit) return {Fault::too_large, {}, {}};
        if (result == Z_STREAM_END) {
            if (coding != Coding::gzip || data.empty() || data.front() == '\0') break;
            inflater.next_member();
        } else if (result == Z_MEM_ERROR) {
            throw std::bad_alloc();
        } else if (result == Z_NEED_DICT) {
            return {Fault::corrupt_encoding, {}, "Missing dictionary"};
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return {Fault::corrupt_encoding, {}, inflater.words()};
        } else if (data.size() == before && produced == 0) {
            return {Fault::corrupt_encoding, {}, "unexpected end of file"};
        }
    }
    out.body.resize(size);
    return out;
}

void undo_content_encoding(Request& request, std::size_t limit) {
    if (!request.has_body || request.body_fault != Fault::none) return;
    std::string names;
    for (const auto& [name, value] : request.headers)
        if (same_word(name, "content-encoding")) names += (names.empty() ? "" : ", ") + lowered(value);
    const auto coding = coding_named(names);
    if (coding == Coding::identity) return;
    if (coding == Coding::unsupported) {
        request.body_fault = Fault::unsupported_encoding;
        request.body_fault_detail = std::move(names);
        return;
    }
    auto decoded = decode(request.body, coding, limit);
    request.body_fault = decoded.fault;
    request.body_fault_detail = std::move(decoded.detail);
    if (decoded.fault == Fault::none) request.body = std::move(decoded.body);
    if (decoded.fault == Fault::too_large) request.body = {};
}

} // namespace schemad::http
