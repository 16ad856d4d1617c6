// SPDX-License-Identifier: Apache-2.0
// Bytes received but not yet consumed, contiguous as the parser needs them. Grows on demand up to what its user asks.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace schemad::http {

class ReadBuffer {
public:
    std::string_view data() const noexcept { return {bytes_.get() + begin_, end_ - begin_}; }
    std::size_t size() const noexcept { return end_ - begin_; }

    void consume(std::size_t n) noexcept {
        begin_ += n;
        if (begin_ == end_) begin_ = end_ = 0;
    }

    // Room behind the data, at least one byte and at most `wanted`, without the data growing beyond `most`.
    // Empty when the data already fills `most`.
    std::pair<char*, std::size_t> room(std::size_t wanted, std::size_t most) {
        if (size() >= most) return {nullptr, 0};
        if (capacity_ - end_ < wanted) compact();
        if (capacity_ - end_ < std::min(wanted, most - size())) grow(std::min(most, std::max(capacity_ * 2, wanted)));
        return {bytes_.get() + end_, std::min({capacity_ - end_, most - size(), wanted})};
    }
    void commit(std::size_t n) noexcept { end_ += n; }

    // Between requests: a large buffer is not kept for an idle connection.
    void trim(std::size_t keep) {
        if (size() == 0 && capacity_ > keep) {
            bytes_.reset();
            capacity_ = 0;
        }
    }

private:
    void compact() noexcept {
        if (begin_ == 0) return;
        std::memmove(bytes_.get(), bytes_.get() + begin_, size());
        end_ -= begin_;
        begin_ = 0;
    }
    void grow(std::size_t capacity) {
        if (capacity <= capacity_) return;
        auto larger = std::make_unique_for_overwrite<char[]>(capacity);
        if (size() != 0) std::memcpy(larger.get(), bytes_.get() + begin_, size());
        bytes_ = std::move(larger);
        end_ -= begin_;
        begin_ = 0;
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace schemad::http
