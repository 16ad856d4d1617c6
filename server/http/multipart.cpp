// SPDX-License-Identifier: Apache-2.0
#include "server/http/multipart.hpp"

#include <optional>

#include "server/http/media_type.hpp"
#include "server/http/part_header.hpp"

namespace schemad::http {
namespace {

using Status = MultipartResult::Status;

MultipartResult broken(std::string_view error) { return {Status::broken, {}, 0, error}; }

// Walks the stretches of the body between delimiters. The delimiter is CRLF, two dashes and the boundary; what follows
// it says what comes: CRLF a part, two dashes the end, anything else nothing (that stretch belongs to no part).
class FormReader {
public:
    FormReader(std::string delimiter, const MultipartLimits& limits)
        : delimiter_(std::move(delimiter)), limits_(limits) {}

    MultipartResult read(std::string_view body) {
        // A body without a preamble starts with the delimiter but its CRLF.
        std::size_t at = 0;
        if (body.starts_with(std::string_view(delimiter_).substr(2))) {
            at = delimiter_.size() - 2;
            after_ = After::delimiter;
        }
        for (;;) {
            const auto next = body.find(delimiter_, at);
            const bool delimited = next != std::string_view::npos;
            const bool seen = stretch(body.substr(at, delimited ? next - at : std::string_view::npos));
            if (outcome_) return *outcome_;
            if (!delimited) return broken("Unexpected end of form");
            at = next + delimiter_.size();
            if (!seen) continue;
            in_file_ = false;
            after_ = After::delimiter;
        }
    }

private:
    enum class After { nothing, delimiter, dash };

    // False when the delimiter behind this stretch does not count, because a single dash stands before it.
    bool stretch(std::string_view data) {
        if (header_ && !feed_header(data)) return true;
        if (data.empty()) return true;
        if (after_ == After::delimiter) {
            after_ = After::nothing;
            if (data.front() == '-') {
                after_ = After::dash;
                data.remove_prefix(1);
                if (data.empty()) return false;
            } else if (data.starts_with("\r\n")) {
                data.remove_prefix(2);
                if (++parts_ > limits_.parts) {
                    outcome_ = {Status::too_large, {}, 0, {}};
                    return true;
                }
                header_.emplace(limits_.header_bytes);
                if (!feed_header(data)) return true;
            }
        }
        if (after_ == After::dash) {
            after_ = After::nothing;
            if (data.front() == '-') {
                outcome_ = result_;
                return true;
            }
        }
        if (in_file_) keep(data);
        return true;
    }

    // True when the header is complete and its part's content follows in `data`.
    bool feed_header(std::string_view& data) {
        const auto state = header_->feed(data);
        if (state == PartHeaderReader::State::open) return false;
        if (state == PartHeaderReader::State::malformed) {
            outcome_ = broken("Malformed part header");
            return false;
        }
        const auto mime = header_->file_mime();
        header_.reset();
        if (!mime) return true;
        ++result_.files;
        if (result_.status == Status::file) return true;
        in_file_ = true;
        result_.status = Status::file;
        result_.file = {data.substr(0, 0), *mime};
        return true;
    }

    void keep(std::string_view data) {
        if (data.size() > limits_.file_bytes) {
            outcome_ = {Status::too_large, {}, 0, {}};
        } else {
            result_.file.content = data;
        }
    }

    std::string delimiter_;
    const MultipartLimits& limits_;
    After after_ = After::nothing;
    std::optional<PartHeaderReader> header_;
    bool in_file_ = false;
    std::size_t parts_ = 0;
    MultipartResult result_;
    std::optional<MultipartResult> outcome_; // set when reading is over
};

} // namespace

MultipartResult read_multipart(std::string_view content_type, std::string_view body, const MultipartLimits& limits) {
    const auto type = parse_media_type(content_type);
    if (!type) return broken("Malformed content type");
    const auto boundary = type->parameters.find("boundary");
    if (boundary == type->parameters.end()) return broken("Multipart: Boundary not found");
    return FormReader("\r\n--" + boundary->second, limits).read(body);
}

} // namespace schemad::http
