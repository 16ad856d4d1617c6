// SPDX-License-Identifier: Apache-2.0
// Finds, verifies, loads and keeps vendor plugins: <directory>/libschemad_<vendor>.so. docs/architecture.md, "The
// plugin boundary".
//
// Threads: load() from any thread. Ownership: the loader keeps every vendor it loaded; a Connection keeps its vendor
// too, so code is never unmapped while in use. Errors: PluginError says precisely why; the server goes on without the
// vendor and may ask again, as after the file was mended.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "vendors/loader/host_services.hpp"
#include "vendors/loader/plugin_file.hpp"

namespace schemad {

class PluginLoader {
public:
    // allow: the vendor names that may be loaded; an empty list allows none. log may be empty; it must stay usable for
    // as long as a vendor lives.
    PluginLoader(std::filesystem::path directory, std::vector<std::string> allow, PluginLog log);

    std::shared_ptr<const Vendor> load(const std::string& vendor_name);

    // What load() asks before any code of the plugin runs; its file. Throws PluginError as load() would.
    std::filesystem::path looked_at(const std::string& vendor_name) const;
    // What the last load() of that name came to, for lists of plugins: runs nothing and reads no file.
    struct Outcome {
        std::shared_ptr<const Vendor> vendor;
        std::string refusal; // both empty: nobody has asked for it
    };
    Outcome last(const std::string& vendor_name) const;

private:
    void require_allowed(const std::string& vendor_name) const;
    std::shared_ptr<const Vendor> load_anew(const std::string& vendor_name);

    std::filesystem::path directory_;
    std::vector<std::string> allow_;
    PluginLog log_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const Vendor>> loaded_;
    std::map<std::string, std::string> refused_; // why, the last time; of names on the list, so they are few
};

namespace loader {

// What the handshake demands of a table: major version, size, every function, the name it is known by. Throws
// PluginError.
void verify_table(const schemad_vendor* table, const std::string& vendor_name, const std::string& file);

} // namespace loader
} // namespace schemad
