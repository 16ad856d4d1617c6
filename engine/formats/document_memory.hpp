// SPDX-License-Identifier: Apache-2.0
// Memory for one document from outside: an arena that gives no more than a multiple of the text it is read from, so
// that no document, however it repeats itself, costs more than its size says. Internal to engine/formats.
//
// Threads: as what is read into it. Errors: TooCostly when there is no more, while it is being read; the readers say
// where.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include <boost/json/memory_resource.hpp>
#include <boost/json/monotonic_resource.hpp>

#include "engine/formats/formats.hpp"

namespace schemad::formats {

struct TooCostly : ParseError {
    TooCostly() : ParseError("the document needs much more memory than its size says") {}
};

class DocumentMemory final : public boost::json::memory_resource {
public:
    // left: bytes; whoever reads raises it when the document is read, as what is done with it then nobody has sent.
    explicit DocumentMemory(std::shared_ptr<std::size_t> left) noexcept : left_(std::move(left)) {}

    static constexpr std::size_t free_bytes = 64u << 20, times = 16; // a value of Boost.JSON has 24 bytes, "1," has 2

protected:
    void* do_allocate(std::size_t bytes, std::size_t align) override;
    void do_deallocate(void*, std::size_t, std::size_t) override {} // all at once, with the arena
    bool do_is_equal(const boost::json::memory_resource& other) const noexcept override { return this == &other; }

private:
    boost::json::monotonic_resource arena_;
    std::shared_ptr<std::size_t> left_;
};

} // namespace schemad::formats
