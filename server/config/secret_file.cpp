// SPDX-License-Identifier: Apache-2.0
#include "server/config/secret_file.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace schemad::config {

namespace {
constexpr std::size_t max_secret_bytes = std::size_t{64} * 1024;
}

std::optional<std::string> content_of(const std::string& path, std::string& why) {
    std::error_code unknown;
    if (const auto status = std::filesystem::status(path, unknown);
        std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        why = "is no regular file"; // to read a pipe or a terminal could wait for ever
        return std::nullopt;
    }
    std::ifstream in(path, std::ios::binary);
    std::string text(max_secret_bytes + 1, '\0');
    if (!in || !in.read(text.data(), static_cast<std::streamsize>(text.size())).eof()) {
        why = in ? "is too large for a value" : "cannot be read";
        return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.ends_with('\n')) text.pop_back(); // editors and echo end a file so
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty()) {
        why = "is empty"; // a secret that was never mounted: no value, not the value ""
        return std::nullopt;
    }
    return text;
}
} // namespace schemad::config
