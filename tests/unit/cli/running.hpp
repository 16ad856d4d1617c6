// SPDX-License-Identifier: Apache-2.0
// Commands run in the test's own process, and folders to run them in.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

#include "server/cli/command.hpp"

namespace schemad::test {

class Folder {
public:
    Folder() {
        auto name = (std::filesystem::temp_directory_path() / "schemad-cli-XXXXXX").string();
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

struct Ran {
    int status;
    std::string out, err;
};

inline Ran ran(const cli::Arguments& arguments, const std::string& input = {}) {
    std::istringstream in(input);
    std::ostringstream out, err;
    cli::Streams streams{in, out, err};
    const int status = cli::run(arguments, streams);
    return {status, out.str(), err.str()};
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace schemad::test
