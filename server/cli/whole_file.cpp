// SPDX-License-Identifier: Apache-2.0
#include "server/cli/whole_file.hpp"

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace schemad::cli {
namespace {

namespace fs = std::filesystem;

void write_plainly(const fs::path& file, const std::string& text, const fs::path& named) {
    errno = 0;
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out)
        throw std::runtime_error(named.string() + " cannot be written" +
                                 (errno ? ": " + std::generic_category().message(errno) : std::string()));
}

} // namespace

void write_whole(const fs::path& file, const std::string& text) {
    std::error_code failed;
    const auto there = fs::symlink_status(file, failed).type();
    if (there != fs::file_type::regular && there != fs::file_type::not_found) return write_plainly(file, text, file);
    const fs::path beside = file.parent_path() / ("." + file.filename().string() + ".schemad-new");
    fs::remove(beside, failed); // of a run that broke off, or a link that somebody laid
    try {
        write_plainly(beside, text, file);
    } catch (...) {
        fs::remove(beside, failed); // half a file is nobody's
        throw;
    }
    if (there == fs::file_type::regular) fs::permissions(beside, fs::status(file).permissions(), failed);
    fs::rename(beside, file, failed);
    if (failed) throw std::runtime_error(file.string() + ": " + failed.message());
}

} // namespace schemad::cli
