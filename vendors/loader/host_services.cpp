// SPDX-License-Identifier: Apache-2.0
#include "vendors/loader/host_services.hpp"

#include <algorithm>
#include <chrono>
#include <list>
#include <utility>

namespace schemad::loader {

HostServices& HostServices::make(std::string vendor_name, PluginLog log) {
    static auto& all = *new std::list<HostServices>; // outlives static destructors of plugins
    static std::mutex adding;
    const std::lock_guard hold(adding);
    return all.emplace_back(std::move(vendor_name), std::move(log));
}

HostServices::HostServices(std::string vendor_name, PluginLog log)
    : prefix_("vendor " + std::move(vendor_name) + ": "), log_(std::move(log)) {
    table_.struct_size = sizeof table_;
    table_.abi_major = SCHEMAD_ABI_MAJOR;
    table_.abi_minor = SCHEMAD_ABI_MINOR;
    table_.context = this;
    table_.log = &HostServices::log;
    table_.monotonic_ms = &HostServices::monotonic_ms;
}

void HostServices::silence() noexcept {
    const std::lock_guard hold(mutex_);
    log_ = nullptr;
}

std::string HostServices::last_error() const {
    const std::lock_guard hold(mutex_);
    return last_error_;
}

void HostServices::log(void* context, std::int32_t level, schemad_str message) noexcept {
    constexpr std::size_t longest = 8192;
    if (context == nullptr || message.data == nullptr) return;
    auto& self = *static_cast<HostServices*>(context);
    try {
        level = std::clamp<std::int32_t>(level, SCHEMAD_LOG_DEBUG, SCHEMAD_LOG_ERROR);
        const std::lock_guard hold(self.mutex_);
        const std::string text(message.data, std::min(message.size, longest));
        if (level == SCHEMAD_LOG_ERROR) self.last_error_ = text;
        if (self.log_) self.log_(level, self.prefix_ + text);
    } catch (...) { // a line of log is not worth an exception across the boundary
    }
}

std::int64_t HostServices::monotonic_ms(void*) noexcept {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace schemad::loader
