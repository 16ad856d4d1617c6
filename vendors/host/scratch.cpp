// SPDX-License-Identifier: Apache-2.0
// Extensions, and the host's side of schemad.scratch/1.
#include <schemad/host.hpp>
#include <schemad/scratch.h>

#include "vendors/host/abi_sizes.hpp"
#include "vendors/host/guard.hpp"

namespace schemad {

const void* Vendor::extension_of(std::string_view called, std::size_t least) const noexcept {
    if (!table_->get_extension) return nullptr;
    try {
        const void* offered = table_->get_extension(str(called));
        if (!offered || reinterpret_cast<std::uintptr_t>(offered) % alignof(schemad_vendor) != 0) return nullptr;
        const auto size = *static_cast<const std::uint32_t*>(offered);
        return size >= least && size <= host::most_size ? offered : nullptr;
    } catch (...) { return nullptr; } // a plugin that breaks the contract offers nothing
}

bool Vendor::has_scratch() const noexcept {
    const auto* offered = extension<schemad_scratch>(SCHEMAD_SCRATCH_EXTENSION);
    return offered && offered->open_scratch;
}

std::unique_ptr<Connection> Connection::open_scratch(std::span<const std::string_view> tables) {
    const auto* scratch = vendor_->extension<schemad_scratch>(SCHEMAD_SCRATCH_EXTENSION);
    if (!scratch || !scratch->open_scratch)
        throw VendorError(SCHEMAD_E_UNSUPPORTED, std::string(vendor_->name()) + " has no scratch");
    std::vector<schemad_str> names;
    for (const auto table : tables) names.push_back(str(table));
    schemad_connection* handle = nullptr;
    host::call(*vendor_, "open_scratch", [&](schemad_error* error) {
        return scratch->open_scratch(handle_, names.data(), names.size(), &handle, error);
    });
    if (handle == nullptr) host::misbehaved(*vendor_, "open_scratch", "gave no connection");
    try {
        return std::make_unique<Connection>(vendor_, handle);
    } catch (...) {
        try {
            vendor_->table().close(handle);
        } catch (...) { // nothing is left to do for it
        }
        throw;
    }
}

} // namespace schemad
