// SPDX-License-Identifier: Apache-2.0
// Where recorded cases are found: ../shared/conformance beside the project when it is there (SCHEMAD_CONFORMANCE names
// another place), else the representative set in tests/fixtures, which has the same layout.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace schemad::test {

inline std::filesystem::path conformance() {
    if (const char* named = std::getenv("SCHEMAD_CONFORMANCE")) return named;
    const std::filesystem::path source = SCHEMAD_SOURCE_DIR;
    const auto shared = source.parent_path() / "shared" / "conformance";
    return std::filesystem::exists(shared) ? shared : source / "tests" / "fixtures";
}

inline std::string slurp(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

// The lines of a .jsonl file below the conformance folder.
inline std::vector<std::string> lines(const std::string& relative) {
    std::vector<std::string> all;
    std::string line;
    std::ifstream in(conformance() / relative, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + relative);
    while (std::getline(in, line))
        if (!line.empty()) all.push_back(line);
    return all;
}

} // namespace schemad::test
