// SPDX-License-Identifier: Apache-2.0
// Text of the database as a snapshot shows it: what is no UTF-8 there (a latin1 column read as bytes, a database that
// checks no encoding) comes out as U+FFFD, as it does where JavaScript reads it.
#pragma once

#include <string>
#include <string_view>

#include "engine/js/text.hpp"

namespace schemad::snapshot {

class CleanText {
public:
    explicit CleanText(std::string_view bytes) : text_(bytes) {
        if (js::is_ascii(bytes)) return;
        js::append_repaired(repaired_, bytes);
        text_ = repaired_;
    }
    CleanText(const CleanText&) = delete;
    CleanText& operator=(const CleanText&) = delete;
    operator std::string_view() const noexcept { return text_; }

private:
    std::string repaired_;
    std::string_view text_;
};

} // namespace schemad::snapshot
