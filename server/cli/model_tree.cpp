// SPDX-License-Identifier: Apache-2.0
#include "server/cli/model_tree.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "server/auth/token_match.hpp"
#include "server/cli/document.hpp"
#include "server/cli/whole_file.hpp"
#include "server/http/text.hpp"

namespace schemad::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view head_file = "snapshot.yaml", part_folder = "collections", suffix = ".yaml";
constexpr std::array lists{"collections", "fields", "systemFields", "relations"};
constexpr std::size_t most_files = 100'000;

std::string mark_of(std::string_view file) {
    return "# Written by schemad as " + std::string(file) +
           ", which changes and removes it. See `schemad help snapshot`.\n";
}

std::string text_in(const json::value& item, const char* key) {
    const auto* object = item.if_object();
    const auto* value = object ? object->if_contains(key) : nullptr;
    if (!value || !value->is_string()) throw std::runtime_error(std::string("the snapshot has an item without ") + key);
    return std::string(value->get_string());
}

// The first line of a file, or what of it a mark could be.
std::string first_line(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string line(256, '\0');
    in.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(in.gcount()));
    const auto end = line.find('\n');
    if (end == std::string::npos) return {};
    line.resize(end + 1);
    if (line.ends_with("\r\n")) line.erase(line.size() - 2, 1); // as a checkout on Windows ends lines
    if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);     // as some editors begin a file
    return line;
}

// No link is followed: what a link leads to is not in the folder.
bool is_ours(const fs::path& file) {
    std::error_code unknown;
    return fs::symlink_status(file, unknown).type() == fs::file_type::regular &&
           first_line(file) == mark_of(file.filename().string());
}

[[noreturn]] void fail(const fs::path& file, const std::error_code& why) {
    throw std::runtime_error(file.string() + ": " + why.message());
}

std::vector<fs::path> parts_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
        const auto name = entry->path().filename().string();
        if (name.starts_with('.') || !(name.ends_with(suffix) || name.ends_with(".yml") || name.ends_with(".json")))
            continue;
        files.push_back(entry->path());
        if (files.size() > most_files) throw std::runtime_error(folder.string() + " holds too many files");
    }
    if (failed && failed != std::errc::no_such_file_or_directory) fail(folder, failed);
    std::sort(files.begin(), files.end());
    return files;
}

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Two versions of a file stand in it: neither is to go before somebody has chosen. No line of YAML that is written here
// begins so.
void require_settled(const fs::path& file, const std::string& text) {
    if (("\n" + text).find("\n<<<<<<< ") != std::string::npos)
        throw std::runtime_error(file.string() + " holds a merge that is not settled (\"<<<<<<<\"); settle it, or "
                                                 "remove the file, first");
}

// Whether another text, or none, is there. Throws for what is not to be written over.
bool is_to_be_written(const fs::path& file, const std::string& text) {
    std::error_code unknown;
    if (!fs::exists(fs::symlink_status(file, unknown))) return true;
    if (!is_ours(file))
        throw std::runtime_error(file.string() +
                                 " is not schemad's, and would be overwritten; move it away, or take another folder");
    const auto there = text_of(file);
    if (there == text) return false;
    require_settled(file, there);
    return true;
}

// The parts of a snapshot by file name.
std::map<std::string, json::object> parts_of(const json::value& snapshot) {
    std::map<std::string, json::object> parts;
    for (const char* list : lists) {
        const auto* items = snapshot.as_object().if_contains(list);
        if (!items) continue;
        for (const auto& item : items->as_array()) {
            auto& part = parts[tree_file_of(text_in(item, "collection"))];
            for (const char* each : lists)
                if (!part.contains(each)) part[each] = json::array();
            part.at(list).as_array().push_back(item);
        }
    }
    for (auto& [file, part] : parts)
        for (const char* list : {"fields", "systemFields", "relations"}) {
            auto& items = part.at(list).as_array();
            std::stable_sort(items.begin(), items.end(), [](const json::value& a, const json::value& b) {
                return text_in(a, "field") < text_in(b, "field");
            });
            if (items.empty()) part.erase(list);
        }
    for (auto& [file, part] : parts)
        if (part.at("collections").as_array().empty()) part.erase("collections");
    return parts;
}

json::object head_of(const json::value& snapshot) {
    json::object head;
    for (const auto& [key, value] : snapshot.as_object())
        if (std::find(lists.begin(), lists.end(), key) == lists.end()) head[key] = value;
    // an empty list means something else than none: a version that tells no indexes of system fields has none
    if (snapshot.as_object().contains("systemFields")) head["systemFields"] = json::array();
    return head;
}

