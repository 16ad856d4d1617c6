// SPDX-License-Identifier: Apache-2.0
// What a token of the configuration may do with a project; a user of Directus who is an administrator may do all.
// Source: docs/operations.md, "Rights". Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace schemad::config {

enum class Right : unsigned char { read, diff, plan, apply, approve };
inline constexpr std::array<std::string_view, 5> right_names{"read", "diff", "plan", "apply", "approve"};

constexpr std::string_view name_of(Right right) noexcept { return right_names[static_cast<std::size_t>(right)]; }
constexpr std::optional<Right> right_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < right_names.size(); ++i)
        if (right_names[i] == name) return static_cast<Right>(i);
    return std::nullopt;
}

class Rights {
public:
    static constexpr Rights all() noexcept { return Rights((1u << right_names.size()) - 1); }
    static constexpr Rights none() noexcept { return Rights(0); }
    constexpr bool has(Right right) const noexcept { return (bits_ & bit(right)) != 0; }
    constexpr void add(Right right) noexcept { bits_ |= bit(right); }

private:
    explicit constexpr Rights(std::uint32_t bits) noexcept : bits_(bits) {}
    static constexpr std::uint32_t bit(Right right) noexcept { return 1u << static_cast<unsigned>(right); }
    std::uint32_t bits_;
};

} // namespace schemad::config
