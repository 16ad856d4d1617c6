// SPDX-License-Identifier: Apache-2.0
// The first line is the Content-Type, the rest the body. What is found lies within the body and the limits.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "server/http/media_type.hpp"
#include "server/http/multipart.hpp"

using namespace schemad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.find('\n');
    const bool given = line != std::string_view::npos;
    const auto body = given ? text.substr(line + 1) : text;
    constexpr http::MultipartLimits limits{1000, 10, 300};
    // Most inputs should get past the boundary: without a first line it is the shortest one.
    const auto form =
        http::read_multipart(given ? text.substr(0, line) : "multipart/form-data; boundary=b", body, limits);
    if (form.status == http::MultipartResult::Status::file) {
        const auto content = form.file.content;
        const std::less_equal<> before;
        if (content.size() > limits.file_bytes || !before(body.data(), content.data()) ||
            !before(content.data() + content.size(), body.data() + body.size()))
            std::abort();
        const auto type = http::parse_media_type(form.file.mime);
        if (!type || type->type + '/' + type->subtype != form.file.mime) std::abort();
    } else if ((form.status == http::MultipartResult::Status::broken) == form.error.empty()) {
        std::abort();
    }
    http::parse_disposition(text);
    return 0;
}
