// SPDX-License-Identifier: Apache-2.0
// A stream that lets no control character through to the one behind it (printable.hpp), but for the styles that we
// write ourselves by write_raw(). One thread at a time; the other stream has to live longer.
#pragma once

#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace schemad::cli {

class CleanBuffer final : public std::streambuf {
public:
    explicit CleanBuffer(std::streambuf* to) : to_(to) {}
    ~CleanBuffer() override { end(); }
    CleanBuffer(const CleanBuffer&) = delete;
    CleanBuffer& operator=(const CleanBuffer&) = delete;
    void write_raw(std::string_view text);

protected:
    int_type overflow(int_type) override;
    std::streamsize xsputn(const char*, std::streamsize) override;
    int sync() override;

private:
    void end();
    std::streambuf* to_;
    std::string pending_; // of a character that is not whole
};

class CleanStream final : public std::ostream {
public:
    explicit CleanStream(std::ostream& to) : std::ostream(nullptr), buffer_(to.rdbuf()) { rdbuf(&buffer_); }

private:
    CleanBuffer buffer_;
};

// Past the door: for what we command a terminal ourselves, never for text of somebody else.
void write_raw(std::ostream&, std::string_view text);

} // namespace schemad::cli
