// SPDX-License-Identifier: Apache-2.0
#include "server/cli/progress_bar.hpp"

#include <algorithm>
#include <cstdint>

#include "server/cli/clean_stream.hpp"
#include "server/cli/printable.hpp"

namespace schemad::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_columns = 24, entity_columns = 40;
constexpr auto between_lines = 2s;

std::string text_in(const boost::json::object& job, std::string_view key) {
    const auto* value = job.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}
std::uint64_t number_in(const boost::json::object& job, std::string_view key) {
    const auto* value = job.if_contains(key);
    return value && value->is_int64() && value->get_int64() > 0 ? static_cast<std::uint64_t>(value->get_int64()) : 0;
}

} // namespace

void ProgressBar::show(const boost::json::object& job) {
    if (kind_ == Kind::none) return;
    const auto phase = text_in(job, "phase"), entity = text_in(job, "entity"), action = text_in(job, "action");
    const auto step = number_in(job, "step"), steps = number_in(job, "steps");
    auto text = phase.empty() ? text_in(job, "state") : phase;
    const auto doing = phase == "running" && !entity.empty() ? action + ' ' + entity : std::string();
    if (kind_ == Kind::bar) {
        draw(shortened_to(one_line(doing.empty() ? text : doing), entity_columns), step, steps);
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    const auto line = steps ? text + ", " + std::to_string(step) + " of " + std::to_string(steps) : text;
    const bool other_phase = text != last_;
    if (!other_phase && now - said_ < between_lines) return;
    last_ = text, said_ = now;
    out_ << line << (doing.empty() ? "" : ": ") << one_line(doing) << std::endl;
}

void ProgressBar::draw(const std::string& text, std::uint64_t step, std::uint64_t steps) {
    const auto full = steps ? static_cast<std::size_t>(std::min(step, steps) * bar_columns / steps) : 0;
    const auto line = '[' + std::string(full, '#') + std::string(bar_columns - full, '.') + "] " +
                      (steps ? std::to_string(step) + '/' + std::to_string(steps) + ' ' : std::string()) + text;
    if (line == last_) return;
    last_ = line;
    write_raw(out_, "\r\x1b[K");
    out_ << line << std::flush;
    drawn_ = true;
}

void ProgressBar::clear() {
    if (drawn_) write_raw(out_, "\r\x1b[K");
    drawn_ = false;
    last_.clear();
}

} // namespace schemad::cli
