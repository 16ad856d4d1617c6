// SPDX-License-Identifier: Apache-2.0
// A folder of plugins that lasts for one test, and the loader's answers put into words.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <schemad/host.hpp>

#include "tests/abi/fake/counters.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::test {

namespace fs = std::filesystem;

struct PluginFolder {
    fs::path path;
    std::vector<std::pair<int, std::string>> logged;

    PluginFolder() {
        std::string pattern = (fs::temp_directory_path() / "schemad-abi-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path = fs::canonical(pattern);
        ::unsetenv("FAKE_MODE");
        ::unsetenv("FOREIGN_CODE_RAN");
    }
    ~PluginFolder() {
        ::unsetenv("FAKE_MODE");
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    PluginFolder(const PluginFolder&) = delete;
    PluginFolder& operator=(const PluginFolder&) = delete;

    fs::path file(const std::string& name = "fake") const { return path / ("libschemad_" + name + ".so"); }
    fs::path put(const fs::path& from = FAKE_PLUGIN, const std::string& name = "fake") {
        fs::copy_file(from, file(name), fs::copy_options::overwrite_existing);
        fs::permissions(file(name), fs::perms(0644));
        return file(name);
    }
    fs::path put_bytes(const std::string& bytes) {
        std::ofstream(file(), std::ios::binary) << bytes;
        fs::permissions(file(), fs::perms(0644));
        return file();
    }
    PluginLoader loader(std::vector<std::string> allow = {"fake"}) {
        return {path, std::move(allow), [this](int level, std::string_view line) { logged.emplace_back(level, line); }};
    }
    // Why the loader refuses; nullopt when it does not.
    std::optional<PluginError::Reason> refusal(const std::string& name = "fake") {
        try {
            loader().load(name);
        } catch (const PluginError& e) {
            message = e.what();
            return e.reason;
        }
        return std::nullopt;
    }
    std::string message;
};

inline FakeCounters& counters_of(const Vendor& vendor) {
    return *static_cast<FakeCounters*>(const_cast<void*>(vendor.table().get_extension(str("fake.counters/1"))));
}

} // namespace schemad::test
