// SPDX-License-Identifier: Apache-2.0
#include "vendors/loader/plugin_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <schemad/vendor.h>

#include "vendors/loader/elf_symbols.hpp"

namespace schemad::loader {
namespace {

constexpr std::string_view prefix = "libschemad_", suffix = ".so";

namespace fs = std::filesystem;
using Reason = PluginError::Reason;

struct Descriptor {
    int fd;
    explicit Descriptor(int opened) : fd(opened) {}
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
};

bool ours(const struct stat& s) { return s.st_uid == 0 || s.st_uid == ::geteuid(); }

fs::path trusted_directory(const fs::path& directory) {
    std::error_code failed;
    fs::path real = fs::canonical(directory, failed);
    struct stat s {};
    if (failed || ::stat(real.c_str(), &s) != 0 || !S_ISDIR(s.st_mode))
        throw PluginError(Reason::not_found, "plugin directory " + directory.string() + ": " +
                                                 (failed ? failed.message() : "is not a directory"));
    if (!ours(s))
        throw PluginError(Reason::untrusted,
                          "plugin directory " + real.string() + " belongs neither to root nor to the server's user");
    if ((s.st_mode & S_IWOTH) != 0 && (s.st_mode & S_ISVTX) == 0)
        throw PluginError(Reason::untrusted, "plugin directory " + real.string() + " can be written by everybody");
    return real;
}

} // namespace

bool well_formed(std::string_view name) noexcept {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

fs::path plugin_path(const fs::path& directory, const std::string& vendor_name) {
    return directory / (std::string(prefix) + vendor_name + std::string(suffix));
}

std::string_view plugin_name(std::string_view file) noexcept {
    if (file.size() < prefix.size() + suffix.size() || !file.starts_with(prefix) || !file.ends_with(suffix)) return {};
    return file.substr(prefix.size(), file.size() - prefix.size() - suffix.size());
}

fs::path verified_plugin(const fs::path& directory, const std::string& vendor_name) {
    const fs::path home = trusted_directory(directory);
    const fs::path link = plugin_path(home, vendor_name);
    std::error_code failed;
    fs::path file = fs::canonical(link, failed);
    if (failed) throw PluginError(Reason::not_found, "plugin " + link.string() + ": " + failed.message());
    if (file.parent_path() != home)
        throw PluginError(Reason::untrusted, "plugin " + link.string() + " leads out of its directory");

    // Opened once and asked through the descriptor. O_NONBLOCK: a FIFO must not hold us up.
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    struct stat s {};
    if (opened.fd < 0 || ::fstat(opened.fd, &s) != 0)
        throw PluginError(Reason::not_found, "plugin " + file.string() + ": " + std::strerror(errno));
    if (!S_ISREG(s.st_mode)) throw PluginError(Reason::untrusted, "plugin " + file.string() + " is not a regular file");
    if (!ours(s))
        throw PluginError(Reason::untrusted,
                          "plugin " + file.string() + " belongs neither to root nor to the server's user");
    if ((s.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw PluginError(Reason::untrusted, "plugin " + file.string() + " can be written by others than its owner");
    if (const auto why = missing_export(opened.fd, SCHEMAD_VENDOR_ENTRY); !why.empty())
        throw PluginError(Reason::not_a_plugin, "plugin " + file.string() + " " + why);
    return file;
}

} // namespace schemad::loader
