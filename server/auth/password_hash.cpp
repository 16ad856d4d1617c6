// SPDX-License-Identifier: Apache-2.0
#include "server/auth/password_hash.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <semaphore>

#include <argon2.h>

#include "engine/error.hpp"

namespace schemad::auth {
namespace {

constexpr std::ptrdiff_t at_once = 2; // each takes 64 MiB with Directus's costs
constexpr std::chrono::seconds patience{5};
constexpr std::size_t max_hash_bytes = 1024, max_password_bytes = 4096;

constexpr std::uint32_t most_kibibytes = 256 * 1024, most_passes = 10, most_lanes = 16;

// Of nobody: salt and digest of zeros, with the costs that Directus has.
const std::string nobody = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$"
                           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

std::optional<std::uint32_t> number_after(std::string_view text, std::string_view name) {
    const auto at = text.find(name);
    if (at == std::string_view::npos) return std::nullopt;
    std::uint32_t number = 0;
    const auto* begin = text.data() + at + name.size();
    const auto [end, fault] = std::from_chars(begin, text.data() + text.size(), number);
    return fault == std::errc{} && end != begin ? std::optional{number} : std::nullopt;
}

// $argon2id$v=19$m=65536,t=3,p=4$<salt>$<digest>
bool is_affordable(const std::string& hash) {
    if (hash.size() > max_hash_bytes || !hash.starts_with("$argon2id$")) return false;
    const auto memory = number_after(hash, "$m="), passes = number_after(hash, ",t="),
               lanes = number_after(hash, ",p=");
    return memory && passes && lanes && *memory <= most_kibibytes && *passes <= most_passes && *lanes <= most_lanes;
}

class Turn {
public:
    Turn() {
        if (!free_.try_acquire_for(patience))
            throw RequestError(ErrorCode::service_unavailable,
                               "Service \"login\" is unavailable. Too many log in at this moment.",
                               {{"service", "login"}, {"reason", "Too many log in at this moment"}});
    }
    ~Turn() { free_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    static inline std::counting_semaphore<at_once> free_{at_once};
};

} // namespace

bool is_password(std::string_view password, const std::string& hash) {
    const bool comparable = is_affordable(hash) && password.size() <= max_password_bytes;
    if (password.size() > max_password_bytes) password = {};
    const Turn turn;
    const auto equal =
        argon2id_verify((comparable ? hash : nobody).c_str(), password.data() ? password.data() : "", password.size());
    return comparable && equal == ARGON2_OK;
}

} // namespace schemad::auth
