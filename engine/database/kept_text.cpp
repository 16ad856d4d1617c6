// SPDX-License-Identifier: Apache-2.0
#include "engine/database/kept_text.hpp"

#include <utility>

namespace schemad::database {

std::shared_ptr<const WrittenText> KeptText::find(std::uint64_t connection, std::string_view fingerprint) {
    const std::lock_guard hold(mutex_);
    const auto said = said_.find(connection);
    if (fingerprint.empty() || said == said_.end() || said->second != fingerprint) return nullptr;
    used_ = Clock::now();
    return text_;
}

std::shared_ptr<const WrittenText> KeptText::keep(std::uint64_t connection, std::string fingerprint,
                                                  WrittenText written) {
    auto made = std::make_shared<const WrittenText>(std::move(written));
    if (fingerprint.empty() || made->text.size() > max_bytes) return made;
    const std::lock_guard hold(mutex_);
    if (text_ && text_->text == made->text)
        made = text_;
    else
        text_ = made, said_.clear();
    if (said_.size() >= max_connections && !said_.contains(connection)) said_.erase(said_.begin()); // the oldest
    said_[connection] = std::move(fingerprint);
    used_ = Clock::now();
    return made;
}

void KeptText::drop_if_idle(Clock::duration since_last_use) {
    std::shared_ptr<const WrittenText> gone; // freed without the lock
    const std::lock_guard hold(mutex_);
    if (!text_ || Clock::now() - used_ < since_last_use) return;
    gone = std::exchange(text_, nullptr);
    said_.clear();
}

} // namespace schemad::database
