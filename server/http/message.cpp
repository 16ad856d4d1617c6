// SPDX-License-Identifier: Apache-2.0
#include "server/http/message.hpp"

#include "server/http/text.hpp"

namespace schemad::http {

std::optional<std::string_view> Request::header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers)
        if (same_word(key, name)) return value;
    return std::nullopt;
}

} // namespace schemad::http
