// SPDX-License-Identifier: Apache-2.0
#include "server/config/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include <arpa/inet.h>

namespace schemad::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};
constexpr std::array<Unit, 5> sizes{{{"", 1}, {"b", 1}, {"kb", 1u << 10}, {"mb", 1u << 20}, {"gb", 1u << 30}}};
constexpr std::array<Unit, 4> durations{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = lower(c);
    return out;
}

// Digits, an optional space, a unit.
template <std::size_t N>
std::optional<std::uint64_t> measured(std::string_view text, const std::array<Unit, N>& units) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = number_of(text.substr(0, digits));
    if (!number) return std::nullopt;
    auto rest = text.substr(digits);
    if (rest.starts_with(' ') && rest.size() > 1) rest.remove_prefix(1);
    const auto name = lower(rest);
    for (const auto& unit : units) {
        if (unit.name != name) continue;
        if (*number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit.factor)
            return std::nullopt;
        return *number * unit.factor;
    }
    return std::nullopt;
}

template <std::size_t N> std::string in_largest(std::uint64_t value, const std::array<Unit, N>& units) {
    const auto* best = &units.front();
    for (const auto& unit : units)
        if (value != 0 && value % unit.factor == 0) best = &unit;
    return std::to_string(value / best->factor) + std::string(best->name);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // one row of the table; a swap of neighbours counts two, which is near enough
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (lower(a[i - 1]) != lower(b[j - 1]) ? 1 : 0);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
        }
    }
    return row.back();
}

} // namespace

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> bytes_of(std::string_view text) { return measured(text, sizes); }

std::optional<std::chrono::milliseconds> duration_of(std::string_view text) {
    const auto count = measured(text, durations);
    if (!count) return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(*count));
}

std::optional<bool> boolean_of(std::string_view text) {
    const auto word = lower(text);
    if (word == "true") return true;
    if (word == "false") return false;
    return std::nullopt;
}

std::optional<http::Address> address_of(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = number_of(text.substr(colon + 1));
    if (!port || *port > 65535) return std::nullopt;
    auto host = std::string(text.substr(0, colon));
    std::array<unsigned char, sizeof(in6_addr)> parsed{};
    if (host == "localhost") host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
        if (inet_pton(AF_INET6, host.c_str(), parsed.data()) != 1) return std::nullopt;
    } else if (inet_pton(AF_INET, host.c_str(), parsed.data()) != 1) {
        return std::nullopt;
    }
    return http::Address{host, static_cast<std::uint16_t>(*port)};
}

std::string text_of(const http::Address& address) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::optional<std::string> sha256_of(std::string_view text) {
    if (text.size() != 64 || text.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
        return std::nullopt;
    return lower(text);
}

std::string bytes_text(std::uint64_t value) { return value < 1024 ? std::to_string(value) : in_largest(value, sizes); }

std::string duration_text(std::chrono::milliseconds value) {
    return in_largest(static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0)), durations);
}

std::string_view nearest(std::string_view wrong, std::span<const std::string_view> candidates) {
    std::string_view best;
    if (wrong.size() > 64) return best;
    std::size_t least = std::max<std::size_t>(2, wrong.size() / 2) + 1;
    for (const auto candidate : candidates) {
        const auto distance = edit_distance(wrong, candidate);
        if (distance < least && distance < candidate.size()) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace schemad::config
