// SPDX-License-Identifier: Apache-2.0
// A configuration file that lives as long as a test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "server/config/load.hpp"

namespace schemad::test {

class Folder {
public:
    Folder() {
        auto name = (std::filesystem::temp_directory_path() / "schemad-config-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
        return (path / name).string();
    }
    std::filesystem::path path;
};

// Loads `text` as the file; problems have the folder's name taken out: "c.yaml:1:1: ...".
class Loading {
public:
    explicit Loading(const std::string& text) {
        options.file = folder.write("c.yaml", text);
        options.executable_directory = folder.path / "bin";
    }
    config::Config config() { return config::load(options).config; }
    // All problems, a line each; "" when there are none.
    std::string problems() {
        try {
            config::load(options);
            return {};
        } catch (const config::ConfigError& error) {
            std::string text = error.what();
            const auto prefix = folder.path.string() + "/";
            for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
                text.erase(at, prefix.size());
            return text;
        }
    }
    Folder folder;
    config::LoadOptions options;
};

inline const std::string sqlite_project =
    "projects:\n  default:\n    vendor: sqlite\n    connection: {filename: a.db}\n";

} // namespace schemad::test
