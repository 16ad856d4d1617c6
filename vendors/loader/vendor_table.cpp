// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "vendors/host/abi_sizes.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::loader {

using host::least_size;
using host::most_size;
using Reason = PluginError::Reason;

void verify_table(const schemad_vendor* table, const std::string& vendor_name, const std::string& file) {
    const std::string who = "plugin " + file + ": ";
    // The head first: nothing else may be read before size and major version are known to be right.
    constexpr std::size_t head = offsetof(schemad_vendor, abi_minor) + sizeof(std::uint16_t);
    if (table->struct_size < head) throw PluginError(Reason::incompatible, who + "its table has no struct_size");
    if (table->abi_major != SCHEMAD_ABI_MAJOR)
        throw PluginError(Reason::incompatible, who + "built for vendor ABI " + std::to_string(table->abi_major) + "." +
                                                    std::to_string(table->abi_minor) + ", this host has " +
                                                    std::to_string(SCHEMAD_ABI_MAJOR) + "." +
                                                    std::to_string(SCHEMAD_ABI_MINOR));
    if (table->struct_size < least_size<schemad_vendor>)
        throw PluginError(Reason::incompatible, who + "its table is " + std::to_string(table->struct_size) +
                                                    " bytes, ABI 1.0 has " +
                                                    std::to_string(least_size<schemad_vendor>));

    if (table->struct_size > most_size)
        throw PluginError(Reason::incompatible,
                          who + "its table says that it is " + std::to_string(table->struct_size) + " bytes long");

    const std::array<std::pair<const char*, bool>, 12> functions{
        {{"open", table->open != nullptr},
         {"close", table->close != nullptr},
         {"ping", table->ping != nullptr},
         {"query", table->query != nullptr},
         {"execute", table->execute != nullptr},
         {"begin", table->begin != nullptr},
         {"commit", table->commit != nullptr},
         {"rollback", table->rollback != nullptr},
         {"cancel", table->cancel != nullptr},
         {"inspect", table->inspect != nullptr},
         {"render", table->render != nullptr},
         {"preview_column", table->preview_column != nullptr}}};
    for (const auto& [name, there] : functions)
        if (!there) throw PluginError(Reason::incomplete, who + "its table lacks " + name + "()");
    if (view(table->name) != vendor_name)
        throw PluginError(Reason::incomplete,
                          who + "it calls itself \"" + std::string(view(table->name).substr(0, 64)) + "\"");
    if (view(table->vendor_string).empty()) throw PluginError(Reason::incomplete, who + "it states no vendor string");
    if (table->identifier_quote == '\0') throw PluginError(Reason::incomplete, who + "it states no identifier quote");
}

} // namespace schemad::loader
