// SPDX-License-Identifier: Apache-2.0
#include "server/cli/document.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "engine/js/text.hpp"
#include "server/cli/model_tree.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string bytes_of(std::istream& in, const std::string& name, const formats::Limits& limits) {
    std::string bytes;
    constexpr std::size_t piece = std::size_t{1} << 20;
    while (in && bytes.size() <= limits.max_bytes) { // as much as there is, not as much as there may be
        const auto before = bytes.size();
        bytes.resize(before + std::min(piece, limits.max_bytes + 1 - before));
        in.read(bytes.data() + before, static_cast<std::streamsize>(bytes.size() - before));
        bytes.resize(before + static_cast<std::size_t>(in.gcount()));
    }
    if (bytes.size() > limits.max_bytes)
        throw std::runtime_error(name + " is larger than " + std::to_string(limits.max_bytes) + " bytes");
    return bytes;
}

// "...  (3:5)" of YAML, "... at byte 17" of JSON -> "file:3:5: ..."
std::string placed(const std::string& path, std::string_view bytes, const std::string& said) {
    if (const auto open = said.rfind(" ("); said.ends_with(')') && open != std::string::npos)
        return path + ':' + said.substr(open + 2, said.size() - open - 3) + ": " + said.substr(0, open);
    constexpr std::string_view at_byte = " at byte ";
    const auto place = said.rfind(at_byte);
    std::size_t byte = 0;
    if (place == std::string::npos ||
        std::from_chars(said.data() + place + at_byte.size(), said.data() + said.size(), byte).ec != std::errc{})
        return path + ": " + said;
    const auto before = bytes.substr(0, byte);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto column = before.size() - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1) + 1;
    return path + ':' + std::to_string(line) + ':' + std::to_string(column) + ": " + said.substr(0, place);
}

const char* kind_of(const json::value& value) {
    if (value.is_null()) return "nothing";
    if (value.is_object()) return "other things";
    return value.is_array() ? "a list" : value.is_string() ? "a text" : "one value";
}

bool is_snapshot(const json::value& value) {
    const auto* object = value.if_object();
    constexpr std::array lists{"collections", "fields", "relations"};
    return object && std::any_of(lists.begin(), lists.end(), [&](const char* list) { return object->contains(list); });
}

} // namespace

std::string bytes_in(const std::string& path, const formats::Limits& limits, bool in_tree) {
    std::error_code unknown;
    const auto kind = std::filesystem::status(path, unknown).type();
    if (in_tree && kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::not_found)
        throw std::runtime_error(path + " is no regular file"); // a pipe could be waited for for ever
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error(path + " cannot be read: " + std::generic_category().message(errno));
    auto bytes = bytes_of(in, path, limits);
    if (in.bad()) throw std::runtime_error(path + " cannot be read: " + std::generic_category().message(errno));
    return bytes;
}

json::value value_of(std::string_view bytes, const std::string& path, const formats::Limits& limits) {
    if (!js::is_utf8(bytes)) {
        std::size_t line = 1, at = 0;
        for (std::size_t end; (end = bytes.find('\n', at)) != bytes.npos && js::is_utf8(bytes.substr(at, end - at));
             at = end + 1)
            ++line;
        throw std::runtime_error(path + ":" + std::to_string(line) + ": this is not UTF-8");
    }
    try {
        const auto first = bytes.find_first_not_of(" \t\r\n");
        return first != std::string_view::npos && bytes[first] == '{'
                   ? formats::read_json(bytes, limits, true)
                   : formats::read_yaml(bytes, limits).value_or(json::value(nullptr));
    } catch (const formats::ParseError& error) { throw std::runtime_error(placed(path, bytes, error.what())); }
}

json::value document_of(const std::string& path, const formats::Limits& limits, std::istream& in) {
    std::error_code unknown;
    if (path != "-" && std::filesystem::is_directory(path, unknown)) return read_tree(path, limits);
    const auto bytes = path == "-" ? bytes_of(in, name_of_input(path), limits) : bytes_in(path, limits);
    auto value = value_of(bytes, name_of_input(path), limits);
    auto* object = value.if_object();
    auto* data = object && object->size() == 1 ? object->if_contains("data") : nullptr;
    return data ? json::value(std::move(*data)) : value;
}

json::value checked_snapshot(json::value value, const std::string& path) {
    if (!is_snapshot(value))
        throw std::runtime_error(name_of_input(path) + ":1: this is no snapshot: it holds " + kind_of(value) +
                                 "; expected an object with collections, fields and relations" +
                                 (is_diff(value) ? " (it is a diff, which `schemad apply` takes)" : ""));
    return value;
}

json::value snapshot_of(const std::string& path, const formats::Limits& limits, std::istream& in) {
    return checked_snapshot(document_of(path, limits, in), path);
}

bool is_diff(const json::value& value) {
    const auto* object = value.if_object();
    return object && object->contains("hash") && object->contains("diff");
}

std::string name_of_input(const std::string& path) { return path == "-" ? "standard input" : path; }

} // namespace schemad::cli
