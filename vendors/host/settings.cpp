// SPDX-License-Identifier: Apache-2.0
// The host's side of the schemad.settings/1 extension.
#include <schemad/host.hpp>
#include <schemad/settings.h>

#include "vendors/host/guard.hpp"

namespace schemad {

namespace {

constexpr std::size_t max_target = 4096;

const schemad_settings* settings_of(const Vendor& vendor) noexcept {
    const auto* offered = vendor.extension<schemad_settings>(SCHEMAD_SETTINGS_EXTENSION);
    return offered && offered->check && offered->target ? offered : nullptr;
}

std::vector<schemad_setting> listed(const Settings& settings) {
    std::vector<schemad_setting> list;
    list.reserve(settings.size());
    for (const auto& [key, value] : settings) list.push_back({str(key), str(value)});
    return list;
}

} // namespace

std::vector<std::string> Vendor::known_settings() const {
    std::vector<std::string> names;
    const auto* offered = settings_of(*this);
    if (!offered) return names;
    for (auto rest = view(offered->known); !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (end > 0) names.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return names;
}

void Vendor::check_settings(const Settings& settings) const {
    const auto* offered = settings_of(*this);
    if (!offered) return;
    const auto list = listed(settings);
    host::call(*this, "check of settings",
               [&](schemad_error* error) { return offered->check(list.data(), list.size(), error); });
}

std::string Vendor::target_of(const Settings& settings) const {
    const auto* offered = settings_of(*this);
    if (!offered) return {};
    const auto list = listed(settings);
    std::string text(max_target, '\0');
    std::size_t size = 0;
    try {
        size = offered->target(list.data(), list.size(), text.data(), text.size());
    } catch (...) { host::misbehaved(*this, "target of settings", "let an exception escape"); }
    if (size > text.size()) return {}; // cut, so it could be equal to another
    text.resize(size);
    return text;
}

} // namespace schemad
