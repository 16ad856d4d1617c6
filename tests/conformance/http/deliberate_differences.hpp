// SPDX-License-Identifier: Apache-2.0
// Where our answer differs from the recorded one on purpose, each with its reason; docs/differences-from-directus.md
// tells the same to users. A difference that no longer shows fails the test.
#pragma once

#include <string_view>

namespace schemad::test {

enum class Differs { text, status_and_code };
struct Difference {
    std::string_view name; // of the transcript
    Differs how;
    int status; // ours
    std::string_view code;
    std::string_view reason;
};

inline constexpr std::string_view v8_text = "the wording is that of Node's JSON parser; ours says what and where";
inline constexpr std::string_view broken_form = "a body that cannot be understood is the client's fault, not ours: 400";
inline constexpr std::string_view missing_list = "a snapshot without one of its lists is refused by name, not a 500";

inline constexpr Difference deliberate_differences[] = {
    {"diff-user-badjson", Differs::text, 400, "INVALID_PAYLOAD", v8_text},
    {"diff-badjson", Differs::text, 400, "INVALID_PAYLOAD", v8_text},
    {"diff-badjson2", Differs::text, 400, "INVALID_PAYLOAD", v8_text},
    {"diff-json-scalar", Differs::text, 400, "INVALID_PAYLOAD", v8_text},
    {"diff-too-large", Differs::text, 400, "INVALID_PAYLOAD",
     "JSON bodies up to the upload limit are read, so this one is refused for what it says"},
    {"mp-empty-body", Differs::status_and_code, 400, "INVALID_PAYLOAD", broken_form},
    {"mp-garbage", Differs::status_and_code, 400, "INVALID_PAYLOAD", broken_form},
    {"mp-truncated", Differs::status_and_code, 400, "INVALID_PAYLOAD", broken_form},
    {"mp-nobody", Differs::status_and_code, 400, "INVALID_PAYLOAD", broken_form},
    {"mp-malformed-header", Differs::status_and_code, 400, "INVALID_PAYLOAD", broken_form},
    {"diff-val-collections-missing", Differs::status_and_code, 400, "INVALID_PAYLOAD", missing_list},
    {"diff-val-fields-missing", Differs::status_and_code, 400, "INVALID_PAYLOAD", missing_list},
    {"diff-val-relations-missing", Differs::status_and_code, 400, "INVALID_PAYLOAD", missing_list},
    {"diff-val-partial-nocoll", Differs::status_and_code, 400, "INVALID_PAYLOAD", missing_list},
};

} // namespace schemad::test
