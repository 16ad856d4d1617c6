// SPDX-License-Identifier: Apache-2.0
// Finds the uploaded file in a complete multipart/form-data body (docs/spec/engine-1-http.md 1.8 item 3). Pure; any
// thread. Ownership: the file's content is a view into the body. Time is linear in the body; nothing of it is copied.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schemad::http {

struct MultipartLimits {
    std::size_t file_bytes = std::size_t{50} * 1024 * 1024; // above: too_large
    std::size_t parts = 1000;                               // above: too_large
    std::size_t header_bytes = std::size_t{16} * 1024;      // of one part; above: malformed
};

struct FilePart {
    std::string_view content;
    std::string mime; // lower case, without parameters; "text/plain" when the part does not say
};

struct MultipartResult {
    enum class Status {
        file,      // `file` is the first file; later ones are ignored
        no_file,   // a well-formed body without a file
        too_large, // 413
        broken     // `error` is the reference's text, answered with 500
    } status = Status::no_file;
    FilePart file;
    std::size_t files = 0;  // how many there are
    std::string_view error; // static text
};

MultipartResult read_multipart(std::string_view content_type, std::string_view body, const MultipartLimits& = {});

} // namespace schemad::http
