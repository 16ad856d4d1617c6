// SPDX-License-Identifier: Apache-2.0
#include "engine/history/entry.hpp"

#include <stdexcept>

#include <boost/json.hpp>

#include "engine/text/digest.hpp"

namespace schemad::history {

namespace json = boost::json;

std::string_view name_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::diff: return "diff";
    case Kind::back: return "back";
    case Kind::plan: return "plan";
    case Kind::lost: return "lost";
    case Kind::left_out: return "left_out";
    }
    return "";
}

std::size_t Texts::size() const noexcept {
    std::size_t bytes = 0;
    for (const auto& text : of) bytes += text ? text->size() : 0;
    return bytes;
}

std::string Texts::shorten(std::size_t max_bytes) {
    std::string gone;
    // the way back is what the history is for
    for (const auto kind : {Kind::plan, Kind::diff, Kind::left_out, Kind::back, Kind::lost}) {
        if (size() <= max_bytes) break;
        if (!(*this)[kind]) continue;
        (*this)[kind].reset();
        gone.append(gone.empty() ? "" : ", ").append(name_of(kind));
    }
    return gone;
}

bool changed_the_model(const Entry& entry) noexcept { return !entry.outcome.starts_with(undone); }

std::string digest_of(const Texts& texts) {
    std::string digests; // of each text, so that none can grow into the next
    for (const auto kind : all_text_kinds) {
        if (kind == Kind::left_out && !texts[kind]) continue; // entries from before there was one
        digests.append(name_of(kind))
            .append(1, ' ')
            .append(texts[kind] ? text::sha256_hex(*texts[kind]) : "-")
            .append(1, '\n');
    }
    return text::sha256_hex(digests);
}

std::string seal_of(const Entry& entry) {
    const json::array all{entry.id,         entry.happened, entry.by,     entry.outcome, entry.hash_before,
                          entry.hash_after, entry.steps,    entry.digest, entry.previous};
    return text::sha256_hex(json::serialize(all));
}

void ChainCheck::see(const Entry& entry) {
    if (!intact()) return;
    if (entry.id != expected_)
        verdict_ = "entry " + std::to_string(expected_) + " is missing";
    else if (entry.previous != previous_)
        verdict_ =
            "entry " + std::to_string(entry.id) + " does not follow the one before, which was altered or replaced";
    else if (entry.seal != seal_of(entry))
        verdict_ = "entry " + std::to_string(entry.id) + " was altered";
    ++expected_;
    previous_ = entry.seal;
}

} // namespace schemad::history
