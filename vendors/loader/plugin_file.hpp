// SPDX-License-Identifier: Apache-2.0
// Which file a vendor's name stands for, and whether it may be trusted, asked before any of its code runs.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace schemad {

class PluginError : public std::runtime_error { // what() is complete: names the vendor or file, safe to show
public:
    enum class Reason {
        not_allowed,  // the name is malformed or not on the allow-list
        not_found,    // no such file or directory
        untrusted,    // others could have written it, or it leads out of the directory
        not_a_plugin, // no shared object with the entry symbol
        load_failed,  // the dynamic linker refused it
        refused,      // its entry failed or declined this host
        incompatible, // another major version, or a table shorter than 1.0
        incomplete    // a function or name is missing, or it is another vendor
    };
    PluginError(Reason why, const std::string& message) : std::runtime_error(message), reason(why) {}
    Reason reason;
};

namespace loader {

// [a-z0-9_]+, short: a name can lead nowhere but into the directory.
bool well_formed(std::string_view vendor_name) noexcept;

// <directory>/libschemad_<name>.so, whether it is there or not.
std::filesystem::path plugin_path(const std::filesystem::path& directory, const std::string& vendor_name);
// The other way round: the name a file's own name, without folders, stands for; empty: it is no plugin's.
std::string_view plugin_name(std::string_view file) noexcept;

// The canonical path of <directory>/libschemad_<name>.so after every check. A link within the directory is followed
// (libschemad_x.so -> libschemad_x.so.1). The file and its directory belong to root or to us, nobody else may write the
// file, and others may not write the directory unless it is sticky. Throws PluginError.
std::filesystem::path verified_plugin(const std::filesystem::path& directory, const std::string& vendor_name);

} // namespace loader
} // namespace schemad
