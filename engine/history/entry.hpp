// SPDX-License-Identifier: Apache-2.0
// One entry of a project's history: what an apply did, sealed over what came before. Issue 4, delivery 7; what the
// columns mean is in docs/operations.md. Pure; any thread. Errors: none but bad_alloc, std::runtime_error without
// SHA-256.
//
// All texts are kept as ASCII (engine/formats/ascii_text.hpp): the same bytes in a database of any character set.
#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace schemad::history {

// The long texts of an entry, as JSON; nullopt: not kept.
enum class Kind : unsigned char { diff, back, plan, lost, left_out };
inline constexpr Kind all_text_kinds[] = {Kind::diff, Kind::back, Kind::plan, Kind::lost, Kind::left_out};
std::string_view name_of(Kind) noexcept;

struct Texts {
    std::array<std::optional<std::string>, std::size(all_text_kinds)> of{};
    std::optional<std::string>& operator[](Kind kind) { return of[static_cast<std::size_t>(kind)]; }
    const std::optional<std::string>& operator[](Kind kind) const { return of[static_cast<std::size_t>(kind)]; }
    std::size_t size() const noexcept;
    // Gives up the least needed until at most so much is left; the names of what went, "plan, diff".
    std::string shorten(std::size_t max_bytes);
};

struct Entry {
    std::int64_t id = 0; // 1, 2, 3, ... without a hole
    std::string happened, by, outcome, hash_before, hash_after;
    std::int64_t steps = 0;
    std::string digest;   // of its texts
    std::string previous; // the seal of the entry before; empty: it is the first
    std::string seal;     // over all of the above
};

// How outcomes begin.
inline constexpr std::string_view applied = "applied", finished = "finished by recovery", undone = "undone",
                                  accepted = "accepted as it is";
// Whether the model is another one since: false for what was undone.
bool changed_the_model(const Entry&) noexcept;

std::string digest_of(const Texts&);
std::string seal_of(const Entry&);

// Follows the chain from the first entry on; oldest first.
class ChainCheck {
public:
    void see(const Entry&);
    // "intact", or what is wrong with the first entry that is not as it was written.
    const std::string& verdict() const noexcept { return verdict_; }
    bool intact() const noexcept { return verdict_ == "intact"; }

private:
    std::int64_t expected_ = 1;
    std::string previous_, verdict_ = "intact";
};

} // namespace schemad::history
