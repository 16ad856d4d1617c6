// SPDX-License-Identifier: Apache-2.0
// The log: one line a message on stderr, a message and key=value fields. A thin face over spdlog, whose headers stay in
// log.cpp. Threads: everything may be called from any thread. Errors: none; a line that cannot be written is lost.
//
// Whatever is given is redacted (redact.hpp), escaped (a line is always one line) and bounded before it is written.
#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace schemad::ops {

enum class Level { debug, info, warning, error, off };

// As the configuration spells them.
inline constexpr std::string_view level_names = "debug, info, warning, error, off";
std::optional<Level> level_of(std::string_view name) noexcept;

struct Field {
    Field(std::string_view name, std::string_view text) : key(name), value(text) {}
    Field(std::string_view name, const char* text) : key(name), value(text) {}
    Field(std::string_view name, std::string text) : key(name), value(std::move(text)) {}
    template <class Number>
    requires std::integral<Number> || std::floating_point<Number> Field(std::string_view name, Number number)
        : key(name), value(std::to_string(number)) {}
    std::string_view key; // a literal
    std::string value;
};

void set_level(Level) noexcept; // info until told otherwise
bool logs(Level) noexcept;      // ask before building costly fields
void log(Level, std::string_view message, std::initializer_list<Field> fields = {});

// The line without its time and level. Pure.
std::string line_of(std::string_view message, std::initializer_list<Field> fields);

} // namespace schemad::ops
