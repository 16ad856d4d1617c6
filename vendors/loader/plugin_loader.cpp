// SPDX-License-Identifier: Apache-2.0
#include "vendors/loader/plugin_loader.hpp"

#include <algorithm>
#include <dlfcn.h>

namespace schemad {
namespace {

using Reason = PluginError::Reason;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool unload = false; // a leak's trace needs the code it points into
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
constexpr bool unload = false;
#else
constexpr bool unload = true;
#endif
#else
constexpr bool unload = true;
#endif

class SharedObject {
public:
    explicit SharedObject(const std::string& file) {
        // NOW: a missing symbol shows here and not in the middle of an apply. LOCAL: plugins do not see each other.
        handle_ = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (handle_ == nullptr) {
            const char* why = ::dlerror();
            throw PluginError(Reason::load_failed, "plugin " + file + " cannot be loaded: " + (why ? why : "unknown"));
        }
    }
    ~SharedObject() {
        if (unload && handle_ != nullptr) ::dlclose(handle_);
    }
    SharedObject(SharedObject&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    SharedObject& operator=(SharedObject&&) = delete;
    void* symbol(const char* name) const noexcept { return ::dlsym(handle_, name); }

private:
    void* handle_;
};

class LoadedVendor final : public Vendor {
public:
    LoadedVendor(SharedObject object, loader::HostServices& services, const schemad_vendor* table)
        : object_(std::move(object)), services_(services) {
        table_ = table;
    }
    ~LoadedVendor() override { services_.silence(); }
    LoadedVendor(const LoadedVendor&) = delete;
    LoadedVendor& operator=(const LoadedVendor&) = delete;

private:
    SharedObject object_;
    loader::HostServices& services_;
};

const schemad_vendor* shake_hands(const SharedObject& object, const loader::HostServices& host,
                                  const std::string& file) {
    const auto entry = reinterpret_cast<schemad_vendor_entry>(object.symbol(SCHEMAD_VENDOR_ENTRY));
    if (entry == nullptr) throw PluginError(Reason::not_a_plugin, "plugin " + file + " has no entry point");
    const schemad_vendor* table = nullptr;
    bool escaped = false;
    try {
        table = entry(host.table());
    } catch (...) { escaped = true; }
    if (escaped) throw PluginError(Reason::refused, "plugin " + file + ": its entry let an exception escape");
    // NULL means the version, but for a plugin that told the log of another reason
    if (const auto said = host.last_error(); table == nullptr && !said.empty())
        throw PluginError(Reason::refused, "plugin " + file + " could not introduce itself: " + said);
    if (table == nullptr)
        throw PluginError(Reason::refused, "plugin " + file + " declined to serve host ABI " +
                                               std::to_string(SCHEMAD_ABI_MAJOR) + "." +
                                               std::to_string(SCHEMAD_ABI_MINOR));
    return table;
}

} // namespace

PluginLoader::PluginLoader(std::filesystem::path directory, std::vector<std::string> allow, PluginLog log)
    : directory_(std::move(directory)), allow_(std::move(allow)), log_(std::move(log)) {}

void PluginLoader::require_allowed(const std::string& vendor_name) const {
    if (!loader::well_formed(vendor_name))
        throw PluginError(Reason::not_allowed, "a vendor's name consists of a-z, 0-9 and _ (at most 64)");
    if (std::find(allow_.begin(), allow_.end(), vendor_name) == allow_.end())
        throw PluginError(Reason::not_allowed, "vendor " + vendor_name + " is not on the list of allowed plugins");
}

std::filesystem::path PluginLoader::looked_at(const std::string& vendor_name) const {
    require_allowed(vendor_name);
    return loader::verified_plugin(directory_, vendor_name);
}

PluginLoader::Outcome PluginLoader::last(const std::string& vendor_name) const {
    const std::lock_guard hold(mutex_);
    if (const auto known = loaded_.find(vendor_name); known != loaded_.end()) return {known->second, {}};
    const auto refused = refused_.find(vendor_name);
    return {nullptr, refused == refused_.end() ? std::string{} : refused->second};
}

std::shared_ptr<const Vendor> PluginLoader::load(const std::string& vendor_name) {
    require_allowed(vendor_name);
    const std::lock_guard hold(mutex_);
    if (const auto known = loaded_.find(vendor_name); known != loaded_.end()) return known->second;
    try {
        auto vendor = load_anew(vendor_name);
        refused_.erase(vendor_name);
        return vendor;
    } catch (const PluginError& error) {
        refused_[vendor_name] = error.what();
        throw;
    }
}

std::shared_ptr<const Vendor> PluginLoader::load_anew(const std::string& vendor_name) {
    const auto file = loader::verified_plugin(directory_, vendor_name).string();
    SharedObject object(file);
    auto& services = loader::HostServices::make(vendor_name, log_);
    std::shared_ptr<const Vendor> vendor;
    try {
        const auto* table = shake_hands(object, services, file);
        loader::verify_table(table, vendor_name, file);
        vendor = std::make_shared<const LoadedVendor>(std::move(object), services, table);
        loaded_.emplace(vendor_name, vendor);
    } catch (...) {
        services.silence();
        throw;
    }
    return vendor;
}

} // namespace schemad
