// SPDX-License-Identifier: Apache-2.0
// The host's side of the schemad.scratch/1 extension.
#include <schemad/host.hpp>
#include <schemad/scratch.h>

#include "vendors/loader/guard.hpp"

namespace schemad {

namespace {

const schemad_scratch* scratch_of(const schemad_vendor& table) noexcept {
    if (!table.get_extension) return nullptr;
    try {
        const auto* offered = static_cast<const schemad_scratch*>(table.get_extension(str(SCHEMAD_SCRATCH_EXTENSION)));
        return offered && offered->struct_size >= sizeof(schemad_scratch) && offered->open_scratch ? offered : nullptr;
    } catch (...) { return nullptr; } // a plugin that breaks the contract offers nothing
}

} // namespace

bool Vendor::has_scratch() const noexcept { return scratch_of(*table_) != nullptr; }

std::unique_ptr<Connection> Connection::open_scratch(std::span<const std::string_view> tables) {
    const auto* scratch = scratch_of(vendor_->table());
    if (!scratch) throw VendorError(SCHEMAD_E_UNSUPPORTED, std::string(vendor_->name()) + " has no scratch");
    std::vector<schemad_str> names;
    for (const auto table : tables) names.push_back(str(table));
    schemad_connection* handle = nullptr;
    loader::call(*vendor_, "open_scratch", [&](schemad_error* error) {
        return scratch->open_scratch(handle_, names.data(), names.size(), &handle, error);
    });
    if (handle == nullptr) loader::misbehaved(*vendor_, "open_scratch", "gave no connection");
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
