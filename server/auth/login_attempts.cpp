// SPDX-License-Identifier: Apache-2.0
#include "server/auth/login_attempts.hpp"

namespace schemad::auth {

bool LoginAttempts::take(const std::string& user, std::size_t allowed) {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_user_.find(user); found != by_user_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
    } else {
        entries_.push_front({user});
        by_user_[user] = entries_.begin();
    }
    if (++entries_.front().count > allowed) {
        by_user_.erase(user);
        entries_.pop_front();
        return false;
    }
    if (entries_.size() > max_users) {
        by_user_.erase(entries_.back().user);
        entries_.pop_back();
    }
    return true;
}

void LoginAttempts::forget(const std::string& user) {
    const std::lock_guard lock(mutex_);
    const auto found = by_user_.find(user);
    if (found == by_user_.end()) return;
    entries_.erase(found->second);
    by_user_.erase(found);
}

} // namespace schemad::auth
