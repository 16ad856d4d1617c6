// SPDX-License-Identifier: Apache-2.0
// How often somebody tried to log in as a user without coming in, so that a user is locked out as Directus does it.
// In memory, as there: a restart forgets. Thread-safe; bounded: of more users than max_users the oldest are forgotten.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace schemad::auth {

class LoginAttempts {
public:
    static constexpr std::size_t max_users = 10'000;

    // Counts one; false: it is beyond `allowed`, and the count begins anew.
    bool take(const std::string& user, std::size_t allowed);
    void forget(const std::string& user); // who came in

private:
    struct Entry {
        std::string user;
        std::size_t count = 0;
    };
    std::mutex mutex_;
    std::list<Entry> entries_; // the newest in front
    std::unordered_map<std::string, std::list<Entry>::iterator> by_user_;
};

} // namespace schemad::auth
