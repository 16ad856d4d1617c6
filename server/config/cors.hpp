// SPDX-License-Identifier: Apache-2.0
// Which pages of other hosts a browser lets read answers (CORS). As Directus: off unless it is asked for, and then with
// these values. docs/spec/engine-1-http.md 1.12. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace schemad::config {

struct Cors {
    bool enabled = false;
    bool any_origin = true;           // each is answered by its name
    std::vector<std::string> origins; // else these alone; "*" is told as it is
    std::string methods = "GET,POST,PATCH,DELETE", allowed_headers = "Content-Type,Authorization",
                exposed_headers = "Content-Range";
    bool credentials = true;
    std::uint64_t max_age = 18'000; // seconds that a browser keeps the answer to its question
};

} // namespace schemad::config
