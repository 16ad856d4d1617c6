// SPDX-License-Identifier: Apache-2.0
// The table the host lends to a plugin: log and clock.
//
// Ownership: a plugin may keep the pointer for as long as its code is mapped, which the dynamic linker decides, so the
// tables live until the process ends. silence() cuts the link to the log when the vendor goes.
// Threads: a plugin may log from any thread; so may silence() be called.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include <schemad/vendor.h>

namespace schemad {

// level: SCHEMAD_LOG_*. Called from any thread; must not call the loader.
using PluginLog = std::function<void(std::int32_t level, std::string_view message)>;

namespace loader {

class HostServices {
public:
    static HostServices& make(std::string vendor_name, PluginLog log); // never destroyed
    const schemad_host* table() const noexcept { return &table_; }
    void silence() noexcept;
    std::string last_error() const; // what the plugin logged as one; empty: nothing

    HostServices(std::string vendor_name, PluginLog log);
    HostServices(const HostServices&) = delete;
    HostServices& operator=(const HostServices&) = delete;

private:
    static void log(void* context, std::int32_t level, schemad_str message) noexcept;
    static std::int64_t monotonic_ms(void* context) noexcept;

    mutable std::mutex mutex_;
    std::string prefix_, last_error_;
    PluginLog log_;
    schemad_host table_{};
};

} // namespace loader
} // namespace schemad