void append_part(json::object& whole, std::map<std::string, std::string>& first, json::value part,
                 const fs::path& file) {
    auto* object = part.if_object();
    if (!object)
        throw std::runtime_error(file.string() + ":1: expected an object with collections, fields and relations");
    for (auto& [key, value] : *object) {
        if (std::find(lists.begin(), lists.end(), key) == lists.end())
            throw std::runtime_error(file.string() + ": \"" + std::string(key) +
                                     "\" is none of collections, fields, systemFields, relations");
        auto* items = value.if_array();
        if (!items) throw std::runtime_error(file.string() + ": \"" + std::string(key) + "\" is no list");
        for (auto& item : *items) {
            const auto* named = item.if_object();
            const auto* name = named && key == "collections" ? named->if_contains("collection") : nullptr;
            if (name && name->is_string()) {
                const auto [there, alone] = first.emplace(std::string(name->get_string()), file.string());
                if (!alone)
                    throw std::runtime_error(file.string() + ": the collection \"" + there->first + "\" is in " +
                                             there->second + ", too");
            }
            if (!whole.contains(key)) whole[key] = json::array();
            whole.at(key).as_array().push_back(std::move(item));
        }
    }
}

} // namespace

std::string tree_file_of(std::string_view collection) {
    static const std::set<std::string, std::less<>> devices{
        // of Windows
        "con",  "prn",  "aux",  "nul",  "com1", "com2", "com3", "com4", "com5", "com6", "com7",
        "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"};
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || http::is_digit(c) || c == '_' || c == '-'; };
    if (!collection.empty() && collection.size() <= 100 && collection.front() != '-' && !devices.contains(collection) &&
        std::all_of(collection.begin(), collection.end(), plain))
        return std::string(collection) + std::string(suffix);
    std::string name; // to be recognised by; what follows makes it another one
    for (const char c : collection.substr(0, 60)) name += plain(http::lower(c)) && c != '-' ? c : '_';
    return name + '~' + auth::sha256_hex(std::string(collection)).substr(0, 12) + std::string(suffix);
}

bool means_tree(const std::string& path) {
    std::error_code unknown;
    return path.ends_with('/') || (path != "-" && fs::is_directory(path, unknown));
}

TreeWritten write_tree(const std::string& folder, const json::value& snapshot) {
    const fs::path root(folder), inner = root / part_folder;
    std::map<fs::path, std::string> texts;
    const auto add = [&](const fs::path& file, json::object content) {
        const json::value value(std::move(content));
        texts[file] = mark_of(file.filename().string()) + formats::write_yaml(&value);
    };
    add(root / head_file, head_of(snapshot));
    for (auto& [file, part] : parts_of(snapshot)) add(inner / file, std::move(part));

    std::error_code failed;
    if (fs::symlink_status(inner, failed).type() == fs::file_type::symlink)
        throw std::runtime_error(inner.string() + " is a link; what it leads to is not touched");
    std::vector<fs::path> changed, gone; // gone: of collections that are not there any more
    for (const auto& [file, text] : texts)
        if (is_to_be_written(file, text)) changed.push_back(file);
    for (auto& file : parts_in(inner)) {
        if (texts.contains(file) || !is_ours(file)) continue;
        require_settled(file, text_of(file));
        gone.push_back(std::move(file));
    }
    fs::create_directories(inner, failed);
    if (failed) fail(inner, failed);

    for (const auto& file : changed) write_whole(file, texts.at(file));
    for (const auto& file : gone) {
        fs::remove(file, failed);
        if (failed) fail(file, failed);
    }
    return {texts.size(), changed.size(), gone.size()};
}

json::value read_tree(const std::string& folder, const formats::Limits& limits) {
    const fs::path root(folder), head = root / head_file;
    std::error_code unknown;
    if (!fs::exists(head, unknown))
        throw std::runtime_error(head.string() + " is not there: the folder is no tree that `schemad snapshot` wrote");
    auto read = value_of(bytes_in(head.string(), limits, true), head.string(), limits);
    auto* object = read.if_object();
    if (!object) throw std::runtime_error(head.string() + ":1: expected version, directus and vendor");
    json::object whole = std::move(*object);
    for (const char* list : {"collections", "fields", "relations"}) whole[list] = json::array();
    std::map<std::string, std::string> first;
    std::size_t bytes = 0;
    for (const auto& file : parts_in(root / part_folder)) {
        const auto text = bytes_in(file.string(), limits, true);
        if ((bytes += text.size()) > limits.max_bytes)
            throw std::runtime_error(folder + ": the files are larger than " + std::to_string(limits.max_bytes) +
                                     " bytes together");
        append_part(whole, first, value_of(text, file.string(), limits), file);
    }
    return whole;
}

} // namespace schemad::cli
