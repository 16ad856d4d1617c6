// SPDX-License-Identifier: Apache-2.0
#include "server/cli/document.hpp"

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string bytes_of(const std::string& path, const formats::Limits& limits) {
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    std::string bytes(limits.max_bytes + 1, '\0');
    if (in) in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad() || (!in && in.gcount() == 0 && errno))
        throw std::runtime_error(path + " cannot be read: " + std::generic_category().message(errno));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > limits.max_bytes)
        throw std::runtime_error(path + " is larger than " + std::to_string(limits.max_bytes) + " bytes");
    return bytes;
}

} // namespace

json::value document_of(const std::string& path, const formats::Limits& limits) {
    const auto bytes = bytes_of(path, limits);
    try {
        const auto first = bytes.find_first_not_of(" \t\r\n");
        auto value = first != std::string::npos && bytes[first] == '{'
                         ? formats::read_json(bytes, limits, true)
                         : formats::read_yaml(bytes, limits).value_or(json::value(nullptr));
        auto* object = value.if_object();
        auto* data = object && object->size() == 1 ? object->if_contains("data") : nullptr;
        return data ? json::value(std::move(*data)) : value;
    } catch (const formats::ParseError& error) { throw std::runtime_error(path + ": " + error.what()); }
}

} // namespace schemad::cli
