// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/document_memory.hpp"

#include <limits>
#include <memory>

namespace schemad::formats {

void* DocumentMemory::do_allocate(std::size_t bytes, std::size_t align) {
    if (bytes > *left_) throw TooCostly();
    *left_ -= bytes;
    return arena_.allocate(bytes, align);
}

namespace {

// What `read` makes of it, in memory of its own.
template <class F> auto in_memory_of_its_own(std::string_view bytes, F&& read) {
    const auto left = std::make_shared<std::size_t>(DocumentMemory::free_bytes + bytes.size() * DocumentMemory::times);
    auto document = read(boost::json::make_shared_resource<DocumentMemory>(left));
    *left = std::numeric_limits<std::size_t>::max();
    return document;
}

} // namespace

boost::json::value read_json_document(std::string_view bytes, const Limits& limits) {
    return in_memory_of_its_own(
        bytes, [&](const boost::json::storage_ptr& memory) { return read_json(bytes, limits, true, memory); });
}

std::optional<boost::json::value> read_yaml_document(std::string_view bytes, const Limits& limits) {
    return in_memory_of_its_own(
        bytes, [&](const boost::json::storage_ptr& memory) { return read_yaml(bytes, limits, memory); });
}

} // namespace schemad::formats
