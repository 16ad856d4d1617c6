// SPDX-License-Identifier: Apache-2.0
// The header block of one part of a multipart body: what decides whether it is a file. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace schemad::http {

// A state machine fed piece by piece: a delimiter inside a header block splits it, and the block goes on behind it.
class PartHeaderReader {
public:
    explicit PartHeaderReader(std::size_t max_bytes) : max_(max_bytes) {}

    enum class State { open, complete, malformed };
    // Takes what belongs to the header off `data`.
    State feed(std::string_view& data);

    // After complete: the part's lower-case media type when it is a file, nullopt when it is a field or unreadable.
    std::optional<std::string> file_mime() const;

private:
    State take(char);
    void keep_field();

    enum class At { name, blanks, value, cr, crlf, last_cr } at_ = At::name;
    std::size_t max_;
    std::size_t bytes_ = 0;
    std::string name_;
    std::string value_;
    std::optional<std::string> disposition_; // the first of that name counts
    std::optional<std::string> content_type_;
};

} // namespace schemad::http
