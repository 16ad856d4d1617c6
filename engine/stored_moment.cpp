// SPDX-License-Identifier: Apache-2.0
#include "engine/stored_moment.hpp"

#include <array>
#include <ctime>

#include "engine/database/cells.hpp"

namespace schemad {

using model::MomentForm;

StoredMoment::StoredMoment(std::chrono::system_clock::time_point moment, MomentForm form)
    : milliseconds_(std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count()) {
    if (form == MomentForm::milliseconds) return;
    const auto seconds = std::chrono::system_clock::to_time_t(moment);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    text_.assign(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts));
    if (form == MomentForm::text_with_zone) text_ += "+00";
}

schemad_value StoredMoment::value() const noexcept {
    return text_.empty() ? value_of(milliseconds_) : value_of(std::string_view(text_));
}

bool has_passed(const schemad_value& moment) {
    const auto now = std::chrono::system_clock::now();
    if (moment.kind == SCHEMAD_INT64)
        return moment.as.integer <
               std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    std::tm parts{};
    auto text = database::text_at(moment);
    if (text.size() > 10 && text[10] == 'T') text[10] = ' ';
    if (!strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &parts)) return true;
    return timegm(&parts) < std::chrono::system_clock::to_time_t(now);
}

} // namespace schemad
